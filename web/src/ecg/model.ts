import { call } from "../api/client.ts";
import { runJob } from "../api/jobs.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, type Child } from "../dom/element.ts";
import { clock, duration, number } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";
import { addressOf } from "../pages.ts";
import { answers } from "../session/predictions.ts";
import { leadOf, type Lead } from "./leads.ts";
import { beatThumbnail } from "./thumbnail.ts";

const atOnce = 600, shown = 6; // seconds that are asked for at once of a longer recording; neighbours

/** What of the recording a model may see: its leads, the one whose rhythm is told, and where the page is. */
export interface Asked {
  readonly leads: readonly Lead[];
  readonly rhythm: Lead;
  readonly from: number;
}

/** What a model says of the recording: calibrated probabilities, the windows it saw, and the recordings nearest to it. */
export class ModelPanels {
  readonly said = h("section", { class: "panel predictions", "aria-labelledby": "predictions-title" });
  readonly nearest = h("section", { class: "panel similar", "aria-labelledby": "nearest-title" });
  private readonly answer = h("div", { class: "stack" });
  private readonly hits = h("div", { class: "stack" });
  private model: Schemas["ModelFacts"] | null;

  constructor(private readonly id: string, private readonly length: number, models: readonly Schemas["ModelFacts"][], private readonly asked: () => Asked,
    private readonly saw: (done: Schemas["ModelEmbedding"] | null, lead: Lead | undefined) => void, private readonly left: AbortSignal) {
    this.model = [...models].sort((a, b) => b.tasks.length - a.tasks.length)[0] ?? null;
    const chooser = models.length > 1 && h("label", { class: "field no-print" }, h("span", {}, "Model"),
      h("select", { onchange: (event: Event) => this.choose(models.find((m) => m.name === (event.target as HTMLSelectElement).value) ?? null) }, models.map((m) => h("option", { value: m.name, selected: m === this.model }, m.name))));
    this.said.append(h("h2", { id: "predictions-title" }, "What the model says"), ...(chooser ? [chooser] : []), this.answer);
    this.nearest.append(h("h2", { id: "nearest-title" }, "Nearest recordings"), this.hits);
    this.choose(this.model);
  }

  /** The lead that a model is to see: the one its probes were fitted on, where the recording has it; else the one whose rhythm is told. */
  private lead(model: Schemas["ModelFacts"]): Lead {
    const { leads, rhythm } = this.asked();
    return leads.find((l) => model.tasks.some((t) => t.lead !== "" && t.lead === l.name)) ?? rhythm;
  }

  /** The request for a job: the lead by its standard name where it has one. */
  private request(kind: "predict" | "embed", model: Schemas["ModelFacts"]): Schemas["JobRequest"] {
    const { from } = this.asked(), { label } = this.lead(model);
    return { kind, recording: this.id, model: model.name, lead: leadOf(label) ?? label, ...(this.length > atOnce ? { from, seconds: Math.min(atOnce, this.length - from) } : {}), ...(kind === "embed" ? { index: true } : {}) };
  }

  private choose(model: Schemas["ModelFacts"] | null): void {
    this.model = model;
    this.saw(null, undefined);
    if (!model) {
      for (const panel of [this.answer, this.hits]) fill(panel, h("p", { class: "muted" }, "The service has no model for ECGs."));
      return;
    }
    if (model.tasks.length === 0) fill(this.answer, h("p", { class: "muted" }, `${model.name} has no trained probes. 'clef ecg probe' fits them.`));
    else fill(this.answer, h("p", { class: "muted small" }, `${model.name}: ${model.tasks.length} ${model.tasks.length === 1 ? "task" : "tasks"}. Every prediction is written to the service's audit log.`),
      h("button", { type: "button", class: "main", onclick: () => void this.predict(model) }, "Predict"));
    fill(this.hits, h("p", { class: "muted" }, `Embeds this recording with ${model.name}, keeps its vector, and looks for those nearest to it.`), h("button", { type: "button", onclick: () => void this.embed(model) }, "Find the nearest"));
  }

  private async predict(model: Schemas["ModelFacts"]): Promise<void> {
    const bar = h("progress", { "aria-label": "Predicting" });
    fill(this.answer, bar);
    try {
      const result = await runJob<Schemas["PredictResult"]>(this.request("predict", model), (share) => (bar.value = share), this.left);
      fill(this.answer, answers(result, null, "window"), this.windows(result.done), h("button", { type: "button", onclick: () => void this.predict(model) }, "Predict again"));
      this.saw(result.done, this.lead(model));
      announce(`${result.tasks.length} answers from ${result.done.windows} windows`);
    } catch (error) {
      if (!this.left.aborted) fill(this.answer, problem(error instanceof Error ? error.message : error, undefined, () => void this.predict(model)));
    }
  }

  /** What entered the model, and what was done for that. */
  private windows(done: Schemas["ModelEmbedding"]): Child {
    return h("details", {}, h("summary", {}, `${done.windows} ${done.windows === 1 ? "window" : "windows"} of ten seconds, from ${clock(done.from)} (${number(done.seconds, 1)} s)`),
      done.note && h("p", { class: "small" }, done.note),
      h("ul", { class: "small" }, done.channels.map((c) => h("li", {}, `${c.wanted}: ${c.sources.length ? `from ${c.sources.join(", ")}` : "missing"}${c.recordedRate === null ? "" : `, ${number(c.recordedRate)} to ${number(c.rate)} Hz`}${c.interpolated ? `, ${c.interpolated} samples interpolated` : ""}${c.note ? `, ${c.note}` : ""}`))));
  }

  private async search(model: Schemas["ModelFacts"]): Promise<void> {
    fill(this.hits, h("p", { class: "muted" }, "Searching …"));
    try {
      const answer = await call("POST /api/v1/search", { body: { model: model.name, recording: this.id, limit: shown }, signal: this.left });
      if (this.model !== model) return;
      if (answer.hits.length === 0) fill(this.hits, h("p", { class: "muted" }, "No other recording has been embedded with this model."));
      else fill(this.hits, h("ol", { class: "hits" }, answer.hits.map((hit) => h("li", {}, this.hit(hit)))), h("p", { class: "muted small" }, `The nearest of ${answer.searched.toLocaleString("en")} by cosine in ${model.name}.`));
    } catch (error) {
      if (this.left.aborted) return;
      fill(this.hits, problem(error, undefined, () => void this.search(model)));
    }
  }

  private async embed(model: Schemas["ModelFacts"]): Promise<void> {
    const bar = h("progress", { "aria-label": "Embedding" });
    fill(this.hits, bar);
    try {
      const result = await runJob<Schemas["EmbedResult"]>(this.request("embed", model), (share) => (bar.value = share), this.left);
      this.saw(result.embedding, this.lead(model));
      await this.search(model);
    } catch (error) {
      if (!this.left.aborted) fill(this.hits, problem(error instanceof Error ? error.message : error, undefined, () => void this.embed(model)));
    }
  }

  private hit(hit: Schemas["FoundRecording"]): Child {
    const { facts } = hit, address = facts && addressOf(facts), name = hit.name || `upload ${hit.recording?.slice(0, 8)}`;
    const person = facts && [facts.age === null ? null : `${number(facts.age, 0)} y`, facts.sex, facts.seconds === null ? null : duration(facts.seconds)].filter((v) => v !== null).join(", ");
    return [
      hit.recording && facts && beatThumbnail(hit.recording, 120, 42, this.left),
      h("div", {}, address ? h("a", { href: address }, name) : name, h("div", { class: "muted small" }, person || null)),
      h("span", { class: "number", title: "cosine" }, hit.similarity.toFixed(3)),
    ];
  }
}
