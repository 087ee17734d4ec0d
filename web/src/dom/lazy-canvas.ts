import { h } from "./element.ts";

/** A small picture that is drawn when it is first scrolled to; where it cannot be drawn, the words say so instead. */
export function lazyCanvas(
  width: number, height: number, label: string, nothing: string, left: AbortSignal, draw: (canvas: HTMLCanvasElement) => Promise<void>,
): HTMLCanvasElement {
  const canvas = h("canvas", { class: "spectra-small", width: 2 * width, height: 2 * height, role: "img", "aria-label": label });
  canvas.style.cssText = `width:${width}px;height:${height}px`;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((e) => e.isIntersecting)) return;
    seen.disconnect();
    void draw(canvas).catch(() => left.aborted || canvas.replaceWith(h("span", { class: "muted small" }, nothing)));
  });
  seen.observe(canvas);
  left.addEventListener("abort", () => seen.disconnect());
  return canvas;
}
