/** CSS pixels a millimetre: what CSS calls one. How long it is on the glass is for the screen to say. */
export const millimetre = 96 / 25.4;

/** Gives a canvas the size that it is shown with, in the screen's own pixels, and a context that counts in CSS pixels. */
export function fit(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio || 1,
    wide = Math.round(width * ratio),
    high = Math.round(height * ratio);
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Calls back when the element's width changes, at most once a frame. */
export function onWidth(element: HTMLElement, changed: (width: number) => void, until: AbortSignal): void {
  let width = 0;
  const observer = new ResizeObserver(() => {
    const now = Math.floor(element.clientWidth);
    if (now !== width && now > 0) changed((width = now));
  });
  observer.observe(element);
  until.addEventListener("abort", () => observer.disconnect());
}
