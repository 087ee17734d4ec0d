import { millimetre } from "../signal/canvas.ts";
import { columns, type Lead } from "./leads.ts";
import type { Format, View } from "./view.ts";

/** A piece of paper with one lead on it, in CSS pixels. */
export interface Panel {
  readonly lead: Lead;
  readonly left: number;
  readonly width: number;
  readonly middle: number;
  /** Half the height of its row. */
  readonly half: number;
  /** How far from the middle the trace may go. */
  readonly reach: number;
  readonly from: number;
  readonly seconds: number;
  /** Whether the calibration pulse stands before it. */
  readonly calibrated: boolean;
}

/** Where everything is on the page. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly panels: readonly Panel[];
}

/** Left of the traces: room for the pulse of calibration, 5 mm wide between two lines of 2.5 mm. */
export const margin = 10 * millimetre;
const gridSeconds = 2.5; // of each column of twelve leads, as paper has it
const stripRows = 6;
const top = 6 * millimetre, bottom = 7 * millimetre;

/** The format that fits: twelve leads side by side need ten seconds of width. */
export function fitting(view: View, width: number, isTwelve: boolean): Format {
  return view.format === "grid" && (!isTwelve || width < margin + 4 * gridSeconds * view.speed * millimetre - 1) ? "rows" : view.format;
}

/** Lays a page of a recording of so many seconds out. What fits at the speed of the paper is shown; the paper is never squeezed. */
export function layoutOf(view: View, leads: readonly Lead[], rhythm: Lead | undefined, width: number, isTwelve: boolean, length = Infinity): Layout {
  const perSecond = view.speed * millimetre, fits = Math.max(1, Math.floor((2 * (width - margin)) / perSecond) / 2);
  const panel = (lead: Lead, row: number, rowHeight: number, from: number, seconds: number, calibrated: boolean, column = 0): Panel => ({
    lead, left: margin + column * gridSeconds * perSecond, width: seconds * perSecond, middle: top + (row + 0.5) * rowHeight, half: rowHeight / 2, reach: rowHeight * 0.72, from, seconds, calibrated,
  });
  const page = (rows: number, rowHeight: number, seconds: number, panels: Panel[]): Layout => ({ width, height: Math.ceil(top + rows * rowHeight + bottom), seconds, perSecond, panels });
  const format = fitting(view, width, isTwelve);
  if (format === "grid") {
    const height = 27 * millimetre, named = (name: string) => leads.find((l) => l.name === name)!;
    const panels = columns.flatMap((column, c) => column.map((name, row) => panel(named(name), row, height, view.from + c * gridSeconds, gridSeconds, c === 0, c)));
    return page(4, height, 4 * gridSeconds, [...panels, ...(rhythm ? [panel(rhythm, 3, height, view.from, 4 * gridSeconds, true)] : [])]);
  }
  if (format === "strip" && rhythm) {
    const height = 26 * millimetre, rows = Math.max(1, Math.min(stripRows, Math.ceil(length / fits)));
    return page(rows, height, rows * fits, Array.from({ length: rows }, (_, row) => panel(rhythm, row, height, view.from + row * fits, fits, row === 0)));
  }
  const height = (leads.length > 6 ? 19 : 27) * millimetre;
  return page(Math.max(1, leads.length), height, fits, leads.map((lead, row) => panel(lead, row, height, view.from, fits, true)));
}
