import type { Schemas } from "../api/schema.ts";
import { h } from "../dom/element.ts";
import { clock, number } from "../dom/format.ts";
import { valueOf, type SignalTile } from "../signal/tile.ts";

/** The numbers of a page as a table, for those who cannot see it and for those who want them: each trace's mean size, its extremes, and what is missing. */
export function pageTable(tile: SignalTile): HTMLElement {
  return h(
    "table",
    { class: "compact" },
    h("caption", {}, `Page from ${clock(tile.from, true)}, ${number(tile.seconds, 1)} s`),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Trace", "Root mean square", "Least", "Greatest", "Missing"].map((name, i) => h("th", { scope: "col", class: i ? "number" : undefined }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      tile.traces.map((trace) => {
        let sum = 0,
          squares = 0,
          least = Infinity,
          greatest = -Infinity,
          count = 0;
        for (let i = 0; i < trace.values.length; i++) {
          const value = valueOf(trace, i);
          if (Number.isNaN(value)) continue;
          count++;
          sum += value;
          squares += value * value;
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
        }
        const mean = sum / count,
          unit = trace.unit === "uV" ? "µV" : trace.unit,
          cell = (value: number) => h("td", { class: "number" }, count ? `${number(value, 1)} ${unit}` : "–");
        return h(
          "tr",
          {},
          h("th", { scope: "row" }, trace.name),
          cell(Math.sqrt(Math.max(0, squares / count - mean * mean))),
          cell(least),
          cell(greatest),
          h("td", { class: "number" }, `${Math.round(100 * (1 - count / Math.max(1, trace.values.length)))} %`),
        );
      }),
    ),
  );
}

/** What the file says of itself, and what reading it tolerated. */
export function recordingFacts(facts: Schemas["RecordingSummary"]): HTMLElement {
  return h(
    "section",
    { class: "panel facts", "aria-labelledby": "facts-title" },
    h("h2", { id: "facts-title" }, "Recording"),
    h(
      "dl",
      { class: "pairs" },
      pair("Format", facts.format),
      pair("Length", clock(facts.durationSeconds)),
      pair("Channels", facts.channels.length),
      pair("Rates", [...new Set(facts.channels.map((c) => `${number(c.sampleRate, 1)} Hz`))].join(", ")),
      pair("Annotations", facts.annotations.count),
      pair("Gaps", facts.gaps.length),
    ),
    facts.remarks.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, `${facts.remarks.length} ${facts.remarks.length === 1 ? "departure" : "departures"} from the format's standard`),
        h(
          "ul",
          { class: "small" },
          facts.remarks.map((r) => h("li", {}, r.text)),
        ),
      ),
    h(
      "details",
      {},
      h("summary", {}, "Channels"),
      h(
        "table",
        { class: "compact" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Channel", "Unit", "Rate"].map((n) => h("th", { scope: "col" }, n)),
          ),
        ),
        h(
          "tbody",
          {},
          facts.channels.map((c) => h("tr", {}, h("th", { scope: "row" }, c.label), h("td", {}, c.unit || "–"), h("td", {}, `${number(c.sampleRate, 2)} Hz`))),
        ),
      ),
    ),
  );
}

function pair(name: string, value: string | number): HTMLElement[] {
  return [h("dt", {}, name), h("dd", {}, value)];
}
