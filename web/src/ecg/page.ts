import "../session/session.css";
import "./ecg.css";
import { call } from "../api/client.ts";
import { onColours } from "../dom/colours.ts";
import { fill, h } from "../dom/element.ts";
import { clock, duration, moment, number, share } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";
import { nameOf, person } from "../recordings/names.ts";
import type { Visit } from "../router.ts";
import { recordingFacts } from "../session/facts.ts";
import { Calipers, interval } from "../signal/calipers.ts";
import { millimetre, onWidth } from "../signal/canvas.ts";
import { SignalPages } from "../signal/pages.ts";
import type { SignalTile, Trace } from "../signal/tile.ts";
import { fitting, layoutOf, margin, type Layout } from "./layout.ts";
import { isTwelve, leadsOf, rhythmLead, type Lead } from "./leads.ts";
import { ModelPanels } from "./model.ts";
import { drawPaper, type Marks } from "./paper.ts";
import { quality } from "./quality.ts";
import { Rhythm } from "./rhythm.ts";
import { Toolbar } from "./toolbar.ts";
import { filters, formats, gains, next, queryOf, speeds, step, viewOf, type View } from "./view.ts";

const windowSeconds = 10; // what an ECG model sees at once (docs/serving.md)

/** One ECG: its leads on paper, its rhythm and quality, and what the models say. */
export async function show(visit: Visit, into: HTMLElement): Promise<void> {
  const id = visit.params["id"]!, signal = visit.left, path = { id };
  fill(into, h("p", { class: "muted", role: "status" }, "Opening the recording …"));
  const [facts, origin, models] = await Promise.all([
    call("GET /api/v1/recordings/{id}", { path, signal }), call("GET /api/v1/recordings/{id}/origin", { path, signal }), call("GET /api/v1/models", { signal }),
  ]);
  visit.simulated(origin.simulated);
  visit.title(nameOf(origin.recording));
  const leads = leadsOf(facts.channels), whole = isTwelve(leads), length = facts.durationSeconds;
  if (leads.length === 0) return fill(into, problem("The recording has no voltage that could be drawn."));

  const usual: View = { from: 0, format: whole ? "grid" : leads.length > 1 ? "rows" : "strip", lead: rhythmLead(leads)!.channel, gain: 10, speed: 25, filter: "off", notch: null, peaks: true };
  const view = viewOf(visit.query, usual, facts.channels.length);
  const rhythmic = (): Lead => leads.find((l) => l.channel === view.lead) ?? leads[0]!;
  const canvas = h("canvas", { class: "reader", role: "img", tabindex: 0 }), place = h("p", { class: "place" }), state = h("p", { class: "state small muted", role: "status" });
  const calipers = new Calipers(
    canvas,
    () => drawn && { left: margin, right: width, top: 0, bottom: drawn.layout.height, perSecond: drawn.layout.perSecond, perMicrovolt: perMicrovolt() },
    (seconds, microvolts) => [interval(seconds), seconds > 0.2 && rate(seconds), `${(microvolts / 1000).toFixed(2)} mV`].filter(Boolean).join(" · "),
    signal,
  ), rate = (seconds: number) => `${Math.round(60 / seconds)}/min`, perMicrovolt = () => (view.gain * millimetre) / 1000;
  const figure = h("figure", { class: "page paper" }, canvas, calipers.element);
  const pages = new SignalPages(id, signal, (done) => (state.textContent = done < 1 ? `The service prepares this long recording: ${share(done)}` : ""));
  let width = 0, layout: Layout | null = null, windows: Marks["windows"] = null, wanted = 0;
  let drawn: { tile: SignalTile; traces: Map<number, Trace>; layout: Layout } | null = null;

  const rhythm = new Rhythm(id, length, signal, () => draw(), (seconds) => change({ from: seconds }));
  const panels = new ModelPanels(id, length, models.filter((m) => m.modality === "ecg"), () => ({ leads, rhythm: rhythmic(), from: Math.max(0, Math.min(view.from, length - windowSeconds)) }), (done, lead) => {
    windows = done && { from: done.from, count: done.windows, seconds: windowSeconds, channel: lead?.channel };
    draw();
  }, signal);
  const toolbar = new Toolbar(() => view, leads, whole, change, move, calipers.button);
  const numbers = h("div", { class: "scroll" });

  fill(into, h("article", { class: "session ecg" },
    h("div", { class: "head" }, h("div", {}, h("h1", {}, nameOf(origin.recording)), h("p", { class: "muted small" }, ["ECG", person(origin.recording), duration(length), `${facts.channels.length} ${facts.channels.length === 1 ? "channel" : "channels"}`, facts.start && moment(facts.start), facts.format].filter(Boolean).join(" · "))), place),
    toolbar.element, figure, state,
    h("details", { class: "table-of-page" }, h("summary", {}, "This page in numbers"), numbers),
    h("div", { class: "panels" }, h("div", { class: "column" }, panels.said, rhythm.element), h("div", { class: "column" }, quality(id, length, signal), recordingFacts(facts)), panels.nearest)));

  visit.keys(
    { keys: ["ArrowRight"], does: "on by a second", run: () => change({ from: view.from + 1 }) },
    { keys: ["ArrowLeft"], does: "back by a second", run: () => change({ from: view.from - 1 }) },
    { keys: ["PageDown", " "], does: "next page", run: () => move(1) },
    { keys: ["PageUp"], does: "page before", run: () => move(-1) },
    { keys: ["Home"], does: "to the beginning", run: () => change({ from: 0 }) },
    { keys: ["End"], does: "to the end", run: () => change({ from: length }) },
    { keys: ["+", "=", "ArrowUp"], does: "larger waves", run: () => change({ gain: step(gains, view.gain, 1) }) },
    { keys: ["-", "ArrowDown"], does: "smaller waves", run: () => change({ gain: step(gains, view.gain, -1) }) },
    { keys: ["s"], does: "speed of the paper: 12.5, 25, 50 mm/s", run: () => change({ speed: next(speeds, view.speed as (typeof speeds)[number]) }) },
    { keys: ["l"], does: "layout", run: () => change({ format: next(formats.map(([name]) => name).filter((f) => whole || f !== "grid"), view.format) }) },
    { keys: ["r"], does: "next rhythm lead", run: () => change({ lead: next(leads.map((l) => l.channel), view.lead) }) },
    { keys: ["f"], does: "filter: off, 0.5 to 40 Hz, 0.05 to 150 Hz", run: () => change({ filter: next(filters.map(([name]) => name), view.filter) }) },
    { keys: ["n"], does: "notch: off, 50 Hz, 60 Hz", run: () => change({ notch: view.notch === null ? 50 : view.notch === 50 ? 60 : null }) },
    { keys: ["p"], does: "R peaks on and off", run: () => change({ peaks: !view.peaks }) },
    { keys: ["c"], does: "calipers on and off", run: () => calipers.toggle() },
    { keys: ["."], does: "next beat", run: () => beat(1) }, { keys: [","], does: "beat before", run: () => beat(-1) });
  onWidth(figure, (now) => {
    width = now;
    void update();
  }, signal);
  onColours(() => draw(), signal);

  function change(to: Partial<View>): void {
    Object.assign(view, to);
    void update();
  }

  function move(by: number): void {
    change({ from: view.from + by * (layout?.seconds ?? 10) });
  }

  function beat(by: 1 | -1): void {
    const found = by > 0 ? rhythm.peaks.find((p) => p > view.from + 1.01) : rhythm.peaks.findLast((p) => p < view.from + 0.99);
    if (found === undefined) return announce(by > 0 ? "No beat after this" : "No beat before this");
    change({ from: Math.max(0, found - 1) });
    announce(`Beat at ${clock(found, true)}`);
  }

  async function update(): Promise<void> {
    if (width === 0) return;
    layout = layoutOf(view, leads, rhythmic(), width, whole, length);
    view.from = Math.round(1000 * Math.max(0, Math.min(view.from, length - Math.min(layout.seconds, length)))) / 1000;
    layout = layoutOf(view, leads, rhythmic(), width, whole, length);
    visit.remember(queryOf(view, usual));
    toolbar.show();
    const mine = ++wanted, now = layout, channels = [...new Set(now.panels.map((p) => p.lead.channel))];
    const filter = filters.find(([name]) => name === view.filter)![2];
    figure.setAttribute("aria-busy", "true");
    void rhythm.show(view.lead, rhythmic().name, view.from);
    try {
      const query = { from: view.from, seconds: now.seconds, channels: channels.join(","), encoding: "i16", ...filter, ...(view.notch === null ? {} : { notch: view.notch }) };
      const tile = await pages.get(query);
      if (mine !== wanted) return;
      drawn = { tile, traces: new Map(channels.map((c, i) => [c, tile.traces[i]!])), layout: now };
      state.textContent = "";
      draw();
      void pages.ahead([{ ...query, from: view.from + now.seconds }].filter((q) => q.from < length), () => mine === wanted);
    } catch (error) {
      if (!signal.aborted && mine === wanted) fill(state, problem(error, undefined, () => void update()));
    } finally {
      if (mine === wanted) figure.removeAttribute("aria-busy");
    }
  }

  function draw(): void {
    if (!drawn) return;
    const { tile, traces } = drawn, at = drawn.layout, lead = rhythmic();
    drawPaper(canvas, view, at, tile, traces, { peaks: rhythm.peaks, windows, rhythm: lead.channel });
    const format = fitting(view, width, whole), shown = rhythm.peaks.filter((p) => p >= tile.from && p < tile.from + at.seconds).length;
    calipers.refresh();
    canvas.dataset["from"] = String(tile.from);
    canvas.setAttribute("aria-label", `ECG from ${clock(tile.from, true)} to ${clock(tile.from + at.seconds, true)}, ${format === "grid" ? "twelve leads" : format === "rows" ? `${traces.size} ${traces.size === 1 ? "lead" : "leads"}` : `lead ${lead.name}`}, ${view.speed} mm a second, ${view.gain} mm a millivolt${shown ? `, ${shown} beats in ${lead.name}` : ""}`);
    place.textContent = `${clock(tile.from, true)} of ${clock(length)}`;
    fill(numbers, table(at, traces));
  }
}

/** The page in numbers: for those who cannot see it, and for those who want them. */
function table(layout: Layout, traces: ReadonlyMap<number, Trace>): HTMLElement {
  const names = new Map(layout.panels.map((p) => [p.lead.channel, p.lead.name]));
  return h("table", { class: "compact" }, h("thead", {}, h("tr", {}, ["Lead", "Least", "Greatest", "Missing"].map((n) => h("th", { scope: "col" }, n)))),
    h("tbody", {}, [...traces].map(([channel, trace]) => {
      let least = Infinity, greatest = -Infinity, missing = 0;
      for (const value of trace.values) {
        if (value === -32768) missing++;
        else [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
      }
      const unit = trace.unit === "uV" ? "mV" : trace.unit, scale = trace.scale / (trace.unit === "uV" ? 1000 : 1), cell = (value: number) => h("td", { class: "number" }, Number.isFinite(value) ? `${number(value * scale, 2)} ${unit}` : "–");
      return h("tr", {}, h("th", { scope: "row" }, names.get(channel) ?? ""), cell(least), cell(greatest), h("td", { class: "number" }, share(missing / Math.max(1, trace.values.length))));
    })));
}
