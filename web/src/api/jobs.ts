import { call, send } from "./client.ts";
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

/** Follows the job's server-sent events to the last of them. (`EventSource` cannot bear a token.) */
async function watch(job: Job, progress: (share: number, state: Job["state"]) => void, signal: AbortSignal): Promise<Job> {
  const response = await send("GET /api/v1/jobs/{id}/events", { path: { id: job.id }, signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const data = text
        .slice(0, end)
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trim())
        .join("\n");
      text = text.slice(end + 2);
      if (data) job = JSON.parse(data) as Job;
      progress(job.progress, job.state);
    }
  }
  // A service that stops ends the events early; the job goes on when it is back.
  return job.ended === null ? await call("GET /api/v1/jobs/{id}", { path: { id: job.id }, signal }) : job;
}
