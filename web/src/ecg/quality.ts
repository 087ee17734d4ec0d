import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h } from "../dom/element.ts";
import { clock, number, share, words } from "../dom/format.ts";
import { problem } from "../frame/problem.ts";

const judged = 600; // seconds of the middle

/** How good the leads are: the index of each, and the share of its seconds with a fault. */
export function quality(id: string, length: number, left: AbortSignal): HTMLElement {
  const body = h("div", { class: "stack" }, h("p", { class: "muted" }, "Judging …"));
  void call("GET /api/v1/recordings/{id}", { path: { id }, query: { qualitySeconds: Math.min(judged, Math.max(1, length)) }, signal: left })
    .then((facts) => fill(body, told(facts)))
    .catch((error: unknown) => left.aborted || fill(body, problem(error)));
  return h("section", { class: "panel quality", "aria-labelledby": "quality-title" }, h("h2", { id: "quality-title" }, "Quality"), body);
}

function told(facts: Schemas["RecordingSummary"]): HTMLElement {
  const rows = facts.channels.filter((c) => c.quality !== null);
  const faults = (c: (typeof rows)[number]) => Object.entries(c.quality!.faults).filter(([, part]) => part > 0).map(([name, part]) => `${words(name)} ${share(part)}`).join(", ");
  return h("div", { class: "stack" },
    facts.quality && h("p", { class: "muted small" }, `${number(facts.quality.seconds, 0)} s from ${clock(facts.quality.from)}. The index of a lead is 0 to 1; below 0.5 its beats are not to be trusted.`),
    h("div", { class: "scroll" }, h("table", { class: "compact" },
      h("thead", {}, h("tr", {}, ["Lead", "Index", "Faults, by share of seconds"].map((n) => h("th", { scope: "col" }, n)))),
      h("tbody", {}, rows.map((c) => h("tr", {}, h("th", { scope: "row" }, c.label), h("td", { class: "number" }, index(c.quality!.ecgIndex)), h("td", {}, faults(c) || "none")))))));
}

function index(value: number | null): HTMLElement | string {
  if (value === null) return "–";
  return h("span", { class: value < 0.5 ? "poor" : undefined }, value.toFixed(2), value < 0.5 && h("span", { class: "unseen" }, " poor"));
}
