import { send } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { readTile } from "../api/tile.ts";

export type SpectraHeader = Schemas["SpectrogramHeader"];

/** A tile of spectra: one session of 1,280 s as the model's preparation makes it. */
export interface SpectraTile {
  readonly header: SpectraHeader;
  /** (row, frequency, time): 0 for nothing recorded, 1 to 255 from -clip to +clip decibels. */
  readonly levels: Uint8Array;
}

/** Fetches a tile; `average` joins so many frames (seconds). */
export async function fetchSpectra(id: string, tile: number, by: "region" | "channel", average: number, signal: AbortSignal): Promise<SpectraTile> {
  const response = await send("GET /api/v1/recordings/{id}/spectrogram/{tile}", { path: { id, tile }, query: { by, average }, signal });
  const { header, body, start } = readTile<SpectraHeader>(await response.arrayBuffer());
  return { header, levels: new Uint8Array(body, start, header.rows.length * header.bins * header.frames) };
}

/** Level as decibels of uV^2/Hz. */
export function decibels(level: number, clip: number): number {
  return ((level - 128) / 127) * clip;
}
