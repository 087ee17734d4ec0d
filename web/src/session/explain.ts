import { runJob } from "../api/jobs.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h } from "../dom/element.ts";
import { clock, number, words } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";
import type { Asked } from "./predictions.ts";
import { strongest, type Relevance } from "./relevance.ts";

const sessionSeconds = 1280;
const suggestions = [
  "generalized slowing",
  "left temporal sharp waves",
  "right temporal slowing",
  "electrographic seizure",
  "sleep spindles",
  "normal awake background",
];

/** What there is to say to the strip and the page. */
interface Told {
  /** Shows relevance over the spectra, or none. */
  show(relevance: Relevance | null): void;
  jump(seconds: number): void;
  /** Where the page is: its session is the one explained. */
  from(): number;
}

/** The bar between spectra and panels: asks why, switches what is shown on and off, and says it in words. */
export class Explainer {
  readonly element = h("div", { class: "explain" });
  private readonly said = h("div", { class: "said" });
  private readonly toggle = h("input", { type: "checkbox", onchange: () => this.told.show(this.toggle.checked ? this.last : null) });
  private readonly text = h("input", {
    type: "text",
    list: "explain-suggestions",
    placeholder: "What speaks for ...",
    "aria-label": "A finding in words",
    maxlength: 400,
  });
  private last: Relevance | null = null;
  private request = new AbortController();

  constructor(
    private readonly recording: string,
    private readonly model: () => Schemas["ModelFacts"] | null,
    private readonly told: Told,
    private readonly left: AbortSignal,
  ) {
    left.addEventListener("abort", () => this.request.abort());
    this.refresh();
  }

  /** Another model was chosen. */
  refresh(): void {
    this.last = null;
    this.told.show(null);
    const takes = this.model()?.takesText ?? false;
    fill(
      this.element,
      takes &&
        h(
          "form",
          { class: "ask no-print", onsubmit: (event: Event) => (event.preventDefault(), void this.ask({ text: this.text.value.trim() })) },
          this.text,
          h(
            "datalist",
            { id: "explain-suggestions" },
            suggestions.map((value) => h("option", { value })),
          ),
          h("button", { type: "submit" }, "Show over the spectra"),
        ),
      this.said,
    );
    fill(this.said);
  }

  /** Asks what raises and lowers a probe's answer, or the score for a text. */
  async ask(what: Asked | { text: string }): Promise<void> {
    const model = this.model(),
      name = "text" in what ? what.text : words(what.task);
    if (!model || name === "") return;
    this.request.abort();
    this.request = new AbortController();
    const mine = this.request.signal,
      from = Math.floor(this.told.from() / sessionSeconds) * sessionSeconds;
    if ("text" in what) this.text.value = what.text;
    const bar = h("progress", { "aria-label": "Explaining" });
    fill(this.said, bar);
    try {
      const relevance = await runJob<Relevance>(
        { kind: "explain", recording: this.recording, model: model.name, from, seconds: sessionSeconds, ...what },
        (share) => (bar.value = share),
        mine,
      );
      this.last = relevance;
      this.toggle.checked = true;
      this.told.show(relevance);
      this.tell(name, "text" in what, relevance);
    } catch (error) {
      if (!mine.aborted && !this.left.aborted) fill(this.said, problem(error instanceof Error ? error.message : error));
    }
  }

  private tell(name: string, isText: boolean, relevance: Relevance): void {
    const spans = strongest(relevance, 5);
    fill(
      this.said,
      h(
        "label",
        { class: "check" },
        this.toggle,
        h("span", {}, "What moves ", h("strong", {}, name), isText && h("span", { class: "muted" }, ` (cosine ${number(relevance.score, 3)})`)),
      ),
      h("span", { class: "key raises" }, "raises it"),
      h("span", { class: "key lowers" }, "lowers it"),
      h("span", { class: "muted small" }, "strongest:"),
      h(
        "ul",
        { class: "strongest" },
        spans.map((s) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", class: "plain small", onclick: () => this.told.jump(s.from) },
              `${clock(s.from)} ${s.share >= 0 ? "▲" : "▼"}`,
              h("span", { class: "unseen" }, s.share >= 0 ? " raises" : " lowers"),
            ),
          ),
        ),
      ),
    );
    announce(`Relevance for ${name} is shown over the spectra. Strongest at ${spans.map((s) => clock(s.from)).join(", ")}.`);
  }
}
