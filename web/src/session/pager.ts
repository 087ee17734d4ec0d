import type { Schemas } from "../api/schema.ts";
import { fill, h } from "../dom/element.ts";
import { number } from "../dom/format.ts";
import { problem } from "../frame/problem.ts";
import { Calipers, interval } from "../signal/calipers.ts";
import { SignalPages } from "../signal/pages.ts";
import type { SignalTile } from "../signal/tile.ts";
import { pageTable } from "./facts.ts";
import { labelWidth, secondsOf } from "./layout.ts";
import { Reader } from "./reader.ts";
import { signalQuery, type View } from "./view.ts";

type Annotation = Schemas["AnnotationItem"];

const least = 340,
  aroundIt = 400; // CSS pixels: the smallest page, and what else should be on the screen with it

/** Shows pages: fetches what a view asks for, draws the newest of it, and has the neighbours ready. */
export class Pager {
  readonly reader = new Reader();
  readonly element: HTMLElement;
  readonly calipers: Calipers;
  /** The page in numbers; made while it is open, once the page stands still. */
  readonly table: HTMLDetailsElement;
  private readonly numbers = h("div", { class: "scroll" });
  private telling: ReturnType<typeof setTimeout> | undefined;
  width = 0;
  private readonly pages: SignalPages;
  private readonly trouble = h("div");
  private shown: { tile: SignalTile; annotations: readonly Annotation[] } | null = null;
  private last: View | null = null;
  private next: { view: View; annotations: readonly Annotation[]; asked: number } | null = null;
  private busy = false;

  constructor(
    id: string,
    private readonly length: number,
    private readonly left: AbortSignal,
    preparing: (share: number) => void,
  ) {
    this.pages = new SignalPages(id, left, preparing);
    this.table = h("details", { class: "table-of-page", ontoggle: () => this.tell(0) }, h("summary", {}, "This page in numbers"), this.numbers);
    this.calipers = new Calipers(
      this.reader.canvas,
      () => this.reader.scale,
      (seconds, microvolts) => {
        const frequency = seconds > 0.01 && `${number(1 / seconds, 1)} Hz`;
        return [interval(seconds), frequency, `${Math.round(microvolts)} µV`].filter(Boolean).join(" · ");
      },
      left,
    );
    this.element = h("figure", { class: "page" }, this.reader.canvas, this.calipers.element, this.trouble);
    matchMedia("print").addEventListener("change", () => this.last && this.redraw(this.last), { signal: left });
  }

  seconds(view: View): number {
    return secondsOf(view, this.width || innerWidth);
  }

  /** A start within the recording: the last page ends where the recording does. */
  limited(view: View, from: number): number {
    return Math.max(0, Math.min(from, Math.ceil(this.length - this.seconds(view))));
  }

  /**
   * Shows a page. While one is under way, of those asked for meanwhile only the last is fetched: a key held down moves as fast as pages come, and each
   * that comes is drawn.
   */
  show(view: View, annotations: readonly Annotation[]): void {
    this.next = { view, annotations, asked: performance.now() };
    if (!this.busy && this.width > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    const late = setTimeout(() => this.element.setAttribute("aria-busy", "true"), 150);
    while (this.next) {
      const { view, annotations, asked } = this.next,
        seconds = this.seconds(view),
        columns = this.columns();
      const query = (from: number) => signalQuery(view, from, seconds, columns);
      this.next = null;
      this.last = view;
      try {
        const tile = await this.pages.get(query(view.from));
        fill(this.trouble);
        this.shown = { tile, annotations };
        this.redraw(view);
        // Taken up by tests, and by whoever wonders: from the wish to the drawn page.
        this.reader.canvas.dataset["milliseconds"] = (performance.now() - asked).toFixed(1);
        this.reader.canvas.dataset["from"] = String(tile.from);
        const near = [1, -1, 2, 3].map((n) => this.limited(view, view.from + n * seconds)).filter((from) => from !== view.from);
        void this.pages.ahead([...new Set(near)].map(query), () => this.last === view && this.next === null);
      } catch (error) {
        if (this.next === null && !this.left.aborted)
          fill(
            this.trouble,
            problem(error, undefined, () => this.show(view, annotations)),
          );
      }
    }
    clearTimeout(late);
    this.element.removeAttribute("aria-busy");
    this.busy = false;
  }

  private tell(wait: number): void {
    clearTimeout(this.telling);
    if (this.table.open) this.telling = setTimeout(() => this.shown && fill(this.numbers, pageTable(this.shown.tile)), wait);
  }

  /** Draws what is shown again: at another sensitivity, in other colours. */
  redraw(view: View): void {
    if (!this.shown) return;
    this.reader.draw(view, this.shown.tile, this.shown.annotations, this.width, Math.max(least, innerHeight - aroundIt));
    this.calipers.refresh();
    this.tell(200);
  }

  private columns(): number {
    return Math.min(16_384, Math.max(64, Math.round((this.width - labelWidth(this.width)) * (devicePixelRatio || 1))));
  }
}
