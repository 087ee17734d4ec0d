import { colour } from "../dom/colours.ts";
import { lazyCanvas } from "../dom/lazy-canvas.ts";
import { fit } from "../signal/canvas.ts";
import { tracePath } from "../signal/draw.ts";
import { fetchSignal, valueOf } from "../signal/tile.ts";

const seconds = 4;

/** The first beats of a recording's first channel in small, as large as its greatest wave. Fetched when scrolled to. */
export function beatThumbnail(id: string, width: number, height: number, left: AbortSignal): HTMLCanvasElement {
  return lazyCanvas(width, height, `The first ${seconds} seconds`, "no signal", left, draw);

  async function draw(canvas: HTMLCanvasElement): Promise<void> {
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
