import "./archive.css";
import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h } from "../dom/element.ts";
import { announce } from "../frame/announce.ts";
import type { Visit } from "../router.ts";
import { ArchiveMap } from "./map.ts";
import { Results } from "./results.ts";

const examples = ["left temporal sharp waves in sleep", "generalized slowing", "electrographic seizure", "normal awake background"];
const limit = 25;

/** An archive: found by words, by likeness and by facts, and seen as a map. */
export async function show(visit: Visit, into: HTMLElement): Promise<void> {
  visit.title("Archive");
  const [models, about, tasks] = await Promise.all([
    call("GET /api/v1/models", { signal: visit.left }), call("GET /api/v1/about", { signal: visit.left }), call("GET /api/v1/labels", { signal: visit.left }),
  ]);
  visit.simulated(about.simulated);
  const ranked = [...models].sort((a, b) => Number(b.takesText) - Number(a.takesText));
  if (ranked.length === 0) return fill(into, h("div", { class: "panel nothing" }, "The service has no model: an archive is searched by what a model makes of its recordings (clef serve --models)."));

  let model = ranked.find((m) => m.name === visit.query.get("model")) ?? ranked[0]!;
  const asked = (name: string) => visit.query.get(name) ?? "";
  const words = h("input", { type: "search", class: "words", "aria-label": "What a report would say", placeholder: `What a report would say, such as “${examples[0]}”`, value: asked("q"), maxlength: 400, list: "archive-examples" });
  const sex = h("select", { "aria-label": "Sex" }, [["", "any"], ["F", "F"], ["M", "M"]].map(([value, name]) => h("option", { value: value!, selected: value === asked("sex") }, name!)));
  const least = years("least", "from"), most = years("most", "to");
  const setting = h("select", { "aria-label": "Setting" }, h("option", { value: "" }, "any"));
  const results = new Results(visit.left, (id) => void like(id), (ids) => map.show(ids));
  const map = new ArchiveMap(tasks, visit.left, (ids) => void results.selection(ids), asked("by"), (by) => visit.remember({ by: by === "sex" ? null : by }));
  const field = (name: string, control: HTMLElement) => h("label", { class: "field" }, h("span", {}, name), control);
  let request = new AbortController();
  visit.left.addEventListener("abort", () => request.abort());

  const chooser = h("select", { onchange: () => {
    model = ranked.find((m) => m.name === chooser.value)!;
    visit.remember({ model: model === ranked[0] ? null : model.name });
    adapt();
    void map.load(model);
    void search();
  } }, ranked.map((m) => h("option", { value: m.name, selected: m === model }, m.name)));
  const button = h("button", { type: "submit", class: "main" }, "Search"), hint = h("p", { class: "muted small" });
  fill(into, h("div", { class: "archive" },
    h("h1", {}, "Archive"),
    h("form", { class: "search no-print", role: "search", onsubmit: (event: Event) => (event.preventDefault(), void search(true)) },
      h("div", { class: "box" }, words, h("datalist", { id: "archive-examples" }, examples.map((value) => h("option", { value }))), button), hint,
      h("div", { class: "narrow" }, field("Sex", sex), field("Age from", least), field("to", most), field("Setting", setting), ranked.length > 1 && field("Model", chooser))),
    h("div", { class: "two" }, results.element, map.element)));
  for (const control of [sex, least, most, setting]) control.addEventListener("change", () => void search());
  visit.keys({ keys: ["/"], does: "search", run: () => words.focus() }, { keys: ["Escape"], does: "end the selection", run: () => map.select([]) }, { keys: ["g"], does: "to the map", run: () => map.focus() });
  adapt();
  void map.load(model);
  await settings();
  if (asked("like")) await like(asked("like"));
  else await search();

  function years(name: string, word: string): HTMLInputElement {
    return h("input", { type: "number", min: 0, max: 120, step: 1, value: asked(name), "aria-label": `Age ${word}, years`, class: "years" });
  }

  /** The settings that the archive knows. */
  async function settings(): Promise<void> {
    const colours = await call("GET /api/v1/map/colours", { query: { model: model.name, space: model.takesText ? "text" : "session", by: "setting" }, signal: visit.left });
    const known = [...new Set(colours.values.filter((v) => v !== null))].sort();
    setting.append(...known.map((value) => h("option", { value, selected: value === asked("setting") }, value.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase())));
  }

  /** Words are of use to models that were aligned with texts alone. */
  function adapt(): void {
    words.disabled = button.disabled = !model.takesText;
    fill(hint, model.takesText ? "" : `${model.name} was not aligned with texts: it finds recordings by their likeness to one (“alike”, or a point of the map).`);
  }

  function filters(): Pick<Schemas["SearchRequest"], "sex" | "leastAge" | "mostAge" | "setting"> {
    const age = (input: HTMLInputElement) => (input.value === "" ? null : Number(input.value));
    return { sex: sex.value || null, leastAge: age(least), mostAge: age(most), setting: setting.value || null };
  }

  function remember(more: Record<string, string | null>): void {
    visit.remember({ q: words.value.trim() || null, sex: sex.value || null, least: least.value || null, most: most.value || null, setting: setting.value || null, ...more });
  }

  async function search(said = false): Promise<void> {
    const text = words.value.trim();
    remember({ like: null });
    if (text === "" || !model.takesText) {
      if (said) words.focus();
      return results.nothing(model.takesText ? "Say in words what you look for, or select points of the map." : "Select points of the map, or open a recording and look for what is alike.");
    }
    await ask({ text }, `“${text}”`);
  }

  async function like(recording: string): Promise<void> {
    remember({ like: recording, q: null });
    words.value = "";
    await ask({ recording }, "alike");
  }

  async function ask(what: { text: string } | { recording: string }, title: string): Promise<void> {
    request.abort();
    request = new AbortController();
    const mine = request.signal;
    results.waiting();
    try {
      const answer = await call("POST /api/v1/search", { body: { model: model.name, limit, ...filters(), ...what }, signal: mine });
      if (mine.aborted) return;
      results.found(answer, title, "recording" in what ? what.recording : null, model.name);
      announce(`${answer.hits.length} found among ${answer.searched}`);
    } catch (error) {
      if (!mine.aborted) results.failed(error);
    }
  }
}
