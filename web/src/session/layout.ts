import { millimetre } from "../signal/canvas.ts";
import type { Trace } from "../signal/tile.ts";
import { beginsChain, shortName, sideOf, type Side } from "./chains.ts";
import { paperSpeed, type View } from "./view.ts";

/** Where things are on a page of EEG, in CSS pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Where the traces begin, right of their labels. */
  readonly left: number;
  /** Room above the first trace, for annotations. */
  readonly top: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly rows: readonly Row[];
}

/** A trace's row. */
export interface Row {
  readonly label: string;
  readonly side: Side;
  readonly middle: number;
  readonly reach: number;
  /** Pixels a unit. What is positive goes down where the row is of EEG (negative up), and up elsewhere. */
  readonly perUnit: number;
  /** What is said of another scale than the page's; empty for the page's own. */
  readonly scale: string;
}

const top = 22,
  bottom = 24,
  leastRow = 13,
  greatestRow = 40,
  gap = 0.55;
const ecgFactor = 20; // an ECG is some twenty times an EEG: at one scale it would cover the page

/** How wide the labels are. */
export function labelWidth(width: number): number {
  return width < 520 ? 48 : 76;
}

/** Seconds that a page shows: those asked for, or as many as fit at the speed of paper. */
export function secondsOf(view: View, width: number): number {
  return view.page > 0 ? view.page : Math.max(1, Math.floor((width - labelWidth(width)) / (paperSpeed * millimetre)));
}

/** Lays a page out. */
export function layoutOf(view: View, traces: readonly Trace[], width: number, available: number): Layout {
  const left = labelWidth(width),
    seconds = secondsOf(view, width),
    breaks = traces.filter((t, i) => beginsChain(traces[i - 1]?.name, t.name)).length;
  const units = traces.length + breaks * gap;
  const each = Math.min(greatestRow, Math.max(leastRow, (available - top - bottom) / Math.max(1, units)));
  let y = top;
  const rows = traces.map((trace, i): Row => {
    if (beginsChain(traces[i - 1]?.name, trace.name)) y += gap * each;
    const middle = y + each / 2,
      side = sideOf(trace.name);
    y += each;
    return { label: shortName(trace.name), side, middle, reach: each * 2.5, ...scaleOf(trace, side, view, each) };
  });
  return { width, height: Math.ceil(y + bottom), left, top, seconds, perSecond: (width - left) / seconds, rows };
}

function scaleOf(trace: Trace, side: Row["side"], view: View, each: number): Pick<Row, "perUnit" | "scale"> {
  if (trace.unit === "uV") {
    const factor = side === "other" && /E[CK]G/i.test(trace.name) ? ecgFactor : 1;
    return { perUnit: (factor === 1 ? 1 : -1) * (millimetre / (view.sensitivity * factor)), scale: factor === 1 ? "" : `1/${factor}` };
  }
  // What is no voltage fills its row.
  let greatest = 0;
  for (const value of trace.values) if (value !== -32768 && Math.abs(value) > greatest) greatest = Math.abs(value);
  return { perUnit: greatest > 0 ? (-0.45 * each) / (greatest * trace.scale) : 0, scale: trace.unit };
}
