const electrode = /^(Fp|AF|F|FT|FC|T|TP|C|CP|P|PO|O|A|M|N|I)(\d{1,2}|z)$/i;

/** Left, right or midline, by the 10-20 system's rule that odd is left; what is no electrode (ECG, EOG) is a kind of its own. */
export type Side = "left" | "right" | "middle" | "other";

/** Where a trace belongs, by the first electrode of its name. */
export function sideOf(name: string): Side {
  const found = electrode.exec(shortName(name).split("-")[0]!.trim());
  if (!found) return "other";
  return /z/i.test(found[2]!) ? "middle" : Number(found[2]) % 2 === 1 ? "left" : "right";
}

/**
 * Whether a trace begins a new chain: where a bipolar pair does not go on from the one before, and where scalp electrodes end. A gap is left there, as
 * on paper.
 */
export function beginsChain(before: string | undefined, name: string): boolean {
  if (before === undefined) return false;
  const last = pair(before),
    next = pair(name);
  return last && next ? last[1] !== next[0] : (sideOf(before) === "other") !== (sideOf(name) === "other");
}

function pair(name: string): [string, string] | null {
  const [a, b, ...more] = name.split("-");
  return a && b && more.length === 0 && electrode.test(a) && electrode.test(b) ? [a, b] : null;
}

/** A channel's label without what every label has: `EEG Fp1-REF` is `Fp1`, `ECG ECG` is `ECG`. */
export function shortName(name: string): string {
  return name
    .trim()
    .replace(/^(\w+) \1$/, "$1")
    .replace(/^EEG[ _](?=\S)/i, "")
    .replace(/-(REF|LE|AR|AVG|LAP)$/i, "");
}
