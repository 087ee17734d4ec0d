import { h } from "../dom/element.ts";
import { announce } from "../frame/announce.ts";

/** What calipers measure by: where on the page there is something to measure, and what a pixel is worth, in CSS pixels. */
export interface Scale {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly perSecond: number;
  readonly perMicrovolt: number;
}

interface Point {
  x: number;
  y: number;
}

const least = 3; // CSS pixels; a shorter way is a click

/**
 * Calipers over a page: two corners, between which time and voltage are told. Dragging over the page sets them, their handles move them, by mouse, finger or the
 * arrow keys; a click beside them or Escape takes them away. They stay where they are when pages turn, as those of metal do on paper.
 */
export class Calipers {
  readonly element: HTMLElement;
  /** Puts them on the page, and takes them away. */
  readonly button: HTMLButtonElement;
  private readonly box = h("div", { class: "caliper" });
  private readonly text = h("span");
  private readonly handles: HTMLElement[];
  private corners: [Point, Point] | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly scale: () => Scale | null,
    private readonly words: (seconds: number, microvolts: number) => string,
    left: AbortSignal,
  ) {
    this.box.append(this.text);
    this.handles = ["First corner", "Second corner"].map((name, i) => this.handle(name, i, left));
    this.element = h("div", { class: "calipers", hidden: true }, this.box, this.handles);
    this.button = h("button", { type: "button", "aria-pressed": "false", title: "Calipers (c)", onclick: () => this.toggle() }, "Calipers");
    this.drawn(left);
  }

  /** Puts calipers of a second by a third of the page's height on its middle, or takes them away. */
  toggle(): void {
    const scale = this.scale();
    if (this.corners || !scale) return this.away();
    const middle = (scale.left + scale.right) / 2,
      high = (scale.bottom - scale.top) / 3;
    this.set([
      { x: middle - scale.perSecond / 2, y: scale.top + high },
      { x: middle + scale.perSecond / 2, y: scale.top + 2 * high },
    ]);
    this.handles[0]!.focus({ preventScroll: true });
    announce("Calipers: the arrow keys move a corner, with Shift further; Tab goes to the other, Escape takes them away");
  }

  /** Says again what they measure: after the page was drawn at another scale. */
  refresh(): void {
    if (this.corners) this.set(this.corners);
  }

  private away(): void {
    this.corners = null;
    this.element.hidden = true;
    this.button.setAttribute("aria-pressed", "false");
  }

  private set(corners: [Point, Point]): void {
    const scale = this.scale();
    if (!scale) return;
    for (const corner of corners) {
      corner.x = Math.min(scale.right, Math.max(scale.left, corner.x));
      corner.y = Math.min(scale.bottom, Math.max(scale.top, corner.y));
    }
    this.corners = corners;
    const [a, b] = corners,
      wide = Math.abs(a.x - b.x),
      tall = Math.abs(a.y - b.y),
      said = this.words(wide / scale.perSecond, tall / scale.perMicrovolt);
    Object.assign(this.box.style, { left: `${Math.min(a.x, b.x)}px`, top: `${Math.min(a.y, b.y)}px`, width: `${wide}px`, height: `${tall}px` });
    // Below the box, and above it where that would be off the page.
    this.box.classList.toggle("above", Math.max(a.y, b.y) > scale.bottom - 24);
    this.text.textContent = said;
    for (const [i, handle] of this.handles.entries()) {
      const place = (corners[i]!.x - scale.left) / scale.perSecond;
      Object.assign(handle.style, { left: `${corners[i]!.x}px`, top: `${corners[i]!.y}px` });
      handle.setAttribute("aria-valuemax", ((scale.right - scale.left) / scale.perSecond).toFixed(2));
      handle.setAttribute("aria-valuenow", place.toFixed(2));
      handle.setAttribute("aria-valuetext", `${place.toFixed(2)} s into the page; between the corners ${said}`);
    }
    this.element.hidden = false;
    this.button.setAttribute("aria-pressed", "true");
  }

  /** A stroke of the mouse over the page sets both corners. */
  private drawn(left: AbortSignal): void {
    let start: Point | null = null;
    const at = (event: PointerEvent) => ({ x: event.offsetX, y: event.offsetY });
    this.canvas.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0 || event.pointerType === "touch" || !this.scale()) return; // a finger turns pages
        start = at(event);
        this.canvas.setPointerCapture(event.pointerId);
        this.away();
      },
      { signal: left },
    );
    this.canvas.addEventListener(
      "pointermove",
      (event) => {
        if (start && (this.corners || Math.hypot(event.offsetX - start.x, event.offsetY - start.y) >= least)) this.set([{ ...start }, at(event)]);
      },
      { signal: left },
    );
    for (const name of ["pointerup", "pointercancel"] as const) this.canvas.addEventListener(name, () => (start = null), { signal: left });
  }

  private handle(name: string, index: number, left: AbortSignal): HTMLElement {
    const handle = h("div", { class: "corner", role: "slider", tabindex: 0, "aria-label": `Calipers: ${name.toLowerCase()}`, "aria-valuemin": 0 });
    const move = (by: Point) => {
      if (!this.corners) return;
      const moved: [Point, Point] = [{ ...this.corners[0] }, { ...this.corners[1] }];
      moved[index] = { x: moved[index]!.x + by.x, y: moved[index]!.y + by.y };
      this.set(moved);
    };
    handle.addEventListener(
      "keydown",
      (event) => {
        const far = event.shiftKey ? 10 : 1,
          ways: Record<string, Point> = { ArrowLeft: { x: -far, y: 0 }, ArrowRight: { x: far, y: 0 }, ArrowUp: { x: 0, y: -far }, ArrowDown: { x: 0, y: far } };
        if (event.key === "Escape") {
          this.away();
          this.canvas.focus({ preventScroll: true });
        } else if (ways[event.key]) move(ways[event.key]!);
        else return;
        event.preventDefault(); // the page's own keys are not meant
      },
      { signal: left },
    );
    let last: Point | null = null;
    handle.addEventListener(
      "pointerdown",
      (event) => {
        last = { x: event.clientX, y: event.clientY };
        handle.setPointerCapture(event.pointerId);
        event.stopPropagation(); // no page is turned by it
      },
      { signal: left },
    );
    handle.addEventListener(
      "pointermove",
      (event) => {
        if (!last) return;
        move({ x: event.clientX - last.x, y: event.clientY - last.y });
        last = { x: event.clientX, y: event.clientY };
      },
      { signal: left },
    );
    for (const end of ["pointerup", "pointercancel"] as const)
      handle.addEventListener(
        end,
        (event) => {
          last = null;
          event.stopPropagation();
        },
        { signal: left },
      );
    return handle;
  }
}

/** A time as calipers tell it. */
export function interval(seconds: number): string {
  return seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds.toFixed(2)} s`;
}
