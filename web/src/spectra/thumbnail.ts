import { h } from "../dom/element.ts";
import { contrastOf, rowImage } from "./image.ts";
import { fetchSpectra } from "./tile.ts";

/** The spectra of a recording's first session in small: the mean over regions is what the eye makes of six rows one above another. Fetched when scrolled to. */
export function thumbnail(id: string, width: number, height: number, left: AbortSignal): HTMLCanvasElement {
  const canvas = h("canvas", { class: "spectra-small", width: 2 * width, height: 2 * height, role: "img", "aria-label": "Spectra of the first session" });
  canvas.style.cssText = `width:${width}px;height:${height}px`;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((e) => e.isIntersecting)) return;
    seen.disconnect();
    void draw().catch(() => left.aborted || canvas.replaceWith(h("span", { class: "muted small" }, "no spectra")));
  });
  seen.observe(canvas);
  left.addEventListener("abort", () => seen.disconnect());
  return canvas;

  async function draw(): Promise<void> {
    const tile = await fetchSpectra(id, 0, "region", Math.max(1, Math.floor(1280 / (2 * width))), left);
    const context = canvas.getContext("2d")!,
      rows = tile.header.rows.length,
      each = canvas.height / rows;
    context.imageSmoothingQuality = "high";
    const contrast = contrastOf([tile]);
    for (let row = 0; row < rows; row++) context.drawImage(rowImage(tile, row, "colours", contrast), 0, row * each, canvas.width, each - 1);
  }
}
