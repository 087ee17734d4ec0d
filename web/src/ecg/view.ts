import { number } from "../dom/format.ts";

/** How the leads are laid out. */
export type Format = "grid" | "rows" | "strip";

export const formats: readonly (readonly [Format, string])[] = [["grid", "twelve leads, 3 by 4"], ["rows", "a row a lead"], ["strip", "one lead, row after row"]];
/** Millimetres a millivolt, and a second. */
export const gains = [2.5, 5, 10, 20, 40] as const;
export const speeds = [12.5, 25, 50] as const;
/** Filters of the signal: none, a monitor's, a diagnostic one's. */
export const filters: readonly (readonly [string, string, { lowCut?: number; highCut?: number }])[] = [
  ["off", "as recorded", {}], ["monitor", "0.5 to 40 Hz", { lowCut: 0.5, highCut: 40 }], ["diagnostic", "0.05 to 150 Hz", { lowCut: 0.05, highCut: 150 }],
];

/** What the page shows, and how. */
export interface View {
  from: number;
  format: Format;
  /** Place of the channel whose rhythm is told, and which a strip shows. */
  lead: number;
  gain: number;
  speed: number;
  filter: string;
  notch: 50 | 60 | null;
  peaks: boolean;
}

/** Reads a view from the address; what is not there, or makes no sense, is as it was. */
export function viewOf(query: URLSearchParams, otherwise: View, channels: number): View {
  const one = <T extends string | number>(name: string, among: readonly T[], or: T): T => among.find((value) => String(value) === query.get(name)) ?? or;
  const from = Number(query.get("at") ?? NaN), notch = Number(query.get("notch"));
  return {
    from: from >= 0 ? from : otherwise.from,
    format: one("format", formats.map(([name]) => name), otherwise.format),
    lead: one("lead", Array.from({ length: channels }, (_, i) => i), otherwise.lead),
    gain: one("gain", gains, otherwise.gain),
    speed: one("speed", speeds, otherwise.speed),
    filter: one("filter", filters.map(([name]) => name), otherwise.filter),
    notch: notch === 50 || notch === 60 ? notch : otherwise.notch,
    peaks: query.has("peaks") ? query.get("peaks") !== "off" : otherwise.peaks,
  };
}

/** A view as the address has it; what is as usual is left out. */
export function queryOf(view: View, usual: View): Record<string, string | null> {
  const unless = <K extends keyof View>(key: K, text = String(view[key])) => (view[key] === usual[key] ? null : text);
  return {
    at: view.from === 0 ? null : number(view.from, 3), format: unless("format"), lead: unless("lead"), gain: unless("gain"), speed: unless("speed"), filter: unless("filter"),
    notch: view.notch === null ? null : String(view.notch), peaks: unless("peaks", "off"),
  };
}

/** The next of a list; at its end, where it began. */
export function next<T>(list: readonly T[], value: T): T {
  return list[(list.indexOf(value) + 1) % list.length]!;
}

/** The neighbour in a list; at its ends it stays. */
export function step(list: readonly number[], value: number, by: 1 | -1): number {
  return list[Math.min(list.length - 1, Math.max(0, list.indexOf(value) + by))]!;
}
