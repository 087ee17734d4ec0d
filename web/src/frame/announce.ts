import { h } from "../dom/element.ts";

const region = h("div", { class: "unseen", role: "status", "aria-live": "polite" });

/** Says something to those who use a screen reader. */
export function announce(text: string): void {
  if (!region.isConnected) document.body.append(region);
  region.textContent = text;
}
