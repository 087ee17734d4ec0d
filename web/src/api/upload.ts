import { addressOf, ApiProblem } from "./client.ts";
import type { Operations } from "./schema.ts";
import { authorization } from "./token.ts";

type Answer = Operations["POST /api/v1/recordings"]["answer"];

/** Uploads a recording and tells how far that is. (`fetch` does not.) */
export function upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf("/api/v1/recordings", {}, { name: file.name }));
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new TypeError("The service does not answer."));
    request.onload = () => {
      const said = request.response as { detail?: string; title?: string } | null;
      if (request.status < 300) resolve(request.response as Answer);
      else reject(new ApiProblem(said?.detail ?? said?.title ?? `The service answered ${request.status}.`, request.status, null));
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
