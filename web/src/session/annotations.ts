import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";

type Annotation = Schemas["AnnotationItem"];

const most = 20_000; // a recording with more is drawn with these

/** All annotations of a recording, in time order. */
export async function allAnnotations(id: string, signal: AbortSignal): Promise<Annotation[]> {
  const all: Annotation[] = [];
  for (let from: number | null = 0; from !== null && all.length < most;) {
    const page: Schemas["AnnotationPage"] = await call("GET /api/v1/recordings/{id}/annotations", { path: { id }, query: { from }, signal });
    const last = all.at(-1)?.onset ?? -1;
    // What lasts beyond the last page's end, or begins with it, comes again.
    all.push(
      ...page.annotations.filter(
        (a) => a.onset > last || (a.onset === last && !all.some((b) => b.onset === a.onset && b.text === a.text && b.channel === a.channel)),
      ),
    );
    if (page.next !== null && page.next <= from) break;
    from = page.next;
  }
  return all;
}

/** Those that a span shows. */
export function during(annotations: readonly Annotation[], from: number, seconds: number): Annotation[] {
  return annotations.filter((a) => a.onset < from + seconds && a.onset + (a.duration ?? 0) >= from);
}

/** The next after a time, or the last before it. */
export function neighbour(annotations: readonly Annotation[], from: number, by: 1 | -1): Annotation | undefined {
  return by > 0 ? annotations.find((a) => a.onset > from + 0.5) : annotations.findLast((a) => a.onset < from - 0.5);
}
