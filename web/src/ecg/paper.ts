import { colour } from "../dom/colours.ts";
import { clock } from "../dom/format.ts";
import { fit, millimetre } from "../signal/canvas.ts";
import { tracePath } from "../signal/draw.ts";
import type { SignalTile, Trace } from "../signal/tile.ts";
import { margin, type Layout, type Panel } from "./layout.ts";
import type { View } from "./view.ts";

/** What is drawn over the paper. */
export interface Marks {
  /** Seconds of the R peaks of the rhythm lead. */
  readonly peaks: readonly number[];
  /** The windows that a model saw: start, number, seconds each, and of which channel. */
  readonly windows: { readonly from: number; readonly count: number; readonly seconds: number; readonly channel: number | undefined } | null;
  /** Channel of the rhythm lead. */
  readonly rhythm: number | undefined;
}

/** Draws the page: paper with a line each millimetre and a stronger one each five, calibration, leads, marks. */
export function drawPaper(canvas: HTMLCanvasElement, view: View, layout: Layout, tile: SignalTile | null, traces: ReadonlyMap<number, Trace>, marks: Marks): void {
  const context = fit(canvas, layout.width, layout.height);
  context.fillStyle = colour("--ecg-paper");
  context.fillRect(0, 0, layout.width, layout.height);
  grid(context, layout, millimetre, colour("--ecg-fine"), 0.6);
  grid(context, layout, 5 * millimetre, colour("--ecg-coarse"), 1);

  for (const panel of layout.panels) {
    if (marks.windows && panel.lead.channel === marks.windows.channel) windows(context, layout, panel, marks.windows);
    if (panel.calibrated) calibration(context, view, panel);
    const trace = traces.get(panel.lead.channel);
    if (tile && trace) lead(context, view, layout, panel, tile, trace);
    name(context, panel);
    if (view.peaks && panel.lead.channel === marks.rhythm) peaks(context, layout, panel, marks.peaks);
  }
  if (layout.panels.some((p, i) => i > 0 && p.from !== layout.panels[0]!.from)) times(context, layout);

  context.fillStyle = colour("--muted");
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  context.fillText(`${view.speed} mm/s   ${view.gain} mm/mV`, 8, layout.height - 7);
  context.textAlign = "right";
  context.fillText(`${clock(view.from, true)} – ${clock(view.from + layout.seconds, true)}`, layout.width - 8, layout.height - 7);
  context.textAlign = "left";
}

function grid(context: CanvasRenderingContext2D, layout: Layout, step: number, line: string, width: number): void {
  context.strokeStyle = line;
  context.lineWidth = width;
  context.beginPath();
  // From the left end of the traces, so that seconds fall on lines.
  for (let x = margin % step; x <= layout.width; x += step) {
    context.moveTo(x, 0);
    context.lineTo(x, layout.height);
  }
  for (let y = 0; y <= layout.height; y += step) {
    context.moveTo(0, y);
    context.lineTo(layout.width, y);
  }
  context.stroke();
}

/** A millivolt for a fifth of a second. */
function calibration(context: CanvasRenderingContext2D, view: View, panel: Panel): void {
  const high = view.gain * millimetre, wide = 5 * millimetre, x = panel.left - margin + 2 * millimetre, y = panel.middle;
  context.strokeStyle = colour("--trace");
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 1 * millimetre, y);
  context.lineTo(x + 1 * millimetre, y - high);
  context.lineTo(x + 1 * millimetre + wide, y - high);
  context.lineTo(x + 1 * millimetre + wide, y);
  context.lineTo(x + 2 * millimetre + wide, y);
  context.stroke();
}

function lead(context: CanvasRenderingContext2D, view: View, layout: Layout, panel: Panel, tile: SignalTile, trace: Trace): void {
  context.save();
  context.beginPath();
  context.rect(panel.left, panel.middle - panel.reach, panel.width, 2 * panel.reach);
  context.clip();
  context.strokeStyle = colour("--trace");
  context.lineWidth = 1.15;
  context.lineJoin = "round";
  context.beginPath();
  // Microvolts; positive is up. What is no voltage has no scale of paper and is left out.
  const perUnit = trace.unit === "uV" ? -(view.gain * millimetre) / 1000 : 0;
  tracePath(context, tile, trace, { left: panel.left - (panel.from - tile.from) * layout.perSecond, perSecond: layout.perSecond, middle: panel.middle, perUnit, reach: panel.reach });
  context.stroke();
  context.restore();
}

function name(context: CanvasRenderingContext2D, panel: Panel): void {
  const x = panel.left + 3, y = panel.middle - panel.half + 1.5 * millimetre;
  context.font = "600 12px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.fillStyle = colour("--ecg-paper");
  context.globalAlpha = 0.75;
  context.fillRect(x - 2, y - 8, context.measureText(panel.lead.name).width + 4, 16);
  context.globalAlpha = 1;
  context.fillStyle = colour("--trace");
  context.fillText(panel.lead.name, x, y);
  if (panel.left > margin + 1) {
    // Where one lead ends and the next begins, as on paper.
    context.fillRect(panel.left - 0.5, panel.middle - 2 * millimetre, 1, 4 * millimetre);
  }
}

function peaks(context: CanvasRenderingContext2D, layout: Layout, panel: Panel, all: readonly number[]): void {
  const y = panel.middle + panel.half - 3 * millimetre;
  context.fillStyle = colour("--mark");
  context.font = "10px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "top";
  let before: number | null = null;
  for (const second of all) {
    const x = panel.left + (second - panel.from) * layout.perSecond, inside = second >= panel.from && second < panel.from + panel.seconds;
    if (inside) {
      context.beginPath();
      context.moveTo(x, y - 6);
      context.lineTo(x - 3.5, y);
      context.lineTo(x + 3.5, y);
      context.fill();
      // The interval to the beat before, in milliseconds.
      if (before !== null && before >= panel.from && second - before < 3 && (second - before) * layout.perSecond > 34) context.fillText(String(Math.round(1000 * (second - before))), (x + panel.left + (before - panel.from) * layout.perSecond) / 2, y - 5);
    }
    before = second;
  }
  context.textAlign = "left";
}

function windows(context: CanvasRenderingContext2D, layout: Layout, panel: Panel, { from, count, seconds }: NonNullable<Marks["windows"]>): void {
  const y = panel.middle - panel.half + 0.5 * millimetre;
  context.font = "10px system-ui, sans-serif";
  context.textBaseline = "bottom";
  for (let w = 0; w < count; w++) {
    const begin = Math.max(panel.from, from + w * seconds), end = Math.min(panel.from + panel.seconds, from + (w + 1) * seconds);
    if (end <= begin) continue;
    const x = panel.left + (begin - panel.from) * layout.perSecond, wide = (end - begin) * layout.perSecond;
    context.fillStyle = w % 2 === 0 ? colour("--accent-ground") : colour("--mark-ground");
    context.globalAlpha = 0.55;
    context.fillRect(x, y, wide, 2 * panel.half - millimetre);
    context.globalAlpha = 1;
    context.fillStyle = colour("--accent");
    context.fillText(`window ${w + 1}`, x + 40, y + 12);
  }
}

/** In a strip, when each row begins. */
function times(context: CanvasRenderingContext2D, layout: Layout): void {
  context.fillStyle = colour("--muted");
  context.font = "10px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (const panel of layout.panels) {
    if (Math.abs(panel.left - margin) < 1 && !panel.calibrated) context.fillText(clock(panel.from, true), 3, panel.middle);
  }
}
