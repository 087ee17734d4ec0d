import type { Schemas } from "../api/schema.ts";
import { h, type Child } from "../dom/element.ts";
import { duration, moment, number } from "../dom/format.ts";
import { addressOf } from "../pages.ts";
import { nameOf } from "./names.ts";

type Item = Schemas["RecordingItem"];

/** The recordings as a table; at phone width each row is a card (by CSS, the same elements). */
export function table(items: readonly Item[]): HTMLElement {
  return h(
    "table",
    { class: "cards" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Recording", "Kind", "Patient", "Age, sex", "Start", "Length", "Channels", "Split"].map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      items.map((item) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, name(item)),
          cell("", h("span", { class: `kind ${item.modality}` }, item.modality === "other" ? "other" : item.modality.toUpperCase())),
          cell("Patient", item.patient),
          cell("Age, sex", [item.age === null ? null : number(item.age, 0), item.sex].filter((v) => v !== null).join(", ")),
          cell("Start", item.start && moment(item.start)),
          cell("Length", item.seconds === null ? null : duration(item.seconds)),
          cell("Channels", item.channels === null ? null : `${item.channels}${item.sampleRate === null ? "" : ` at ${number(item.sampleRate, 1)} Hz`}`),
          cell("Split", item.split),
        ),
      ),
    ),
  );
}

function name(item: Item): Child {
  const shown = nameOf(item),
    address = addressOf(item);
  return address ? h("a", { href: address }, shown) : shown;
}

function cell(label: string, ...children: Child[]): HTMLElement {
  const empty = children.every((c) => c === null || c === undefined || c === "");
  return h("td", { "data-label": label, class: empty ? "empty" : undefined }, children);
}
