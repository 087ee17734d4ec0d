import { h } from "../dom/element.ts";
import { filters, formats, gains, speeds, type View } from "./view.ts";
import type { Lead } from "./leads.ts";

/** The controls above the paper. Each has a key as well; the help lists them. */
export class Toolbar {
  readonly element: HTMLElement;
  private readonly shown: (() => void)[] = [];

  constructor(view: () => View, leads: readonly Lead[], isTwelve: boolean, change: (next: Partial<View>) => void, move: (pages: number) => void, calipers: HTMLElement) {
    const choice = <T>(label: string, options: readonly (readonly [string, T])[], of: (view: View) => T, set: (value: T) => Partial<View>) => {
      const select = h("select", { onchange: () => change(set(options[select.selectedIndex]![1])) }, options.map(([name]) => h("option", {}, name)));
      this.shown.push(() => (select.selectedIndex = Math.max(0, options.findIndex(([, value]) => value === of(view())))));
      return h("label", { class: "field" }, h("span", {}, label), select);
    };
    const peaks = h("input", { type: "checkbox", onchange: () => change({ peaks: peaks.checked }) });
    this.shown.push(() => (peaks.checked = view().peaks));
    const page = (by: number, sign: string, name: string) => h("button", { type: "button", title: name, "aria-label": name, onclick: () => move(by) }, sign);
    this.element = h("div", { class: "toolbar no-print", role: "group", "aria-label": "Paper" },
      h("div", { class: "paging" }, page(-1, "◀", "Page before"), page(1, "▶", "Next page")),
      choice("Layout", formats.filter(([name]) => isTwelve || name !== "grid").map(([value, name]) => [name, value] as const), (v) => v.format, (format) => ({ format })),
      leads.length > 1 && choice("Rhythm lead", leads.map((l) => [l.name, l.channel] as const), (v) => v.lead, (lead) => ({ lead })),
      choice("Gain", gains.map((g) => [`${g} mm/mV`, g] as const), (v) => v.gain, (gain) => ({ gain })),
      choice("Speed", speeds.map((s) => [`${s} mm/s`, s] as const), (v) => v.speed, (speed) => ({ speed })),
      choice("Filter", filters.map(([value, name]) => [name, value] as const), (v) => v.filter, (filter) => ({ filter })),
      choice<50 | 60 | null>("Notch", [["off", null], ["50 Hz", 50], ["60 Hz", 60]], (v) => v.notch, (notch) => ({ notch })),
      h("label", { class: "check" }, peaks, "R peaks"), calipers);
  }

  /** Shows a view in the controls. */
  show(): void {
    for (const one of this.shown) one();
  }
}
