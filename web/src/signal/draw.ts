import { nothing, type SignalTile, type Trace } from "./tile.ts";

/** Where a trace is drawn, in CSS pixels. */
export interface Place {
  /** Left end of the tile's span, and how wide a second is. */
  readonly left: number;
  readonly perSecond: number;
  /** The line of 0. */
  readonly middle: number;
  /** Pixels a unit; negative draws what is positive upwards. */
  readonly perUnit: number;
  /** How far from the middle the trace may go. */
  readonly reach: number;
}

/**
 * Adds a trace to the canvas's path; the caller strokes it. Where more samples than two fall on a pixel, the least and the greatest of each column are
 * drawn, so that no spike is lost and
 * the number of points depends on the width alone.
 */
export function tracePath(context: CanvasRenderingContext2D, tile: SignalTile, trace: Trace, place: Place): void {
  if (tile.kind === "extremes") return columns(context, trace, place, trace.values, trace.count);
  const perPixel = trace.rate / place.perSecond;
  if (perPixel <= 2) return samples(context, trace, place);
  const count = Math.max(1, Math.ceil((trace.count / trace.rate) * place.perSecond));
  columns(context, { ...trace, rate: (count * trace.rate) / trace.count }, place, extremes(trace, count), count);
}

/** The least and the greatest of each of so many columns. */
export function extremes(trace: Trace, count: number): Int16Array | Float32Array {
  const { values } = trace,
    whole = values instanceof Int16Array;
  const result = whole ? new Int16Array(2 * count) : new Float32Array(2 * count);
  for (let c = 0; c < count; c++) {
    let least = Infinity,
      greatest = -Infinity;
    for (let i = Math.floor((c * trace.count) / count), end = Math.floor(((c + 1) * trace.count) / count); i < end; i++) {
      const value = values[i]!;
      if (whole && value === nothing) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    result[2 * c] = least <= greatest ? least : whole ? nothing : NaN;
    result[2 * c + 1] = least <= greatest ? greatest : whole ? nothing : NaN;
  }
  return result;
}

function samples(context: CanvasRenderingContext2D, trace: Trace, place: Place): void {
  const { values, scale, rate, count } = trace,
    whole = values instanceof Int16Array,
    step = place.perSecond / rate,
    perNumber = scale * place.perUnit;
  let drawing = false;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (whole ? value === nothing : value !== value) {
      drawing = false;
      continue;
    }
    const x = place.left + i * step,
      y = place.middle + limited(value * perNumber, place.reach);
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    drawing = true;
  }
}

function columns(context: CanvasRenderingContext2D, trace: Trace, place: Place, values: Int16Array | Float32Array, count: number): void {
  const whole = values instanceof Int16Array,
    step = place.perSecond / trace.rate,
    perNumber = trace.scale * place.perUnit;
  let drawing = false,
    last = 0;
  for (let c = 0; c < count; c++) {
    const a = values[2 * c]!,
      b = values[2 * c + 1]!;
    if (whole ? a === nothing : a !== a) {
      drawing = false;
      continue;
    }
    const x = place.left + (c + 0.5) * step;
    let first = place.middle + limited(a * perNumber, place.reach),
      second = place.middle + limited(b * perNumber, place.reach);
    // The end nearer to where the line is comes first: one stroke a column, no sawtooth.
    if (drawing && Math.abs(second - last) < Math.abs(first - last)) [first, second] = [second, first];
    if (drawing) context.lineTo(x, first);
    else context.moveTo(x, first);
    if (second !== first) context.lineTo(x, second);
    drawing = true;
    last = second;
  }
}

function limited(offset: number, reach: number): number {
  return offset > reach ? reach : offset < -reach ? -reach : offset;
}
