import { colour } from "../dom/colours.ts";
import type { Schemas } from "../api/schema.ts";

/** How much each token of a session raises or lowers what the model says: (row, column), rows by frequency from the lowest, columns by time. */
export type Relevance = Schemas["ExplainResult"];

/** Where a row of spectra is on the canvas. */
export interface SpectraPlace {
  readonly left: number;
  readonly perSecond: number;
  readonly top: number;
  readonly height: number;
  readonly lowest: number;
  readonly hertzPerBin: number;
  readonly bins: number;
}

/**
 * Paints relevance over a row of spectra: red where a token raises the answer, blue where it lowers it, the stronger the more opaque. Only over the
 * session it belongs to.
 */
export function paintRelevance(context: CanvasRenderingContext2D, relevance: Relevance, place: SpectraPlace, sessionFrom: number): void {
  if (Math.abs(relevance.from - sessionFrom) > 0.5) return;
  const { rows, columns, values, binsPerRow, framesPerColumn, from } = relevance;
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  const strong = sorted[Math.floor(sorted.length * 0.99)] || Math.max(1e-12, sorted.at(-1) ?? 1);
  const wide = framesPerColumn * place.perSecond,
    high = (binsPerRow / place.bins) * place.height;
  context.save();
  for (let row = 0; row < rows; row++) {
    const y = place.top + place.height - (row + 1) * high;
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column]!;
      const alpha = Math.min(1, Math.abs(value) / strong);
      if (alpha < 0.06) continue;
      context.globalAlpha = 0.85 * alpha;
      context.fillStyle = colour(value > 0 ? "--raises" : "--lowers");
      context.fillRect(place.left + (from + column * framesPerColumn) * place.perSecond, y, Math.max(wide, 0.75), high);
    }
  }
  context.restore();
}

/** The spans of time that raise or lower the answer most, for those who cannot see the picture: seconds from the recording's start, strongest first. */
export function strongest(relevance: Relevance, count: number): { from: number; seconds: number; share: number }[] {
  const { rows, columns, values, framesPerColumn, from } = relevance;
  const sums = Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * columns + column]!;
    return sum;
  });
  const all = sums.reduce((total, v) => total + Math.abs(v), 0) || 1;
  return sums
    .map((sum, column) => ({ from: from + column * framesPerColumn, seconds: framesPerColumn, share: sum / all }))
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .slice(0, count);
}
