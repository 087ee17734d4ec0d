// Writes a day of 64 simulated channels as EDF (2.2 GB), for day-pages.mjs: sines of each channel's own frequency with noise, in one-second records of
// which 997 different ones repeat.
// usage: node scripts/day-edf.mjs FILE [hours] [channels] [rate]
import { closeSync, openSync, writeSync } from "node:fs";

const [file, hours = "24", channels = "64", rate = "200"] = process.argv.slice(2);
const seconds = Number(hours) * 3600,
  count = Number(channels),
  samples = Number(rate);
const scalp = ["Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz", "C4", "T8", "P7", "P3", "Pz", "P4", "P8", "O1", "O2"];
const labels = Array.from({ length: count }, (_, c) => scalp[c] ?? `X${c}`);
const field = (value, width) => String(value).padEnd(width).slice(0, width);
const each = (value, width) => labels.map((label) => field(typeof value === "function" ? value(label) : value, width)).join("");

const out = openSync(file, "w");
writeSync(
  out,
  [
    field("0", 8),
    field("X X X SIMULATED", 80),
    field("Startdate 01-JAN-2020 X X simulated", 80),
    field("01.01.20", 8),
    field("00.00.00", 8),
    field(256 * (count + 1), 8),
    field("", 44),
    field(seconds, 8),
    field(1, 8),
    field(count, 4),
    each((l) => l, 16),
    each("SIMULATED", 80),
    each("uV", 8),
    each("-3276.8", 8),
    each("3276.7", 8),
    each("-32768", 8),
    each("32767", 8),
    each("", 80),
    each(samples, 8),
    each("", 32),
  ].join(""),
  null,
  "latin1",
);

let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const records = Array.from({ length: 997 }, (_, r) => {
  const record = new Int16Array(count * samples);
  for (let c = 0; c < count; c++)
    for (let i = 0; i < samples; i++)
      record[c * samples + i] = 250 * Math.sin((2 * Math.PI * (1 + (c % 12)) * i) / samples) * (0.6 + 0.4 * Math.sin(r / 40)) + 120 * (random() - 0.5);
  return Buffer.from(record.buffer);
});
for (let second = 0; second < seconds; second++) writeSync(out, records[(second * 7) % records.length]);
closeSync(out);
