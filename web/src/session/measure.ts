import { h } from "../dom/element.ts";
import { number } from "../dom/format.ts";
import { millimetre } from "../signal/canvas.ts";
import type { Layout } from "./layout.ts";
import type { View } from "./view.ts";

/** Calipers: dragging over the page tells the time, its frequency, and the voltage between two points. */
export function measure(canvas: HTMLCanvasElement, layout: () => Layout | null, view: () => View, left: AbortSignal): HTMLElement {
  const box = h("div", { class: "caliper", hidden: true }),
    text = h("span"),
    frame = h("div", { class: "calipers" }, box);
  box.append(text);
  let start: { x: number; y: number } | null = null;

  canvas.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || event.pointerType === "touch" || !layout()) return; // a finger scrolls
      start = { x: event.offsetX, y: event.offsetY };
      canvas.setPointerCapture(event.pointerId);
    },
    { signal: left },
  );

  canvas.addEventListener(
    "pointermove",
    (event) => {
      const now = layout();
      if (!start || !now) return;
      const x = Math.max(now.left, event.offsetX),
        wide = Math.abs(x - start.x),
        tall = Math.abs(event.offsetY - start.y);
      if (wide < 3 && tall < 3) return;
      const seconds = wide / now.perSecond;
      Object.assign(box.style, { left: `${Math.min(x, start.x)}px`, top: `${Math.min(event.offsetY, start.y)}px`, width: `${wide}px`, height: `${tall}px` });
      box.hidden = false;
      text.textContent = [
        seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${number(seconds)} s`,
        seconds > 0.01 ? `${number(1 / seconds, 1)} Hz` : "",
        `${Math.round((tall / millimetre) * view().sensitivity)} µV`,
      ]
        .filter(Boolean)
        .join(" · ");
    },
    { signal: left },
  );

  const end = () => {
    start = null;
    box.hidden = true;
  };
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end, { signal: left });
  return frame;
}
