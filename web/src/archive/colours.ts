import type { Schemas } from "../api/schema.ts";
import { colour } from "../dom/colours.ts";
import { number } from "../dom/format.ts";

const distinct = 8; // colours that an eye tells apart; the rest of the categories are one

/** A colour of the legend, and which points have it. */
export interface Entry {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly number[];
  /** How it is drawn beside its colour, for those who do not see it. */
  readonly shape: number;
}

/** The categories, or the spans of a number, by which points are coloured; those of which it is not known come last. */
export function entriesOf({ values, isNumber }: Schemas["MapColours"]): Entry[] {
  const unknown = values.flatMap((value, i) => (value === null ? i : []));
  const entries = isNumber ? spans(values) : categories(values);
  return unknown.length > 0 ? [...entries, { name: "not known", colour: colour("--cat-none"), points: unknown, shape: 0 }] : entries;
}

function categories(values: readonly (string | null)[]): Entry[] {
  const byName = new Map<string, number[]>();
  values.forEach((value, i) => value !== null && (byName.get(value) ?? byName.set(value, []).get(value)!).push(i));
  const ordered = [...byName].sort((a, b) => b[1].length - a[1].length), kept = ordered.length > distinct ? ordered.slice(0, distinct - 1) : ordered;
  const rest = ordered.slice(kept.length).flatMap(([, points]) => points);
  const entries = kept.map(([name, points], i) => ({ name, points, colour: colour(`--cat-${i + 1}`), shape: i % 4 }));
  return rest.length > 0 ? [...entries, { name: `${ordered.length - kept.length} others`, points: rest, colour: colour(`--cat-${distinct}`), shape: 3 }] : entries;
}

/** Five spans with about as many points each. */
function spans(values: readonly (string | null)[]): Entry[] {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ i, value: Number(value) }])).sort((a, b) => a.value - b.value), count = Math.min(5, known.length);
  return Array.from({ length: count }, (_, s) => {
    const part = known.slice(Math.floor((s * known.length) / count), Math.floor(((s + 1) * known.length) / count));
    return { name: `${number(part[0]!.value, 1)} to ${number(part.at(-1)!.value, 1)}`, points: part.map((p) => p.i), colour: colour(`--num-${s + 1}`), shape: 0 };
  });
}
