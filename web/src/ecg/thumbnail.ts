import { colour } from "../dom/colours.ts";
import { h } from "../dom/element.ts";
import { fit } from "../signal/canvas.ts";
import { tracePath } from "../signal/draw.ts";
import { fetchSignal, valueOf } from "../signal/tile.ts";

const seconds = 4;

/** The first beats of a recording's first channel in small, as large as its greatest wave. Fetched when scrolled to. */
export function beatThumbnail(id: string, width: number, height: number, left: AbortSignal): HTMLCanvasElement {
  const canvas = h("canvas", { class: "spectra-small", width: 2 * width, height: 2 * height, role: "img", "aria-label": `The first ${seconds} seconds` });
  canvas.style.cssText = `width:${width}px;height:${height}px`;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((e) => e.isIntersecting)) return;
    seen.disconnect();
    void draw().catch(() => left.aborted || canvas.replaceWith(h("span", { class: "muted small" }, "no signal")));
  });
  seen.observe(canvas);
  left.addEventListener("abort", () => seen.disconnect());
  return canvas;

  async function draw(): Promise<void> {
    const tile = await fetchSignal(id, { from: 0, seconds, channels: "0", lowCut: 0.5, encoding: "i16" }, left), trace = tile.traces[0]!;
    let greatest = 0;
    for (let i = 0; i < trace.values.length; i++) greatest = Math.max(greatest, Math.abs(valueOf(trace, i)) || 0);
    const context = fit(canvas, width, height);
    context.fillStyle = colour("--ecg-paper");
    context.fillRect(0, 0, width, height);
    context.strokeStyle = colour("--trace");
    context.beginPath();
    tracePath(context, tile, trace, { left: 0, perSecond: width / seconds, middle: height / 2, perUnit: greatest > 0 ? -(0.46 * height) / greatest : 0, reach: height / 2 });
    context.stroke();
  }
}
