import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, s } from "../dom/element.ts";
import { clock, number, share } from "../dom/format.ts";
import { problem } from "../frame/problem.ts";

type Heart = Schemas["HeartAnswer"];
const longest = 3600; // seconds that the service judges at once

/** The rhythm of a lead: beats of the hour around a time, rate and variability, and the intervals as a picture and as a table. */
export class Rhythm {
  readonly element = h("section", { class: "panel rhythm", "aria-labelledby": "rhythm-title" });
  private readonly body = h("div", { class: "stack" });
  private last: { channel: number; heart: Heart } | null = null;
  private asked = "";

  constructor(private readonly id: string, private readonly length: number, private readonly left: AbortSignal, private readonly changed: () => void, private readonly jump: (seconds: number) => void) {
    this.element.append(h("h2", { id: "rhythm-title" }, "Rhythm"), this.body);
  }

  /** Seconds of the R peaks that are known. */
  get peaks(): readonly number[] {
    return this.last?.heart.peaks ?? [];
  }

  /** The beats of a lead around a time. */
  async show(channel: number, label: string, at: number): Promise<void> {
    const from = this.length <= longest ? 0 : Math.max(0, Math.min(this.length - longest, Math.floor(at / longest) * longest)), key = `${channel} ${from}`;
    if (this.asked === key) return;
    this.asked = key;
    try {
      const heart = await call("GET /api/v1/recordings/{id}/heart", { path: { id: this.id }, query: { channel, from, seconds: Math.min(longest, this.length) }, signal: this.left });
      if (this.asked !== key) return;
      this.last = { channel, heart };
      this.tell(label, heart);
    } catch (error) {
      if (this.left.aborted) return;
      this.last = null;
      fill(this.body, problem(error));
    }
    this.changed();
  }

  private tell(label: string, { peaks, rhythm, from, seconds }: Heart): void {
    const value = (number: number | null, unit: string, digits = 0) => (number === null ? "–" : `${Number(number.toFixed(digits))} ${unit}`);
    if (peaks.length === 0) return fill(this.body, h("p", { class: "muted" }, `No beat was found in ${label}.`));
    const pairs: [string, string][] = [
      ["Rate", value(rhythm.beatsPerMinute, "/min")], ["Slowest, fastest", `${value(rhythm.slowestBeatsPerMinute, "").trim()}, ${value(rhythm.fastestBeatsPerMinute, "/min")}`],
      ["Beats", String(peaks.length)], ["SDNN", value(rhythm.sdnn, "ms")], ["RMSSD", value(rhythm.rmssd, "ms")], ["pNN50", rhythm.pnn50 === null ? "–" : share(rhythm.pnn50)],
    ];
    fill(this.body,
      h("p", { class: "muted small" }, `Lead ${label}${this.length > longest ? `, ${clock(from)} to ${clock(from + seconds)}` : ""}. R peaks found by the service; variability in time (Task Force 1996).`),
      h("dl", { class: "pairs" }, pairs.map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
      tachogram(peaks),
      h("details", {}, h("summary", {}, "Beats in numbers"), h("div", { class: "scroll beats" }, h("table", { class: "compact" },
        h("thead", {}, h("tr", {}, ["Beat", "At", "RR"].map((n) => h("th", { scope: "col" }, n)))),
        h("tbody", {}, peaks.slice(0, 400).map((p, i) => h("tr", {}, h("td", { class: "number" }, i + 1),
          h("td", {}, h("button", { type: "button", class: "plain small", onclick: () => this.jump(Math.max(0, p - 1)) }, clock(p, true))), h("td", { class: "number" }, i ? `${Math.round(1000 * (p - peaks[i - 1]!))} ms` : "–"))))),
        peaks.length > 400 && h("p", { class: "muted small" }, `The first 400 of ${peaks.length}.`))));
  }
}

/** Intervals over time: what an eye needs to see an irregular rhythm. */
function tachogram(peaks: readonly number[]): SVGElement {
  const wide = 320, high = 84, points = peaks.slice(1).map((p, i) => [p, 1000 * (p - peaks[i]!)] as const).filter(([, rr]) => rr <= 2000);
  const least = Math.min(400, ...points.map(([, rr]) => rr)), most = Math.max(1200, ...points.map(([, rr]) => rr)), first = peaks[0]!, span = Math.max(1, peaks.at(-1)! - first);
  const y = (rr: number) => high - 12 - ((rr - least) / (most - least)) * (high - 20), x = (p: number) => 30 + ((p - first) / span) * (wide - 36);
  return s("svg", { viewBox: `0 0 ${wide} ${high}`, class: "tachogram", role: "img", "aria-label": `Intervals between beats over time, ${number(least, 0)} to ${number(most, 0)} ms` },
    [500, 1000].filter((v) => v >= least && v <= most).map((v) => [s("line", { x1: 30, x2: wide - 6, y1: y(v), y2: y(v), class: "rule" }), s("text", { x: 26, y: y(v) + 3, "text-anchor": "end" }, String(v))]),
    points.map(([p, rr]) => s("circle", { cx: x(p).toFixed(1), cy: y(rr).toFixed(1), r: points.length > 200 ? 1 : 1.8 })),
    s("text", { x: 30, y: high - 1 }, "RR, ms"));
}
