import "./recordings.css";
import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { fill, h } from "../dom/element.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";
import type { Visit } from "../router.ts";
import { table } from "./table.ts";
import { uploader } from "./uploader.ts";

const size = 50;
const modalities = [
  ["", "EEG and ECG"],
  ["eeg", "EEG"],
  ["ecg", "ECG"],
  ["other", "other"],
] as const;
const sources = [
  ["", "all"],
  ["cohort", "cohort"],
  ["upload", "uploads"],
] as const;

/** The list of recordings: filtered, paged, and added to. */
export async function show(visit: Visit, into: HTMLElement): Promise<void> {
  visit.title("Recordings");
  const about = await call("GET /api/v1/about", { signal: visit.left });
  visit.simulated(about.simulated);

  const asked = {
    text: visit.query.get("text") ?? "",
    modality: visit.query.get("modality") ?? "",
    source: visit.query.get("source") ?? "",
    offset: Number(visit.query.get("offset") ?? 0),
  };
  const list = h("div", { class: "list" });
  const text = h("input", { type: "search", placeholder: "Name or patient", "aria-label": "Name or patient", value: asked.text, oninput: () => later() });
  const modality = choice("Modality", modalities, asked.modality, (value) => change({ modality: value }));
  const source = choice("Source", sources, asked.source, (value) => change({ source: value }));
  let waiting: ReturnType<typeof setTimeout> | undefined,
    request = new AbortController();
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ text: text.value }), 200);
  };
  const change = (next: Partial<typeof asked>) => {
    Object.assign(asked, { offset: 0 }, next);
    visit.remember({
      text: asked.text || null,
      modality: asked.modality || null,
      source: asked.source || null,
      offset: asked.offset ? String(asked.offset) : null,
    });
    void refresh();
  };
  visit.left.addEventListener("abort", () => (clearTimeout(waiting), request.abort()));
  visit.keys({ keys: ["/"], does: "filter", run: () => text.focus() });

  fill(
    into,
    h(
      "div",
      { class: "recordings" },
      h("h1", {}, "Recordings"),
      h(
        "div",
        { class: "filters" },
        text,
        modality,
        source,
        uploader(about.largestUpload, visit.left, () => change({ text: (text.value = ""), modality: "", source: "upload" })),
      ),
      list,
    ),
  );
  await refresh();

  async function refresh(): Promise<void> {
    request.abort();
    request = new AbortController();
    const mine = request.signal;
    list.setAttribute("aria-busy", "true");
    try {
      const { offset, ...filters } = asked;
      const page = await call("GET /api/v1/recordings", { query: { ...filters, offset, limit: size }, signal: mine });
      fill(list, page.recordings.length > 0 ? [table(page.recordings), pager(page)] : nothing());
      announce(`${page.total} recordings`);
    } catch (error) {
      if (!mine.aborted)
        fill(
          list,
          problem(error, undefined, () => void refresh()),
        );
    } finally {
      if (!mine.aborted) list.removeAttribute("aria-busy");
    }
  }

  function nothing(): HTMLElement {
    const filtered = asked.text || asked.modality || asked.source;
    return h(
      "div",
      { class: "panel nothing" },
      filtered ? "No recording fits these filters." : "There are no recordings yet. Upload one, or start the service with a cohort (clef serve --cohort).",
    );
  }

  function pager(page: Schemas["RecordingPage"]): HTMLElement {
    const last = page.offset + page.recordings.length;
    return h(
      "nav",
      { class: "pager", "aria-label": "Parts of the list" },
      h("span", { class: "muted small" }, `${page.offset + 1} to ${last} of ${page.total}`),
      page.total > size && [
        h("button", { type: "button", disabled: page.offset === 0, onclick: () => change({ offset: Math.max(0, page.offset - size) }) }, "Before"),
        h("button", { type: "button", disabled: last >= page.total, onclick: () => change({ offset: page.offset + size }) }, "After"),
      ],
    );
  }
}

function choice(label: string, options: readonly (readonly [string, string])[], value: string, changed: (value: string) => void): HTMLElement {
  return h(
    "select",
    { "aria-label": label, onchange: (event: Event) => changed((event.target as HTMLSelectElement).value) },
    options.map(([key, name]) => h("option", { value: key, selected: key === value }, name)),
  );
}
