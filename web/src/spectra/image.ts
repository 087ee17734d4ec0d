import { palette } from "./palette.ts";
import type { SpectraTile } from "./tile.ts";

/** Colours or greys; greys leave colour to what lies over them. */
export type Tint = "colours" | "greys";

/** The levels between which colours change; below and above they stay as they are. */
export interface Contrast {
  readonly low: number;
  readonly high: number;
}

export const wholeRange: Contrast = { low: 1, high: 255 };

/** The levels that all but a fiftieth at either end lie between: a recording fills a part of the model's range, and the eye wants all colours. */
export function contrastOf(tiles: Iterable<SpectraTile>): Contrast {
  const counts = new Float64Array(256);
  let all = 0;
  for (const { levels } of tiles) {
    for (let i = 0; i < levels.length; i += 7) counts[levels[i]!]! += 1;
  }
  counts[0] = 0;
  for (const count of counts) all += count;
  const at = (share: number) => {
    let sum = 0;
    for (let level = 1; level < 256; level++) if ((sum += counts[level]!) >= share * all) return level;
    return 255;
  };
  if (all === 0) return wholeRange;
  const low = at(0.02),
    high = at(0.995);
  return high - low < 16 ? wholeRange : { low, high };
}

/** One row of a tile as a picture: a pixel a frame and frequency, the lowest frequency at the bottom. Nothing recorded is transparent. */
export function rowImage(tile: SpectraTile, row: number, tint: Tint, contrast: Contrast = wholeRange): OffscreenCanvas {
  const { bins, frames } = tile.header;
  const canvas = new OffscreenCanvas(frames, bins),
    context = canvas.getContext("2d")!,
    image = context.createImageData(frames, bins),
    data = image.data;
  for (let bin = 0; bin < bins; bin++) {
    const from = (row * bins + bin) * frames,
      to = (bins - 1 - bin) * frames * 4;
    for (let t = 0; t < frames; t++) {
      const raw = tile.levels[from + t]!,
        at = to + 4 * t;
      if (raw === 0) continue;
      const level = Math.round(255 * Math.min(1, Math.max(0, (raw - contrast.low) / (contrast.high - contrast.low))));
      if (tint === "greys") data[at] = data[at + 1] = data[at + 2] = 40 + Math.round(level * 0.75);
      else for (let c = 0; c < 3; c++) data[at + c] = palette[3 * level + c]!;
      data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
