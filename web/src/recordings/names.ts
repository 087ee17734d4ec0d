import type { Schemas } from "../api/schema.ts";
import { number } from "../dom/format.ts";

type Item = Schemas["RecordingItem"];

/** What a recording is called: its session in the cohort, its place in an uploaded archive, or else its digest, for the service keeps no file's name. */
export function nameOf(item: Item): string {
  return item.name || `upload ${item.id.slice(0, 8)}`;
}

/** Age and sex as far as they are known. */
export function person(item: Item): string {
  return [item.age === null ? null : `${number(item.age, 0)} years`, item.sex].filter((v) => v !== null).join(", ");
}
