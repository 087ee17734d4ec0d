import { palette } from "./palette.ts";
import type { SpectraTile } from "./tile.ts";

/** Colours or greys; greys leave colour to what lies over them. */
export type Tint = "colours" | "greys";

/** One row of a tile as a picture: a pixel a frame and frequency, the lowest frequency at the bottom. Nothing recorded is transparent. */
export function rowImage(tile: SpectraTile, row: number, tint: Tint): OffscreenCanvas {
  const { bins, frames } = tile.header;
  const canvas = new OffscreenCanvas(frames, bins), context = canvas.getContext("2d")!, image = context.createImageData(frames, bins), data = image.data;
  for (let bin = 0; bin < bins; bin++) {
    const from = (row * bins + bin) * frames, to = (bins - 1 - bin) * frames * 4;
    for (let t = 0; t < frames; t++) {
      const level = tile.levels[from + t]!, at = to + 4 * t;
      if (level === 0) continue;
      if (tint === "greys") data[at] = data[at + 1] = data[at + 2] = 40 + Math.round(level * 0.75);
      else for (let c = 0; c < 3; c++) data[at + c] = palette[3 * level + c]!;
      data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
