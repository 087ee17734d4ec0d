import { upload } from "../api/upload.ts";
import { fill, h } from "../dom/element.ts";
import { bytes, share } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";

/** A button, and the whole page as a place to drop files on. Files go one after another. */
export function uploader(largest: number, left: AbortSignal, done: () => void): HTMLElement {
  const state = h("div", { class: "upload-state", "aria-live": "polite" });
  const input = h("input", {
    type: "file",
    multiple: true,
    class: "unseen",
    id: "upload",
    tabindex: -1,
    "aria-label": "Recordings to upload",
    onchange: () => void take([...(input.files ?? [])]),
  });
  const button = h(
    "button",
    { type: "button", class: "main", title: "EDF, BDF or other single files; WFDB, BrainVision and BIDS as a zip archive", onclick: () => input.click() },
    "Upload",
  );

  addEventListener("dragover", (event) => event.preventDefault(), { signal: left });
  addEventListener(
    "drop",
    (event) => {
      event.preventDefault();
      void take([...(event.dataTransfer?.files ?? [])]);
    },
    { signal: left },
  );

  async function take(files: File[]): Promise<void> {
    if (files.length === 0 || button.disabled) return;
    button.disabled = true;
    const failed: HTMLElement[] = [];
    for (const [i, file] of files.entries()) {
      const of = files.length > 1 ? ` (${i + 1} of ${files.length})` : "";
      try {
        if (file.size > largest) throw new Error(`The service takes at most ${bytes(largest)}.`);
        await upload(file, (done) => fill(state, h("span", { class: "small" }, `${file.name}${of}: ${done < 1 ? share(done) : "being read"}`)), left);
      } catch (error) {
        if (left.aborted) return;
        failed.push(problem(error instanceof Error ? error.message : error, file.name));
      }
    }
    button.disabled = false;
    input.value = "";
    fill(state, failed);
    if (failed.length < files.length) {
      announce("Uploaded");
      done();
    }
  }

  return h("div", { class: "upload no-print" }, button, input, state);
}
