/** Where a montage begins a new chain: a gap is left there, as on paper. Names are the montage's own: `Fp1-F7`, or electrodes. */
export function beginsChain(before: string | undefined, name: string): boolean {
  if (before === undefined) return false;
  if (name.includes("-") && before.includes("-") && !name.endsWith("-avg") && !name.endsWith("-Avg") && !name.endsWith("-av")) return before.split("-")[1] !== name.split("-")[0];
  return kind(before) !== kind(name);
}

/** Left, right or midline by the 10-20 system's rule that odd is left; what is no electrode (ECG, EOG) is a kind of its own. */
export function kind(name: string): "left" | "right" | "middle" | "other" {
  const electrode = /^(?:EEG[ _])?([A-Za-z]{1,3})(\d{1,2}|z)(?:[-–].*)?$/i.exec(name.trim());
  if (!electrode || !/^(Fp|AF|F|FT|FC|T|TP|C|CP|P|PO|O|A|M|N|I)$/i.test(electrode[1]!)) return "other";
  const place = electrode[2]!;
  return /z/i.test(place) ? "middle" : Number(place) % 2 === 1 ? "left" : "right";
}

/** A channel's label without what every label has: `EEG Fp1-Ref` is shown as `Fp1`. */
export function shortName(name: string): string {
  return name.trim().replace(/^(EEG|ECG|EKG|EOG|EMG)[ _](?=\S)/i, (whole, kind: string) => (/EEG/i.test(kind) ? "" : whole)).replace(/-(REF|LE|AR)$/i, "");
}
