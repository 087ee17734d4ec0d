import { runJob } from "../api/jobs.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, type Child } from "../dom/element.ts";
import { number, percent, share, words } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";

type Model = Schemas["ModelFacts"];
type Result = Schemas["PredictResult"];
type Answer = Schemas["ProbeAnswer"];

/** What a task's answer can be asked for. */
export interface Asked {
  readonly task: string;
  readonly class: string;
}

/** What the model says of the recording: the probabilities of its tasks, how sure they are, and why to doubt them. */
export function predictions(
  recording: string,
  model: () => Model | null,
  explain: ((asked: Asked) => void) | null,
  left: AbortSignal,
): { element: HTMLElement; refresh(): void } {
  const body = h("div", { class: "stack" }),
    element = h(
      "section",
      { class: "panel predictions", "aria-labelledby": "predictions-title" },
      h("h2", { id: "predictions-title" }, "What the model says"),
      body,
    );

  function refresh(): void {
    const chosen = model();
    if (!chosen) fill(body, h("p", { class: "muted" }, "The service has no model for this recording."));
    else if (chosen.tasks.length === 0) fill(body, h("p", { class: "muted" }, `${chosen.name} has no trained probes. 'clef eeg probe' fits them.`));
    else
      fill(
        body,
        h(
          "p",
          { class: "muted small" },
          `${chosen.name}: ${chosen.tasks.length} ${chosen.tasks.length === 1 ? "task" : "tasks"}. Every prediction is written to the service's audit log.`,
        ),
        h("button", { type: "button", class: "main", onclick: () => void predict(chosen) }, "Predict"),
      );
  }

  async function predict(chosen: Model): Promise<void> {
    const bar = h("progress", { "aria-label": "Predicting" });
    fill(body, bar);
    try {
      const result = await runJob<Result>({ kind: "predict", recording, model: chosen.name }, (done) => (bar.value = done), left);
      fill(body, answers(result, explain), h("button", { type: "button", onclick: () => void predict(chosen) }, "Predict again"));
      announce(`${result.tasks.length} answers`);
    } catch (error) {
      if (!left.aborted)
        fill(
          body,
          problem(error instanceof Error ? error.message : error, undefined, () => void predict(chosen)),
        );
    }
  }

  refresh();
  return { element, refresh };
}

/** The answers of a prediction; `seen` is what the model saw of the recording, one of them by name. */
export function answers(result: Result, explain: ((asked: Asked) => void) | null, seen = "session"): HTMLElement {
  const shared = result.tasks[0]?.cautions.filter((c) => result.tasks.every((t) => t.cautions.includes(c))) ?? [];
  return h(
    "div",
    { class: "stack" },
    shared.map((c) => h("p", { class: "caution" }, c)),
    h(
      "ul",
      { class: "answers" },
      result.tasks.map((task) => h("li", {}, one(task, shared, explain))),
    ),
    h(
      "p",
      { class: "muted small" },
      `${result.done.windows} ${seen}${result.done.windows === 1 ? "" : "s"}, ${share(result.done.valid)} recorded. `,
      `Line ${result.audit.sequence} of the audit log.`,
    ),
  );
}

function one(task: Schemas["TaskAnswer"], shared: readonly string[], explain: ((asked: Asked) => void) | null): Child {
  // Of two classes one says all: the last is the positive one.
  const shown = task.answers.length === 2 ? task.answers.slice(1) : task.answers;
  return [
    h("div", { class: "task" }, h("strong", {}, words(task.task)), !task.calibrated && h("span", { class: "muted small" }, "not calibrated")),
    shown.map((answer) =>
      h(
        "div",
        { class: "answer" },
        answer.probability === null ? estimate(answer) : probability(answer, task.answers.length > 2 ? answer.class : ""),
        explain &&
          answer.probability !== null &&
          h(
            "button",
            {
              type: "button",
              class: "plain small",
              title: "Show over the spectra what raises and lowers this answer",
              onclick: () => explain({ task: task.task, class: answer.class }),
            },
            "What moves it",
          ),
      ),
    ),
    task.cautions.filter((c) => !shared.includes(c)).map((c) => h("p", { class: "caution" }, c)),
    figures(task.figures),
  ];
}

function probability(answer: Answer, name: string): Child {
  const known = answer.probability!;
  return [
    name && h("span", { class: "class" }, words(name)),
    h("span", { class: "bar", role: "img", "aria-label": `probability ${percent(known)}` }, h("i", { style: `width:${(100 * known).toFixed(1)}%` })),
    h("b", { class: "number" }, percent(known)),
    answer.mayBePresent !== null && h("span", { class: "set small muted" }, setOf(answer)),
  ];
}

/** The conformal set in words: what cannot be excluded. */
export function setOf(answer: Answer): string {
  const holds = answer.coverage === null ? "" : ` (${share(answer.coverage)} sets)`;
  if (answer.mayBePresent && answer.mayBeAbsent) return `undecided: neither excluded${holds}`;
  if (answer.mayBePresent) return `absence excluded${holds}`;
  if (answer.mayBeAbsent) return `presence excluded${holds}`;
  return `unlike the validation recordings: both excluded${holds}`;
}

function estimate(answer: Answer): Child {
  return h(
    "span",
    {},
    h("b", { class: "number" }, number(answer.score, 1)),
    answer.low !== null && answer.high !== null && ` (${number(answer.low, 1)} to ${number(answer.high, 1)} in ${share(answer.coverage ?? 0.9)})`,
  );
}

function figures(all: Schemas["TaskAnswer"]["figures"]): Child {
  const found = Object.values(all)[Object.values(all).length > 1 ? 1 : 0] ?? [];
  return (
    found.length > 0 &&
    h(
      "p",
      { class: "muted tiny" },
      "On its test part: ",
      found
        .slice(0, 3)
        .map((f) => `${f.metric} ${f.value.toFixed(2)} (${f.low.toFixed(2)} to ${f.high.toFixed(2)})`)
        .join(", "),
    )
  );
}
