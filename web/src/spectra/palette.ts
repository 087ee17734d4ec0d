// Dark blue, teal, green, yellow: lightness rises evenly, so that it reads without colour and in print.
const stops: readonly (readonly [number, number, number])[] = [
  [16, 18, 46],
  [28, 47, 92],
  [26, 83, 118],
  [34, 119, 124],
  [64, 153, 115],
  [125, 184, 95],
  [198, 208, 92],
  [253, 231, 130],
];

/** 256 colours from the least level to the greatest, as bytes (red, green, blue). Level 0 stands for nothing recorded and is not among them. */
export const palette: Uint8Array = (() => {
  const table = new Uint8Array(256 * 3);
  for (let level = 0; level < 256; level++) {
    const place = (level / 255) * (stops.length - 1),
      i = Math.min(Math.floor(place), stops.length - 2),
      share = place - i;
    for (let c = 0; c < 3; c++) table[3 * level + c] = Math.round(stops[i]![c]! * (1 - share) + stops[i + 1]![c]! * share);
  }
  return table;
})();

/** The palette from left to right, for a legend. */
export function gradient(): string {
  return `linear-gradient(to right, ${stops.map((s) => `rgb(${s.join(" ")})`).join(", ")})`;
}
