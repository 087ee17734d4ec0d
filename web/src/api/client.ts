import type { Operations } from "./schema.ts";
import { askForToken, authorization, token } from "./token.ts";

/** What the service refused, in its own words (RFC 9457). */
export class ApiProblem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

type Needed<T> = keyof T extends never ? { path?: never } : { path: T };

/** What an operation takes. */
export type Call<K extends keyof Operations> = Needed<Operations[K]["path"]> & {
  query?: Operations[K]["query"];
  body?: Operations[K]["body"];
  signal?: AbortSignal;
};

/** Asks the service for JSON. The operation's key gives the types of what it takes and answers, as the OpenAPI document has them. */
export async function call<K extends keyof Operations>(operation: K, given: Call<K>): Promise<Operations[K]["answer"]> {
  const response = await send(operation, given);
  return (response.status === 204 ? undefined : await response.json()) as Operations[K]["answer"];
}

/** Asks the service, and hands back the response, where it is none of JSON. */
export async function send<K extends keyof Operations>(operation: K, given: Call<K>): Promise<Response> {
  const [method, template] = operation.split(" ") as [string, string];
  const body = given.body === undefined ? null : JSON.stringify(given.body);
  const address = addressOf(template, given.path ?? {}, (given.query ?? {}) as Record<string, unknown>);
  for (;;) {
    const used = token();
    const headers: Record<string, string> = { ...authorization(), ...(body === null ? {} : { "Content-Type": "application/json" }) };
    const response = await fetch(address, { method, headers, body, signal: given.signal ?? null });
    if (response.ok) return response;
    // Of several requests that are refused at once, one asks; the others take what was given to it.
    if (response.status !== 401 || !(token() !== used || askForToken())) throw await problemOf(response);
  }
}

/** An address with its names and query filled in. */
export function addressOf(template: string, path: Record<string, unknown>, query: Record<string, unknown>): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const after = response.headers.get("Retry-After");
  let said: { title?: string; detail?: string } = {};
  try {
    said = (await response.json()) as typeof said;
  } catch {
    // No problem details: a proxy's answer, say. The status is what there is.
  }
  return new ApiProblem(said.detail ?? said.title ?? `The service answered ${response.status}.`, response.status, after === null ? null : Number(after));
}
