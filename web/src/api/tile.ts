/** A binary answer: the header as the service describes it, and the numbers behind it. */
export interface Tile<Header> {
  readonly header: Header;
  readonly body: ArrayBuffer;
  /** Where the numbers begin in the body. */
  readonly start: number;
}

/** Takes a body of `application/vnd.clef.tile` apart: length, header in JSON, numbers (docs/serving.md). */
export function readTile<Header>(body: ArrayBuffer): Tile<Header> {
  if (body.byteLength < 4) throw new RangeError("A tile has at least four bytes.");
  const length = new DataView(body).getUint32(0, true);
  if (4 + length > body.byteLength) throw new RangeError("The tile ends within its header.");
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(body, 4, length))) as Header;
  return { header, body, start: 4 + length };
}
