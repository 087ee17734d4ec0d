import { send } from "../api/client.ts";
import type { Operations, Schemas } from "../api/schema.ts";
import { readTile } from "../api/tile.ts";

export type SignalQuery = Operations["GET /api/v1/recordings/{id}/signal"]["query"];

/** One trace: numbers that, times `scale`, are its values; `missing` tells which stand for nothing recorded. */
export interface Trace {
  readonly name: string;
  readonly unit: string;
  /** Samples, or columns, a second. */
  readonly rate: number;
  /** Samples; of `extremes`, pairs of the least and the greatest. */
  readonly count: number;
  readonly scale: number;
  readonly values: Int16Array | Float32Array;
}

/** A span of signal as the service sends it. */
export interface SignalTile {
  readonly from: number;
  readonly seconds: number;
  readonly kind: "samples" | "extremes";
  readonly traces: readonly Trace[];
}

/** What stands for nothing recorded among 16-bit numbers. */
export const nothing = -32768;

/** Fetches a span of signal; waits where the service makes the extremes of a long recording first. */
export async function fetchSignal(id: string, query: SignalQuery, signal: AbortSignal, preparing?: (share: number) => void): Promise<SignalTile> {
  for (;;) {
    const response = await send("GET /api/v1/recordings/{id}/signal", { path: { id }, query, signal });
    if (response.status !== 202) return decode(await response.arrayBuffer());
    preparing?.(((await response.json()) as Schemas["Preparing"]).progress);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Takes the body apart; the numbers are views of it, not copies. */
export function decode(body: ArrayBuffer): SignalTile {
  const { header, start } = readTile<Schemas["TileHeader"]>(body);
  const perCount = header.kind === "extremes" ? 2 : 1;
  const traces = header.traces.map((t) => {
    const length = t.count * perCount;
    const values = header.encoding === "i16" ? new Int16Array(body, start + t.at, length) : aligned(body, start + t.at, length);
    return { name: t.name, unit: t.unit, rate: t.rate, count: t.count, scale: t.scale, values };
  });
  return { from: header.from, seconds: header.seconds, kind: header.kind as SignalTile["kind"], traces };
}

function aligned(body: ArrayBuffer, at: number, length: number): Float32Array {
  return at % 4 === 0 ? new Float32Array(body, at, length) : new Float32Array(body.slice(at, at + 4 * length));
}

/** The value of a number of a trace; NaN where nothing was recorded. */
export function valueOf(trace: Trace, i: number): number {
  const number = trace.values[i]!;
  return trace.values instanceof Int16Array && number === nothing ? NaN : number * trace.scale;
}
