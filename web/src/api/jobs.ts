import { ApiProblem, call, send } from "./client.ts";
import type { Schemas } from "./schema.ts";

export type Job = Schemas["Job"];

/** Runs a job to its end and gives its result; tells of its progress, 0 to 1. Leaving the page cancels it. */
export async function runJob<Result>(
  request: Schemas["JobRequest"],
  progress: (share: number, state: Job["state"]) => void,
  signal: AbortSignal,
): Promise<Result> {
  const accepted = await call("POST /api/v1/jobs", { body: request, signal });
  const path = { id: accepted.id };
  const cancel = () => void call("DELETE /api/v1/jobs/{id}", { path }).catch(() => undefined);
  signal.addEventListener("abort", cancel);
  try {
    const last = await watch(accepted, progress, signal);
    if (last.state === "failed") throw new Error(last.problem ?? "The job has failed.");
    if (last.state === "cancelled") throw new Error("The job was cancelled.");
    return (await (await send("GET /api/v1/jobs/{id}/result", { path, signal })).json()) as Result;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

const again = 1000, // milliseconds until a broken stream is asked for again
  patience = 60; // times in a row that it may give nothing: a service that is started again needs some seconds

/**
 * Follows the job's server-sent events to its end. A stream that breaks off before, because the service stops or a proxy has lost patience, is asked for
 * again: the job goes on. (`EventSource` cannot bear a token.)
 */
async function watch(job: Job, progress: (share: number, state: Job["state"]) => void, signal: AbortSignal): Promise<Job> {
  for (let failed = 0; job.ended === null; ) {
    try {
      const response = await send("GET /api/v1/jobs/{id}/events", { path: { id: job.id }, signal });
      for await (const state of events(response)) {
        failed = 0;
        job = state;
        progress(job.progress, job.state);
      }
    } catch (error) {
      const refused = error instanceof ApiProblem && error.status < 500 && error.status !== 429;
      if (signal.aborted || refused || ++failed > patience) throw error;
    }
    if (job.ended === null) await new Promise((resolve) => setTimeout(resolve, again));
  }
  return job;
}

/** The states that a stream tells, until it ends. */
async function* events(response: Response): AsyncGenerator<Job> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const data = text
        .slice(0, end)
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trim())
        .join("\n");
      text = text.slice(end + 2);
      if (data) yield JSON.parse(data) as Job;
    }
  }
}
