import type { Schemas } from "../api/schema.ts";
import { colour } from "../dom/colours.ts";
import { h } from "../dom/element.ts";
import { clock } from "../dom/format.ts";
import { fit, millimetre } from "../signal/canvas.ts";
import type { Scale } from "../signal/calipers.ts";
import { tracePath } from "../signal/draw.ts";
import type { SignalTile } from "../signal/tile.ts";
import { layoutOf, type Layout } from "./layout.ts";
import type { View } from "./view.ts";

type Annotation = Schemas["AnnotationItem"];

const foot = 18; // CSS pixels below the traces, for the time

/** A page of EEG as its readers know it: time to the right, a line each second, labels at the left, negative up, a bar that says what a deflection is worth. */
export class Reader {
  readonly canvas = h("canvas", { class: "reader", tabindex: 0, role: "img" });
  /** Where things are on the page that is shown. */
  layout: Layout | null = null;
  /** What calipers measure by on it: the page's own sensitivity. */
  scale: Scale | null = null;

  /** Draws a page. */
  draw(view: View, tile: SignalTile, annotations: readonly Annotation[], width: number, available: number): void {
    const layout = (this.layout = layoutOf(view, tile.traces, width, available));
    const { left, top, perSecond, height } = layout;
    this.scale = { left, right: width, top, bottom: height - foot, perSecond, perMicrovolt: millimetre / view.sensitivity };
    const context = fit(this.canvas, width, layout.height);
    context.fillStyle = colour("--paper");
    context.fillRect(0, 0, width, layout.height);
    grid(context, layout, tile.from);
    const shown = view.annotations ? annotations : [];
    for (const mark of shown) shade(context, layout, tile, mark);
    traces(context, layout, tile);
    labels(context, layout);
    names(context, layout, tile, shown);
    calibration(context, layout, view);
    this.canvas.setAttribute("aria-label", described(view, layout, tile, shown));
  }
}

function grid(context: CanvasRenderingContext2D, layout: Layout, from: number): void {
  const { left, perSecond, seconds, height, width } = layout,
    bottom = height - 18;
  const lines = (every: number, token: string) => {
    context.beginPath();
    for (let t = Math.ceil(from / every - 1e-9) * every; t <= from + seconds + 1e-9; t += every) {
      const x = Math.round(left + (t - from) * perSecond) + 0.5;
      if (x <= width) (context.moveTo(x, layout.top - 4), context.lineTo(x, bottom));
    }
    context.strokeStyle = colour(token);
    context.lineWidth = 1;
    context.stroke();
  };
  if (perSecond >= 50) lines(0.2, "--grid");
  lines(perSecond >= 12 ? 1 : 5, "--grid-strong");

  context.fillStyle = colour("--muted");
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  const every = [1, 2, 5, 10, 30].find((s) => s * perSecond >= 58) ?? 60;
  for (let t = Math.ceil(from / every - 1e-9) * every; t < from + seconds - 1e-9; t += every) {
    const x = left + (t - from) * perSecond;
    if (x < width - 46) context.fillText(clock(t), x + 3, height - 6);
  }
}

function shade(context: CanvasRenderingContext2D, layout: Layout, tile: SignalTile, mark: Annotation): void {
  const start = Math.max(layout.left, layout.left + (mark.onset - tile.from) * layout.perSecond);
  const end = Math.min(layout.width, layout.left + (mark.onset + (mark.duration ?? 0) - tile.from) * layout.perSecond);
  if (end <= start + 1) return;
  const row = mark.channel === null ? undefined : layout.rows.find((r) => r.label.toLowerCase() === mark.channel!.toLowerCase());
  context.fillStyle = colour("--mark-ground");
  if (row) context.fillRect(start, row.middle - 9, end - start, 18);
  else context.fillRect(start, layout.top - 4, end - start, layout.height - 18 - layout.top + 4);
}

function traces(context: CanvasRenderingContext2D, layout: Layout, tile: SignalTile): void {
  context.save();
  context.beginPath();
  context.rect(layout.left, 0, layout.width - layout.left, layout.height - 16);
  context.clip();
  context.lineWidth = 1;
  context.lineJoin = "bevel";
  for (const other of [false, true]) {
    context.beginPath();
    for (const [i, trace] of tile.traces.entries()) {
      const row = layout.rows[i]!;
      if ((row.side === "other") === other)
        tracePath(context, tile, trace, { left: layout.left, perSecond: layout.perSecond, middle: row.middle, perUnit: row.perUnit, reach: row.reach });
    }
    context.strokeStyle = colour(other ? "--trace-other" : "--trace");
    context.stroke();
  }
  context.restore();
}

function labels(context: CanvasRenderingContext2D, layout: Layout): void {
  context.textBaseline = "middle";
  for (const row of layout.rows) {
    context.fillStyle = colour(row.side === "other" ? "--trace-other" : "--ink");
    context.font = "500 11.5px system-ui, sans-serif";
    context.fillText(row.label, 4, row.middle, layout.left - (row.scale && layout.left > 60 ? 32 : 8));
    if (row.scale && layout.left > 60) {
      context.font = "10px system-ui, sans-serif";
      context.textAlign = "right";
      context.fillText(row.scale, layout.left - 5, row.middle);
      context.textAlign = "left";
    }
  }
}

function names(context: CanvasRenderingContext2D, layout: Layout, tile: SignalTile, annotations: readonly Annotation[]): void {
  context.font = "600 11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  let free = -Infinity;
  for (const mark of annotations) {
    const x = layout.left + (mark.onset - tile.from) * layout.perSecond;
    if (x > layout.width) continue;
    const at = Math.max(layout.left, x);
    context.fillStyle = context.strokeStyle = colour("--mark");
    if (x >= layout.left) {
      context.beginPath();
      context.moveTo(Math.round(x) + 0.5, layout.top - 6);
      context.lineTo(Math.round(x) + 0.5, layout.height - 18);
      context.setLineDash([3, 3]);
      context.stroke();
      context.setLineDash([]);
    }
    if (at < free) continue; // would be written over another
    const text = x < layout.left ? `… ${mark.text}` : mark.text;
    context.fillText(text, at + 3, layout.top - 9);
    free = at + 3 + context.measureText(text).width + 8;
  }
}

/** Ten millimetres in microvolts by a second, at the lower right; its words stand clear of the traces that they cover. */
function calibration(context: CanvasRenderingContext2D, layout: Layout, view: View): void {
  const tall = 10 * millimetre,
    wide = layout.perSecond,
    right = layout.width - 8,
    base = layout.height - 22;
  context.lineJoin = "round";
  const bar = (token: string, thick: number) => {
    context.strokeStyle = colour(token);
    context.lineWidth = thick;
    context.beginPath();
    context.moveTo(right - wide, base - tall);
    context.lineTo(right - wide, base);
    context.lineTo(right, base);
    context.stroke();
  };
  const words = (text: string, x: number, y: number) => {
    context.strokeStyle = colour("--paper");
    context.lineWidth = 4;
    context.strokeText(text, x, y);
    context.fillStyle = colour("--accent");
    context.fillText(text, x, y);
  };
  bar("--paper", 5);
  bar("--accent", 2);
  context.font = "600 11px system-ui, sans-serif";
  context.textAlign = "right";
  context.textBaseline = "middle";
  words(`${view.sensitivity * 10} µV`, right - wide - 7, base - tall / 2);
  context.textAlign = "center";
  words("1 s", right - wide / 2, base - 8);
  context.textAlign = "left";
}

function described(view: View, layout: Layout, tile: SignalTile, annotations: readonly Annotation[]): string {
  const marks =
    annotations.length > 0
      ? ` Annotations: ${annotations
          .slice(0, 8)
          .map((a) => `${a.text} at ${clock(a.onset)}`)
          .join(", ")}.`
      : "";
  const span = `EEG from ${clock(tile.from)} to ${clock(tile.from + layout.seconds)}`;
  return `${span}, ${tile.traces.length} traces, ${view.sensitivity} microvolts a millimetre, negative up.${marks} The numbers are in the table below.`;
}
