const least = 60; // CSS pixels; a shorter way is a finger that trembles

/** A finger's stroke to the left shows the next page, to the right the page before. Strokes up and down scroll, as everywhere. */
export function swipe(element: HTMLElement, move: (pages: 1 | -1) => void, left: AbortSignal): void {
  let start: { x: number; y: number } | null = null;
  element.style.touchAction = "pan-y pinch-zoom";
  element.addEventListener(
    "pointerdown",
    (event) => {
      start = event.pointerType === "touch" && event.isPrimary ? { x: event.clientX, y: event.clientY } : null;
    },
    { signal: left },
  );
  element.addEventListener(
    "pointerup",
    (event) => {
      if (!start) return;
      const across = event.clientX - start.x;
      if (Math.abs(across) >= least && Math.abs(across) > 2 * Math.abs(event.clientY - start.y)) move(across < 0 ? 1 : -1);
      start = null;
    },
    { signal: left },
  );
  element.addEventListener("pointercancel", () => (start = null), { signal: left });
}
