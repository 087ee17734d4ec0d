import { runJob } from "../api/jobs.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, type Child } from "../dom/element.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";

type Result = Schemas["ZeroShotResult"];

/** Findings as reports word them, each with what a report says where it is absent. */
const prompts: readonly { name: string; positive: readonly string[]; negative: readonly string[] }[] = [
  { name: "generalised slowing", positive: ["diffuse slowing of the background", "generalized slowing"], negative: ["normal background"] },
  { name: "focal slowing", positive: ["focal slowing", "intermittent focal delta activity"], negative: ["no focal slowing"] },
  { name: "epileptiform discharges", positive: ["sharp waves and spikes", "epileptiform discharges"], negative: ["no epileptiform discharges"] },
  { name: "electrographic seizure", positive: ["electrographic seizure"], negative: ["no seizures were recorded"] },
  { name: "sleep", positive: ["sleep spindles and vertex waves", "stage 2 sleep"], negative: ["the patient remained awake"] },
  { name: "excess beta", positive: ["excess beta activity"], negative: ["normal fast activity"] },
];

/** Scores of findings put in words, by a model that was aligned with reports: no training on the finding, and no probability. */
export function zeroShot(
  recording: string,
  model: () => Schemas["ModelFacts"] | null,
  explain: ((text: string) => void) | null,
  left: AbortSignal,
): { element: HTMLElement; refresh(): void } {
  const body = h("div", { class: "stack" }),
    element = h("section", { class: "panel", "aria-labelledby": "zero-title" }, h("h2", { id: "zero-title" }, "Findings in words"), body);

  function refresh(): void {
    const chosen = model();
    element.hidden = !chosen?.takesText;
    if (chosen?.takesText)
      fill(
        body,
        h(
          "p",
          { class: "muted small" },
          `${chosen.name} compares the session with sentences of reports. The scores order sessions; they are no probabilities.`,
        ),
        h("button", { type: "button", onclick: () => void score(chosen.name) }, "Score"),
      );
  }

  async function score(name: string): Promise<void> {
    const bar = h("progress", { "aria-label": "Scoring" });
    fill(body, bar);
    try {
      const result = await runJob<Result>({ kind: "zeroShot", recording, model: name, prompts }, (done) => (bar.value = done), left);
      const sorted = [...result.scores].sort((a, b) => b.score - a.score),
        widest = Math.max(...sorted.map((s) => Math.abs(s.score)), 1e-9);
      fill(
        body,
        h(
          "ul",
          { class: "scores" },
          sorted.map((s) => h("li", {}, row(s, widest))),
        ),
        h(
          "p",
          { class: "muted small" },
          `Cosine with what a report says of the finding, less that with what it says of its absence. Line ${result.audit.sequence} of the audit log.`,
        ),
      );
      announce(`${sorted.length} scores, the highest for ${sorted[0]!.name}`);
    } catch (error) {
      if (!left.aborted)
        fill(
          body,
          problem(error instanceof Error ? error.message : error, undefined, () => void score(name)),
        );
    }
  }

  function row(score: Result["scores"][number], widest: number): Child {
    const share = (50 * Math.abs(score.score)) / widest,
      positive = prompts.find((p) => p.name === score.name)?.positive[0] ?? score.name;
    return [
      explain
        ? h("button", { type: "button", class: "plain", title: "Show over the spectra what speaks for this", onclick: () => explain(positive) }, score.name)
        : h("span", {}, score.name),
      h("span", { class: "both", "aria-hidden": "true" }, h("i", { class: score.score >= 0 ? "for" : "against", style: `width:${share.toFixed(1)}%` })),
      h("span", { class: "number" }, `${score.score >= 0 ? "+" : "−"}${Math.abs(score.score).toFixed(3)}`),
    ];
  }

  refresh();
  return { element, refresh };
}
