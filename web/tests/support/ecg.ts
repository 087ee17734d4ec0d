import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { clef, root } from "./clef.ts";

/** Simulated ECGs to upload (`ecg-1.zip` ...), and where the fixture with random weights is at hand, a model of it with a probe: what to serve it with. */
export async function makeEcg(folder: string): Promise<string[]> {
  const at = (name: string) => join(folder, name), weights = join(root, "../shared/fixtures/net1d-small/clef_small.ckpt");
  await clef("simulate", "ecg", "--patients", "40", "--seed", "9", "--out", at("ecg"));
  for (const number of [1, 2, 3]) {
    const name = `sim-00000${number}-ecg`;
    writeFileSync(at(`ecg-${number}.zip`), zip([`${name}.hea`, `${name}.dat`].map((file) => [file, readFileSync(at(`ecg/recordings/${file}`))])));
  }
  if (!existsSync(weights)) return [];
  await clef("ecg", "import", weights, "--size", "small", "--out", at("ecg-small"));
  await clef("ecg", "probe", "--model", at("ecg-small"), "--labels", at("ecg/metadata.csv"), "--inputs", at("ecg/recordings"), "--task", "sex", "--simulated", "--replicates", "5", "--out", at("ecg-probe"));
  return ["--models", at("ecg-small"), "--probes", at("ecg-probe/probes")];
}

/** A zip archive of stored files (APPNOTE 6.3.10, 4.3): local headers with their bytes, the central directory, its end. */
function zip(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [], directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const local = Buffer.alloc(30), central = Buffer.alloc(46), text = Buffer.from(name);
    local.writeUInt32LE(0x04034b50, 0);
    central.writeUInt32LE(0x02014b50, 0);
    // Version needed, flags, method, time, date; checksum, both sizes, length of the name: alike in both, two bytes later in the directory.
    for (const [head, from] of [[local, 4], [central, 6]] as const) {
      head.writeUInt16LE(20, from);
      head.writeUInt32LE(crc32(bytes), from + 10);
      head.writeUInt32LE(bytes.length, from + 14);
      head.writeUInt32LE(bytes.length, from + 18);
      head.writeUInt16LE(text.length, from + 22);
    }
    central.writeUInt32LE(at, 42);
    parts.push(local, text, bytes);
    directory.push(central, text);
    at += local.length + text.length + bytes.length;
  }
  const central = Buffer.concat(directory), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}
