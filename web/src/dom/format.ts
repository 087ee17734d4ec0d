/** Seconds as a clock reads: 1:02:03, or 02:03 below an hour; tenths where asked for. */
export function clock(seconds: number, tenths = false): string {
  const whole = tenths ? Math.floor(seconds * 10 + 1e-6) / 10 : Math.floor(seconds + 1e-6);
  const hours = Math.floor(whole / 3600),
    minutes = Math.floor((whole % 3600) / 60),
    rest = whole % 60;
  const last = tenths ? rest.toFixed(1).padStart(4, "0") : String(Math.floor(rest)).padStart(2, "0");
  const middle = String(minutes).padStart(2, "0");
  return hours > 0 ? `${hours}:${middle}:${last}` : `${middle}:${last}`;
}

/** A length in words: 21 min, 9 h 20 min, 40 s. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60 ? `${minutes % 60} min` : ""}`.trim();
}

/** A probability in per cent. Never 0 or 100: no model is that sure. */
export function percent(share: number): string {
  const value = share * 100;
  return value < 1 ? "< 1 %" : value > 99 ? "> 99 %" : `${Math.round(value)} %`;
}

/** A share in per cent. */
export function share(value: number): string {
  return `${Math.round(100 * value)} %`;
}

/** Bytes with a decimal prefix. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count,
    unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A day as it is written in the record: 2021-05-12 16:06. The recording's own clock, never the browser's zone. */
export function moment(text: string): string {
  return text.replace("T", " ").slice(0, 16);
}

/** A number with at most so many digits after the point. */
export function number(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** A name of the service's, such as `left_temporal` or `FocalSlowing`, as words. */
export function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
}
