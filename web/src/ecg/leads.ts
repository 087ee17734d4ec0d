import type { Schemas } from "../api/schema.ts";

type Channel = Schemas["ChannelSummary"];

/** The twelve leads as paper has them: four columns of three. */
export const columns = [["I", "II", "III"], ["aVR", "aVL", "aVF"], ["V1", "V2", "V3"], ["V4", "V5", "V6"]] as const;
export const twelve: readonly string[] = columns.flat();

const byName = new Map(twelve.map((lead) => [lead.toUpperCase(), lead]));

/** The standard lead that a channel is by its label (`ECG I`, `MDC_ECG_LEAD_V1`, `avr`); null for any other (`MLII`, a chest strap). */
export function leadOf(label: string): string | null {
  const name = label.trim().toUpperCase().replace(/^(MDC_ECG_LEAD_|ECG[ _-]*|EKG[ _-]*|LEAD[ _-]*)/, "").replace(/[-_ ](REF|RAW)$/, "");
  return byName.get(name) ?? null;
}

/** A channel that is drawn: its place in the file, and what it is called on paper. */
export interface Lead {
  readonly channel: number;
  readonly label: string;
  readonly name: string;
}

/** The channels that are ECG: those that the service judges as such, else those named as leads, else all voltages. Many standard leads are put in their order. */
export function leadsOf(channels: readonly Channel[]): Lead[] {
  const all = channels.map((c, channel) => ({ channel, label: c.label, name: leadOf(c.label) ?? c.label, facts: c }));
  const known = all.filter((l) => leadOf(l.label) !== null || l.facts.quality?.ecgIndex != null || /E[CK]G|^ML?[IV]+/i.test(l.label));
  const standard = known.filter((l) => twelve.includes(l.name)).length > 3, order = (name: string) => (standard && twelve.includes(name) ? twelve.indexOf(name) : twelve.length);
  return (known.length > 0 ? known : all.filter((l) => /V$/i.test(l.facts.unit))).sort((a, b) => order(a.name) - order(b.name) || a.channel - b.channel).map(({ channel, label, name }) => ({ channel, label, name }));
}

/** Whether all twelve are there. */
export function isTwelve(leads: readonly Lead[]): boolean {
  return twelve.every((name) => leads.some((l) => l.name === name));
}

/** The lead whose rhythm is told: II, or one like it (`MLII`), where there is one, as on paper. */
export function rhythmLead(leads: readonly Lead[]): Lead | undefined {
  return leads.find((l) => l.name === "II") ?? leads.find((l) => /II$/i.test(l.label)) ?? leads[0];
}
