import "./session.css";
import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { onColours } from "../dom/colours.ts";
import { fill, h } from "../dom/element.ts";
import { clock, duration, moment, share } from "../dom/format.ts";
import type { Visit } from "../router.ts";
import { onWidth } from "../signal/canvas.ts";
import { allAnnotations, during } from "./annotations.ts";
import { Explainer } from "./explain.ts";
import { recordingFacts } from "./facts.ts";
import { nameOf, person } from "../recordings/names.ts";
import { sessionKeys } from "./keys.ts";
import { predictions } from "./predictions.ts";
import { Pager } from "./pager.ts";
import { report } from "./report.ts";
import { similar } from "./similar.ts";
import { SpectraStrip } from "./strip.ts";
import { swipe } from "./swipe.ts";
import { Toolbar } from "./toolbar.ts";
import { queryOf, viewOf, type View } from "./view.ts";
import { zeroShot } from "./zeroshot.ts";

/** One EEG: its pages, under them the whole of it as spectra, and what the models say. */
export async function show(visit: Visit, into: HTMLElement): Promise<void> {
  const id = visit.params["id"]!,
    signal = visit.left,
    path = { id };
  fill(into, h("p", { class: "muted", role: "status" }, "Opening the recording …"));
  const [facts, origin, models] = await Promise.all([
    call("GET /api/v1/recordings/{id}", { path, signal }),
    call("GET /api/v1/recordings/{id}/origin", { path, signal }),
    call("GET /api/v1/models", { signal }),
  ]);
  visit.simulated(origin.simulated);
  visit.title(nameOf(origin.recording));
  const usable = models.filter((m) => m.modality === "eeg"),
    length = facts.durationSeconds,
    isEeg = scalp(facts) >= 4;
  // The richest model first: one that takes texts, one with tasks.
  let model: Schemas["ModelFacts"] | null = [...usable].sort((a, b) => Number(b.takesText) - Number(a.takesText) || b.tasks.length - a.tasks.length)[0] ?? null;
  const view: View = viewOf(visit.query);
  if (!isEeg && !visit.query.has("montage")) view.montage = "as-recorded";
  if (innerWidth < 640 && !visit.query.has("page")) view.page = 5; // ten seconds on a telephone are a smear

  const place = h("p", { class: "place", "aria-live": "off" }),
    state = h("p", { class: "state small muted", role: "status" });
  const pager = new Pager(id, length, signal, (done) => (state.textContent = done < 1 ? `The service prepares this long recording: ${share(done)}` : ""));
  const change = (next: Partial<View>) => {
    Object.assign(view, next);
    update();
  };
  const jump = (seconds: number) => change({ from: pager.limited(view, seconds) });
  const move = (pages: number) => jump(Math.round((view.from + pages * pager.seconds(view)) * 1000) / 1000);
  const toolbar = new Toolbar(change, move, pager.calipers.button);
  swipe(pager.reader.canvas, move, signal);
  const strip = isEeg ? new SpectraStrip(id, length, signal, (seconds) => jump(Math.floor(seconds - pager.seconds(view) / 2))) : null;
  const explainer =
    strip &&
    new Explainer(
      id,
      () => model,
      {
        show: (relevance) => {
          strip.relevance = relevance;
          strip.draw();
          if (relevance) strip.element.scrollIntoView({ block: "nearest" });
        },
        jump,
        from: () => view.from,
      },
      signal,
    );
  const predicted = predictions(id, () => model, explainer && ((asked) => void explainer.ask(asked)), signal);
  const scored = isEeg ? zeroShot(id, () => model, explainer && ((text) => void explainer.ask({ text })), signal) : null;
  const alike = similar(id, () => model, signal);
  const told = await report(id, explainer && ((text) => model?.takesText && void explainer.ask({ text })), signal);
  if (signal.aborted) return;

  const chooser =
    usable.length > 1 &&
    h(
      "label",
      { class: "field" },
      h("span", {}, "Model"),
      h(
        "select",
        {
          onchange: (event: Event) => {
            model = usable.find((m) => m.name === (event.target as HTMLSelectElement).value) ?? null;
            for (const part of [explainer, predicted, scored, alike]) part?.refresh();
          },
        },
        usable.map((m) => h("option", { value: m.name, selected: m === model }, m.name)),
      ),
    );

  fill(
    into,
    h(
      "article",
      { class: "session" },
      h(
        "div",
        { class: "head" },
        h(
          "div",
          {},
          h("h1", {}, nameOf(origin.recording)),
          h(
            "p",
            { class: "muted small" },
            [person(origin.recording), duration(length), `${facts.channels.length} channels`, facts.start && moment(facts.start), facts.format]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
        place,
      ),
      toolbar.element,
      pager.element,
      state,
      strip?.element,
      explainer?.element,
      pager.table,
      chooser && h("div", { class: "chooser no-print" }, chooser),
      h("div", { class: "panels" }, h("div", { class: "column" }, predicted.element, scored?.element, recordingFacts(facts)), told, alike.element),
    ),
  );

  const annotations = await allAnnotations(id, signal).catch(() => []);
  visit.keys(...sessionKeys(() => view, { change, move, jump, annotations, length, calipers: () => pager.calipers.toggle() }));
  onWidth(
    pager.element,
    (width) => {
      pager.width = width;
      view.from = pager.limited(view, view.from);
      strip?.resize(width);
      update();
    },
    signal,
  );
  onColours(() => {
    pager.redraw(view);
    strip?.draw();
  }, signal);

  function update(): void {
    toolbar.show(view);
    visit.remember(queryOf(view));
    const seconds = pager.seconds(view);
    place.textContent = `${clock(view.from, true)} to ${clock(Math.min(length, view.from + seconds), true)} of ${clock(length)}`;

    strip?.show(view.from, seconds);
    pager.show({ ...view }, during(annotations, view.from, seconds));
  }
}

function scalp(facts: Schemas["RecordingSummary"]): number {
  return facts.channels.filter((c) => /^(EEG[ _])?(Fp|AF|F|FT|FC|T|TP|C|CP|P|PO|O)(\d{1,2}|z)\b/i.test(c.label.trim())).length;
}
