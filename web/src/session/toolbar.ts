import { h } from "../dom/element.ts";
import { highCuts, lowCuts, montages, notches, pages, paperSpeed, sensitivities, type View } from "./view.ts";

/** The controls above a page; they show the view, and change it. */
export class Toolbar {
  readonly element: HTMLElement;
  private readonly fields: { [K in keyof View]?: HTMLSelectElement } = {};
  private readonly marks: HTMLInputElement;

  constructor(
    private readonly change: (next: Partial<View>) => void,
    move: (pages: number) => void,
    calipers: HTMLElement,
  ) {
    const hertz = (list: readonly (number | null)[]) => list.map((v) => [v === null ? "off" : String(v), v === null ? "off" : `${v} Hz`] as const);
    this.marks = h("input", { type: "checkbox", onchange: () => change({ annotations: this.marks.checked }) });
    this.element = h(
      "div",
      { class: "toolbar no-print", role: "toolbar", "aria-label": "How the page is shown" },
      h(
        "div",
        { class: "paging" },
        h("button", { type: "button", "aria-label": "Page before", title: "Page before (Page up)", onclick: () => move(-1) }, "◀"),
        h("button", { type: "button", "aria-label": "Next page", title: "Next page (Page down, Space)", onclick: () => move(1) }, "▶"),
      ),
      this.field(
        "page",
        "Page",
        pages.map((p) => [String(p), p === 0 ? `${paperSpeed} mm/s` : `${p} s`]),
        Number,
      ),
      this.field("montage", "Montage", montages, String),
      this.field(
        "sensitivity",
        "Sensitivity",
        sensitivities.map((v) => [String(v), `${v} µV/mm`]),
        Number,
      ),
      this.field("lowCut", "High-pass", hertz(lowCuts), cut),
      this.field("highCut", "Low-pass", hertz(highCuts), cut),
      this.field("notch", "Notch", hertz(notches), cut),
      h("label", { class: "check" }, this.marks, "Annotations"),
      calipers,
    );
  }

  /** Shows a view. */
  show(view: View): void {
    for (const [key, select] of Object.entries(this.fields) as [keyof View, HTMLSelectElement][]) {
      const value = view[key] === null ? "off" : String(view[key]);
      if (![...select.options].some((o) => o.value === value)) select.append(h("option", { value }, value));
      select.value = value;
    }
    this.marks.checked = view.annotations;
  }

  private field<K extends keyof View>(key: K, label: string, options: readonly (readonly [string, string])[], parse: (text: string) => unknown): HTMLElement {
    const select = h(
      "select",
      { onchange: () => this.change({ [key]: parse(select.value) as View[K] }) },
      options.map(([value, name]) => h("option", { value }, name)),
    );
    this.fields[key] = select;
    return h("label", { class: "field" }, h("span", {}, label), select);
  }
}

function cut(text: string): number | null {
  return text === "off" ? null : Number(text);
}
