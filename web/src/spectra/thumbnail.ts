import { lazyCanvas } from "../dom/lazy-canvas.ts";
import { contrastOf, rowImage } from "./image.ts";
import { fetchSpectra } from "./tile.ts";

/** The spectra of a recording's first session in small: the mean over regions is what the eye makes of six rows one above another. Fetched when scrolled to. */
export function thumbnail(id: string, width: number, height: number, left: AbortSignal): HTMLCanvasElement {
  return lazyCanvas(width, height, "Spectra of the first session", "no spectra", left, draw);

  async function draw(canvas: HTMLCanvasElement): Promise<void> {
    const tile = await fetchSpectra(id, 0, "region", Math.max(1, Math.floor(1280 / (2 * width))), left);
    const context = canvas.getContext("2d")!,
      rows = tile.header.rows.length,
      each = canvas.height / rows;
    context.imageSmoothingQuality = "high";
    const contrast = contrastOf([tile]);
    for (let row = 0; row < rows; row++) context.drawImage(rowImage(tile, row, "colours", contrast), 0, row * each, canvas.width, each - 1);
  }
}
