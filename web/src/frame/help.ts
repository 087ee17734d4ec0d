import { fill, h } from "../dom/element.ts";
import { nameOf, type Key, type Keyboard } from "./keys.ts";

/** The dialog that lists the keys. */
export class Help {
  private readonly list = h("div");
  private readonly dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("form", { method: "dialog" }, h("h2", { id: "help-title" }, "Keys"), h("button", { class: "plain", "aria-label": "Close" }, "Close")),
    this.list,
  );

  constructor(private readonly keyboard: Keyboard) {
    document.body.append(this.dialog);
    // A click beside the dialog falls on the dialog itself.
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  open(): void {
    const page = this.keyboard.ofPage;
    fill(this.list, page.length > 0 && [h("h3", {}, "This page"), table(page)], h("h3", {}, "Everywhere"), table(this.keyboard.frame));
    this.dialog.showModal();
  }
}

function table(keys: readonly Key[]): HTMLElement {
  return h(
    "dl",
    { class: "keys" },
    keys.map((key) => [
      h(
        "dt",
        {},
        key.keys.filter((k) => k !== "=").map((k, i) => [i > 0 && " or ", h("kbd", {}, nameOf(k))]),
      ),
      h("dd", {}, key.does),
    ]),
  );
}
