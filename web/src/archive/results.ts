import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, type Child } from "../dom/element.ts";
import { duration, moment, number, words } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";
import { addressOf } from "../pages.ts";
import { beatThumbnail } from "../ecg/thumbnail.ts";
import { thumbnail } from "../spectra/thumbnail.ts";

type Item = Schemas["RecordingItem"];
const listed = 60; // of a selection, which may be thousands

/** What was found, or selected on the map, each with its signal in small. */
export class Results {
  readonly element = h("section", { class: "results", "aria-labelledby": "results-title" });
  private readonly title = h("h2", { id: "results-title" }, "Found");
  private readonly body = h("div", { class: "stack" });

  constructor(private readonly left: AbortSignal, private readonly like: (id: string) => void, private readonly shown: (ids: readonly string[]) => void) {
    this.element.append(this.title, this.body);
  }

  waiting(): void {
    this.body.setAttribute("aria-busy", "true");
    if (this.body.childElementCount === 0) fill(this.body, h("p", { class: "muted" }, "Searching …"));
  }

  nothing(text: string): void {
    this.set("Found", h("p", { class: "muted" }, text), []);
  }

  failed(error: unknown): void {
    this.set("Found", problem(error), []);
  }

  /** The hits of a search. */
  found(answer: Schemas["SearchAnswer"], title: string, likeness: string | null, model: string): void {
    const heading = likeness === null ? `Nearest to ${title}` : "Alike";
    if (answer.hits.length === 0) return this.set(heading, h("p", { class: "muted" }, answer.searched === 0 ? `Nothing has been embedded with ${model} yet.` : "Nothing fits these filters."), []);
    this.set(heading, [
      h("ol", { class: "hits" }, answer.hits.map((hit) => h("li", { "data-id": hit.recording ?? "" }, this.row(hit.recording, hit.name, hit.facts, hit.similarity)))),
      h("p", { class: "muted small" }, `${answer.hits.length} of ${answer.searched.toLocaleString("en")}, by cosine in ${model}; exact.`),
    ], answer.hits.flatMap((hit) => hit.recording ?? []));
  }

  /** What was selected on the map. */
  async selection(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return this.nothing("Nothing is selected.");
    this.waiting();
    try {
      const page = await call("GET /api/v1/recordings", { query: { ids: ids.slice(0, listed).join(","), limit: listed }, signal: this.left });
      const known = new Set(page.recordings.map((r) => r.id)), elsewhere = ids.slice(0, listed).filter((id) => !known.has(id));
      this.set(`Selected: ${ids.length.toLocaleString("en")}`, [
        h("ol", { class: "hits" }, page.recordings.map((item) => h("li", { "data-id": item.id }, this.row(item.id, item.name, item, null))), elsewhere.map((name) => h("li", {}, this.row(null, name, null, null)))),
        ids.length > listed && h("p", { class: "muted small" }, `The first ${listed}.`),
      ], ids);
      announce(`${ids.length} selected`);
    } catch (error) {
      if (!this.left.aborted) this.failed(error);
    }
  }

  private set(title: string, body: Child, ids: readonly string[]): void {
    this.body.removeAttribute("aria-busy");
    this.title.textContent = title;
    fill(this.body, body);
    this.shown(ids);
  }

  private row(id: string | null, name: string, facts: Item | null, similarity: number | null): Child {
    const address = facts && addressOf(facts), shown = name || `upload ${id?.slice(0, 8)}`;
    const person = facts && [facts.age === null ? null : `${number(facts.age, 0)} y`, facts.sex, facts.seconds === null ? null : duration(facts.seconds), facts.setting && words(facts.setting), facts.start && moment(facts.start)].filter(Boolean).join(" · ");
    return [
      id && facts?.modality === "eeg" ? thumbnail(id, 168, 66, this.left) : id && facts ? beatThumbnail(id, 168, 56, this.left) : h("span", { class: "spectra-small none muted small" }, "elsewhere"),
      h("div", { class: "what" }, address ? h("a", { href: address }, shown) : h("span", {}, shown), h("div", { class: "muted small" }, person || null)),
      similarity !== null && h("span", { class: "number", title: "cosine" }, similarity.toFixed(3)),
      id && h("button", { type: "button", class: "plain small", title: "Find what is alike", onclick: () => this.like(id) }, "alike", h("span", { class: "unseen" }, ` ${shown}`)),
    ];
  }
}
