import { fill, h } from "../dom/element.ts";
import { match, onAddress, type Page, type Visit } from "../router.ts";
import { announce } from "./announce.ts";
import { Help } from "./help.ts";
import { Keyboard } from "./keys.ts";
import { problem } from "./problem.ts";
import { themeSwitch } from "./theme.ts";

/** What stands on every page. */
export const notice = "For research, not for diagnosis";
export const simulatedNotice = "Simulated data: no real patient";

/** The frame: what is around every page, and which page is in it. */
export class Frame {
  private readonly navigation = h("nav", { "aria-label": "Pages" });
  private readonly banner = h("p", { class: "simulated", role: "note", hidden: true }, simulatedNotice);
  private readonly main = h("main", { id: "main", tabindex: -1 });
  private readonly keyboard: Keyboard;
  private leaving = new AbortController();

  constructor(private readonly pages: readonly Page[]) {
    this.keyboard = new Keyboard([
      { keys: ["?"], does: "this help", run: () => help.open() },
      { keys: ["t"], does: "colours: as the system, light, dark", run: () => (toggle.click(), undefined) },
    ]);
    const toggle = themeSwitch(announce);
    const help = new Help(this.keyboard);
    document.body.prepend(
      h("a", { class: "skip", href: "#main", onclick: (event: Event) => (event.preventDefault(), this.main.focus()) }, "Skip to the page"),
      h(
        "header",
        { class: "frame" },
        h("a", { class: "brand", href: "/" }, "Clef"),
        this.navigation,
        h("p", { class: "notice" }, notice),
        h("button", { class: "plain", type: "button", title: "Keys (?)", "aria-label": "Keys", onclick: () => help.open() }, "?"),
        toggle,
        this.banner,
      ),
      this.main,
    );
    onAddress(() => void this.show());
    void this.show();
  }

  private async show(): Promise<void> {
    this.leaving.abort();
    this.leaving = new AbortController();
    const left = this.leaving.signal,
      found = match(this.pages, location.pathname);
    this.keyboard.bind([]);
    this.banner.hidden = true;
    fill(this.main);
    fill(
      this.navigation,
      this.pages.filter((p) => p.nav).map((p) => h("a", { href: p.path, "aria-current": p === found?.page ? "page" : undefined }, p.nav!)),
    );
    scrollTo(0, 0);
    if (!found) {
      fill(this.main, problem("There is no such page.", "Its address may be mistyped."));
      return;
    }

    try {
      const page = await found.page.load();
      if (!left.aborted) await page.show(this.visit(found.params, left), this.main);
    } catch (error) {
      if (!left.aborted)
        fill(
          this.main,
          problem(error, undefined, () => void this.show()),
        );
    }
  }

  private visit(params: Record<string, string>, left: AbortSignal): Visit {
    return {
      params,
      left,
      query: new URLSearchParams(location.search),
      title: (text) => {
        if (left.aborted) return;
        document.title = `${text} · Clef`;
        announce(text);
      },
      simulated: (is) => {
        if (!left.aborted) this.banner.hidden = !is;
      },
      keys: (...keys) => {
        if (!left.aborted) this.keyboard.bind(keys);
      },
      remember: (query) => {
        if (left.aborted) return;
        const now = new URLSearchParams(location.search);
        for (const [name, value] of Object.entries(query)) value === null ? now.delete(name) : now.set(name, value);
        const text = now.toString();
        history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
      },
    };
  }
}
