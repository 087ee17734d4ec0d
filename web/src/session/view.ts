import type { SignalQuery } from "../signal/tile.ts";

/** How a page of EEG is shown. */
export interface View {
  /** Start of the page, seconds. */
  from: number;
  /** Seconds of a page; 0 for the speed of paper, 30 mm/s. */
  page: number;
  montage: string;
  /** Microvolts a millimetre. */
  sensitivity: number;
  /** High-pass, hertz; null for none. */
  lowCut: number | null;
  /** Low-pass, hertz. */
  highCut: number | null;
  /** Mains, hertz. */
  notch: number | null;
  annotations: boolean;
}

/** Montages by the service's names, in the order of the key `m`. */
export const montages: readonly (readonly [string, string])[] = [
  ["as-recorded", "As recorded"],
  ["average-reference", "Average reference"],
  ["longitudinal-bipolar", "Longitudinal bipolar"],
  ["transverse-bipolar", "Transverse bipolar"],
  ["laplacian", "Laplacian"],
];

/** The steps of EEG machines (IFCN recommendations name 7 uV/mm as standard). */
export const sensitivities = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000];
export const lowCuts = [null, 0.1, 0.3, 0.5, 1, 5];
export const highCuts = [null, 15, 30, 35, 50, 70];
export const notches = [null, 50, 60];
export const pages = [0, 5, 10, 15, 20, 30, 60];

/** The paper of EEG. */
export const paperSpeed = 30;

/** What the key `f` goes through: off, the usual band of reading, a narrow one. */
const filterSets: readonly Pick<View, "lowCut" | "highCut">[] = [
  { lowCut: null, highCut: null },
  { lowCut: 0.5, highCut: 70 },
  { lowCut: 1, highCut: 30 },
];

/** What is shown first. */
export const standard: View = { from: 0, page: 10, montage: "longitudinal-bipolar", sensitivity: 7, lowCut: 0.5, highCut: 70, notch: null, annotations: true };

/** The next set of filters. */
export function nextFilters(view: View): Pick<View, "lowCut" | "highCut"> {
  const now = filterSets.findIndex((s) => s.lowCut === view.lowCut && s.highCut === view.highCut);
  return filterSets[(now + 1) % filterSets.length]!;
}

/** The step after or before a value in a list. */
export function step(values: readonly number[], value: number, by: 1 | -1): number {
  const near = values.reduce((best, v, i) => (Math.abs(v - value) < Math.abs(values[best]! - value) ? i : best), 0);
  return values[Math.min(values.length - 1, Math.max(0, near + by))]!;
}

const short: Record<keyof View, string> = {
  from: "at",
  page: "page",
  montage: "montage",
  sensitivity: "uv",
  lowCut: "low",
  highCut: "high",
  notch: "notch",
  annotations: "marks",
};

/** A view from an address; what is missing or makes no sense is standard. */
export function viewOf(query: URLSearchParams): View {
  const numberOf = (key: keyof View, fits: (v: number) => boolean) => {
    const text = query.get(short[key]),
      value = Number(text);
    return text !== null && text !== "" && Number.isFinite(value) && fits(value) ? value : (standard[key] as number);
  };
  const cut = (key: "lowCut" | "highCut" | "notch", choices: readonly (number | null)[]) => {
    const text = query.get(short[key]);
    return text === "off" ? null : (choices.find((c) => c !== null && String(c) === text) ?? standard[key]);
  };
  return {
    from: numberOf("from", (v) => v >= 0),
    page: numberOf("page", (v) => pages.includes(v)),
    montage: montages.find(([name]) => name === query.get(short.montage))?.[0] ?? standard.montage,
    sensitivity: numberOf("sensitivity", (v) => v > 0 && v <= 10_000),
    lowCut: cut("lowCut", lowCuts),
    highCut: cut("highCut", highCuts),
    notch: cut("notch", notches),
    annotations: query.get(short.annotations) !== "off",
  };
}

/** A view as an address has it: only what is not standard. */
export function queryOf(view: View): Record<string, string | null> {
  const query: Record<string, string | null> = {};
  for (const [key, name] of Object.entries(short) as [keyof View, string][]) {
    const value = view[key];
    query[name] =
      value === standard[key] ? null : value === null || value === false ? "off" : String(typeof value === "number" ? Number(value.toFixed(3)) : value);
  }
  return query;
}

/** What the service is asked for. */
export function signalQuery(view: View, from: number, seconds: number, columns: number): SignalQuery {
  return {
    from,
    seconds,
    columns,
    encoding: "i16",
    montage: view.montage === "as-recorded" ? undefined : view.montage,
    lowCut: view.lowCut ?? undefined,
    highCut: view.highCut ?? undefined,
    notch: view.notch ?? undefined,
  };
}
