import { ApiProblem, call } from "../api/client.ts";
import { runJob } from "../api/jobs.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, type Child } from "../dom/element.ts";
import { duration } from "../dom/format.ts";
import { problem } from "../frame/problem.ts";
import { addressOf } from "../pages.ts";
import { nameOf, person } from "../recordings/names.ts";
import { thumbnail } from "../spectra/thumbnail.ts";

const shown = 6;

/** The sessions most like this one among those that the service can search. */
export function similar(recording: string, model: () => Schemas["ModelFacts"] | null, left: AbortSignal): { element: HTMLElement; refresh(): void } {
  const body = h("div", { class: "stack" }),
    element = h("section", { class: "panel similar", "aria-labelledby": "similar-title" }, h("h2", { id: "similar-title" }, "Similar sessions"), body);

  async function refresh(): Promise<void> {
    const chosen = model();
    if (!chosen) return fill(body, h("p", { class: "muted" }, "The service has no model for this recording."));
    fill(body, h("p", { class: "muted" }, "Searching …"));
    try {
      const answer = await call("POST /api/v1/search", { body: { model: chosen.name, recording, limit: shown }, signal: left });
      if (model() !== chosen) return;
      if (answer.hits.length === 0) fill(body, h("p", { class: "muted" }, "No other session has been embedded with this model."));
      else
        fill(
          body,
          h(
            "ol",
            { class: "hits" },
            answer.hits.map((hit) => h("li", {}, hitOf(hit))),
          ),
          h("p", { class: "muted small" }, `The nearest of ${answer.searched.toLocaleString("en")} by cosine in ${chosen.name}.`),
        );
    } catch (error) {
      if (left.aborted) return;
      // 422: the recording has no vector yet.
      fill(body, error instanceof ApiProblem && error.status === 422 ? unknown(chosen.name) : problem(error, undefined, () => void refresh()));
    }
  }

  function unknown(name: string): Child {
    return [
      h("p", { class: "muted" }, `This recording has not been embedded with ${name}.`),
      h("button", { type: "button", onclick: () => void embed(name) }, "Embed it and search"),
    ];
  }

  async function embed(name: string): Promise<void> {
    const bar = h("progress", { "aria-label": "Embedding" });
    fill(body, bar);
    try {
      await runJob({ kind: "embed", recording, model: name, index: true }, (share) => (bar.value = share), left);
      await refresh();
    } catch (error) {
      if (!left.aborted)
        fill(
          body,
          problem(error instanceof Error ? error.message : error, undefined, () => void embed(name)),
        );
    }
  }

  function hitOf(hit: Schemas["FoundRecording"]): Child {
    const { facts } = hit,
      address = facts && addressOf(facts),
      name = facts ? nameOf(facts) : hit.name;
    return [
      hit.recording && facts?.modality === "eeg" && thumbnail(hit.recording, 96, 42, left),
      h(
        "div",
        {},
        address ? h("a", { href: address }, name) : name,
        h("div", { class: "muted small" }, facts && [person(facts), facts.seconds === null ? "" : duration(facts.seconds)].filter(Boolean).join(" · ")),
      ),
      h("span", { class: "number", title: "cosine" }, hit.similarity.toFixed(3)),
    ];
  }

  void refresh();
  return { element, refresh: () => void refresh() };
}
