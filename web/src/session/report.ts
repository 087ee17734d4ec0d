import { ApiProblem, call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h, type Child } from "../dom/element.ts";
import { problem } from "../frame/problem.ts";

type Report = Schemas["SessionReport"];
type Finding = Schemas["ReportFinding"];

const said: Record<string, string> = { present: "present", possible: "possible", absent: "absent" };

/** The report with the findings that were found in it, marked where they stand. */
export async function report(recording: string, explain: ((text: string) => void) | null, left: AbortSignal): Promise<HTMLElement> {
  const body = h("div", { class: "stack" }),
    element = h("section", { class: "panel report", "aria-labelledby": "report-title" }, h("h2", { id: "report-title" }, "Report"), body);
  try {
    const found = await call("GET /api/v1/recordings/{id}/report", { path: { id: recording }, signal: left });
    fill(body, h("div", { class: "text", tabindex: 0, role: "region", "aria-label": "Text of the report" }, marked(found)), findings(found, explain));
  } catch (error) {
    fill(body, error instanceof ApiProblem && error.status === 404 ? h("p", { class: "muted" }, "There is no report of this recording.") : problem(error));
  }
  return element;
}

/** The text with marks. Where marks overlap, the one that begins first is drawn, and the longest of those. */
export function marked(found: Report): Child[] {
  const spans = found.findings
    .flatMap((finding) => finding.spans.map((span) => ({ finding, ...span })))
    .sort((a, b) => a.start - b.start || b.length - a.length);
  const parts: Child[] = [];
  let at = 0;
  for (const { finding, start, length } of spans) {
    if (start < at || start + length > found.text.length) continue;
    parts.push(
      found.text.slice(at, start),
      h("mark", { class: finding.status, title: `${finding.label}: ${said[finding.status] ?? finding.status}` }, found.text.slice(start, start + length)),
    );
    at = start + length;
  }
  parts.push(found.text.slice(at));
  return parts;
}

function findings(found: Report, explain: ((text: string) => void) | null): HTMLElement {
  const order = ["present", "possible", "absent"];
  const sorted = [...found.findings].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return h(
    "ul",
    { class: "findings", "aria-label": "Findings in the report" },
    sorted.map((finding) => h("li", {}, chip(finding, explain))),
  );
}

function chip(finding: Finding, explain: ((text: string) => void) | null): Child {
  const text = [h("span", {}, finding.label), " ", h("small", {}, said[finding.status] ?? finding.status)];
  return explain && finding.status !== "absent"
    ? h(
        "button",
        { type: "button", class: `finding ${finding.status}`, title: "Show over the spectra what speaks for this", onclick: () => explain(finding.label) },
        text,
      )
    : h("span", { class: `finding ${finding.status}` }, text);
}
