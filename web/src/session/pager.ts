import type { Schemas } from "../api/schema.ts";
import { fill, h } from "../dom/element.ts";
import { problem } from "../frame/problem.ts";
import { SignalPages } from "../signal/pages.ts";
import type { SignalTile } from "../signal/tile.ts";
import { pageTable } from "./facts.ts";
import { labelWidth, secondsOf } from "./layout.ts";
import { measure } from "./measure.ts";
import { Reader } from "./reader.ts";
import { signalQuery, type View } from "./view.ts";

const least = 340, aroundIt = 400; // CSS pixels: the smallest page, and what else should be on the screen with it

/** Shows pages: fetches what a view asks for, draws the newest of it, and has the neighbours ready. */
export class Pager {
  readonly reader = new Reader();
  readonly element: HTMLElement;
  readonly table = h("div", { class: "scroll" });
  width = 0;
  /** Called when a page is drawn. */
  onDrawn: () => void = () => undefined;
  private readonly pages: SignalPages;
  private readonly trouble = h("div");
  private shown: { tile: SignalTile; annotations: readonly Schemas["AnnotationItem"][] } | null = null;
  private newest = 0;
  private last: View | null = null;

  constructor(id: string, private readonly length: number, left: AbortSignal, preparing: (share: number) => void) {
    this.pages = new SignalPages(id, left, preparing);
    this.element = h("figure", { class: "page" }, this.reader.canvas, this.trouble);
    this.element.append(measure(this.reader.canvas, () => this.reader.layout, () => this.last!, left));
    matchMedia("print").addEventListener("change", () => this.last && this.redraw(this.last), { signal: left });
  }

  seconds(view: View): number {
    return secondsOf(view, this.width || innerWidth);
  }

  /** A start within the recording: the last page ends where the recording does. */
  limited(view: View, from: number): number {
    return Math.max(0, Math.min(from, Math.ceil(this.length - this.seconds(view))));
  }

  /** Shows a page; of several asked for at once, the last. */
  async show(view: View, annotations: readonly Schemas["AnnotationItem"][]): Promise<void> {
    if (this.width === 0) return;
    const asked = performance.now(), mine = ++this.newest, seconds = this.seconds(view), columns = this.columns();
    this.last = view;
    const query = (from: number) => signalQuery(view, from, seconds, columns);
    const late = setTimeout(() => mine === this.newest && this.element.setAttribute("aria-busy", "true"), 150);
    try {
      const tile = await this.pages.get(query(view.from));
      if (mine !== this.newest) return;
      fill(this.trouble);
      this.shown = { tile, annotations };
      this.redraw(view);
      // Taken up by tests, and by whoever wonders: from the request to the drawn page.
      this.reader.canvas.dataset["milliseconds"] = (performance.now() - asked).toFixed(1);
      this.reader.canvas.dataset["from"] = String(tile.from);
      this.onDrawn();
      const near = [1, -1, 2, 3].map((n) => this.limited(view, view.from + n * seconds)).filter((from) => from !== view.from);
      void this.pages.ahead([...new Set(near)].map(query), () => mine === this.newest);
    } catch (error) {
      if (mine === this.newest) fill(this.trouble, problem(error, undefined, () => void this.show(view, annotations)));
    } finally {
      clearTimeout(late);
      if (mine === this.newest) this.element.removeAttribute("aria-busy");
    }
  }

  /** Draws what is shown again: at another sensitivity, in other colours. */
  redraw(view: View): void {
    if (!this.shown) return;
    this.reader.draw(view, this.shown.tile, this.shown.annotations, this.width, Math.max(least, innerHeight - aroundIt));
    fill(this.table, pageTable(this.shown.tile));
  }

  private columns(): number {
    return Math.min(16_384, Math.max(64, Math.round((this.width - labelWidth(this.width)) * (devicePixelRatio || 1))));
  }
}
