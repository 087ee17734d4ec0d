import { colour } from "../dom/colours.ts";
import { h } from "../dom/element.ts";
import { clock } from "../dom/format.ts";
import { fit } from "../signal/canvas.ts";
import { contrastOf, rowImage, wholeRange, type Tint } from "../spectra/image.ts";
import { gradient } from "../spectra/palette.ts";
import { decibels, fetchSpectra, type SpectraTile } from "../spectra/tile.ts";
import { labelWidth } from "./layout.ts";
import type { Relevance } from "./relevance.ts";
import { paintRelevance } from "./relevance.ts";

const rowHeight = 34,
  axis = 18,
  sessionSeconds = 1280,
  atATime = 2;

/**
 * The whole recording as compressed spectra by region: time to the right, in each row frequency upwards, colour the power. What is shown is what the
 * model sees. A click, a drag or
 * the arrow keys move the page.
 */
export class SpectraStrip {
  readonly element: HTMLElement;
  private readonly canvas = h("canvas", { class: "strip" });
  private readonly cursor = h("div", { class: "page-cursor" });
  private readonly legend = h("div", { class: "legend" });
  private readonly slider: HTMLElement;
  private readonly tiles = new Map<number, SpectraTile>();
  private images = new Map<string, OffscreenCanvas>();
  private rows: readonly string[] = [];
  private page = { from: 0, seconds: 10 };
  private width = 0;
  private average = 1;
  private contrast = wholeRange;
  private waiting = 0;
  /** The model's token relevance, drawn over the spectra while it is set. */
  relevance: Relevance | null = null;

  constructor(
    private readonly id: string,
    private readonly duration: number,
    private readonly left: AbortSignal,
    private readonly jump: (seconds: number) => void,
  ) {
    this.slider = h(
      "div",
      { class: "strip-area", role: "slider", tabindex: 0, "aria-label": "Place in the recording", "aria-valuemin": 0, "aria-valuemax": Math.round(duration) },
      this.canvas,
      this.cursor,
    );
    this.element = h("section", { class: "spectra", "aria-label": "Spectra of the whole recording by region" }, this.slider, this.legend);
    const to = (event: PointerEvent) =>
      this.jump(((event.clientX - this.slider.getBoundingClientRect().left - labelWidth(this.width)) / this.plot) * this.duration);
    this.slider.addEventListener("pointerdown", (event) => {
      this.slider.setPointerCapture(event.pointerId);
      to(event);
    });
    this.slider.addEventListener("pointermove", (event) => this.slider.hasPointerCapture(event.pointerId) && to(event));
  }

  /** Where the page is. */
  show(from: number, seconds: number): void {
    this.page = { from, seconds };
    this.slider.setAttribute("aria-valuenow", String(Math.round(from)));
    this.slider.setAttribute("aria-valuetext", `page from ${clock(from)} of ${clock(this.duration)}`);
    const start = labelWidth(this.width) + (from / this.duration) * this.plot;
    this.cursor.style.left = `${start}px`;
    this.cursor.style.width = `${Math.max(2, (seconds / this.duration) * this.plot)}px`;
  }

  /** Fetches what is missing at a new width, and draws. */
  resize(width: number): void {
    this.width = width;
    const average = Math.max(1, Math.floor(this.duration / (this.plot * 1.5)));
    if (average !== this.average || this.tiles.size === 0) {
      this.average = Math.min(average, sessionSeconds);
      this.tiles.clear();
      this.images.clear();
      void this.load(this.average);
    }
    this.draw();
  }

  /** Draws again: other colours, another relevance. */
  draw(): void {
    const height = Math.max(1, this.rows.length) * rowHeight + axis,
      context = fit(this.canvas, this.width, height),
      start = labelWidth(this.width);
    context.fillStyle = colour("--paper");
    context.fillRect(0, 0, this.width, height);
    context.imageSmoothingEnabled = true;
    const tint: Tint = this.relevance ? "greys" : "colours";
    for (const [index, tile] of this.tiles) {
      const { header } = tile,
        x = start + (header.from / this.duration) * this.plot;
      const wide = (Math.min(header.frames * header.hop, this.duration - header.from) / this.duration) * this.plot;
      const visible = Math.min(header.frames, Math.ceil((this.duration - header.from) / header.hop));
      for (let row = 0; row < header.rows.length; row++) {
        context.drawImage(this.image(index, tile, row, tint), 0, 0, visible, header.bins, x, row * rowHeight + 1, wide, rowHeight - 2);
        if (this.relevance)
          paintRelevance(
            context,
            this.relevance,
            {
              left: start,
              perSecond: this.plot / this.duration,
              top: row * rowHeight + 1,
              height: rowHeight - 2,
              lowest: header.lowestHertz,
              hertzPerBin: header.hertzPerBin,
              bins: header.bins,
            },
            header.from,
          );
      }
    }
    this.labels(context, height);
    this.show(this.page.from, this.page.seconds);
  }

  private get plot(): number {
    return Math.max(1, this.width - labelWidth(this.width));
  }

  private async load(average: number): Promise<void> {
    const count = Math.max(1, Math.ceil(this.duration / sessionSeconds));
    // The page's own session first, then the others in order.
    const first = Math.min(count - 1, Math.floor(this.page.from / sessionSeconds)),
      order = [first, ...Array.from({ length: count }, (_, i) => i).filter((i) => i !== first)];
    this.element.setAttribute("aria-busy", "true");
    const worker = async () => {
      for (let tile = order.shift(); tile !== undefined; tile = order.shift()) {
        const got = await fetchSpectra(this.id, tile, "region", average, this.left);
        if (this.left.aborted || average !== this.average) return;
        this.tiles.set(tile, got);
        this.rows = got.header.rows;
        this.adjust(got);
        this.drawSoon();
      }
    };
    try {
      await Promise.all(Array.from({ length: atATime }, worker));
      this.element.removeAttribute("aria-busy");
    } catch (error) {
      if (!this.left.aborted)
        this.legend.replaceChildren(h("p", { class: "muted small" }, error instanceof Error ? error.message : "The spectra cannot be had."));
    }
  }

  private drawSoon(): void {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      if (!this.left.aborted) this.draw();
    });
  }

  private image(index: number, tile: SpectraTile, row: number, tint: Tint): OffscreenCanvas {
    const key = `${index}.${row}.${tint}`;
    let image = this.images.get(key);
    if (!image) this.images.set(key, (image = rowImage(tile, row, tint, this.contrast)));
    return image;
  }

  private labels(context: CanvasRenderingContext2D, height: number): void {
    const start = labelWidth(this.width),
      narrow = start < 60;
    context.fillStyle = colour("--ink");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (const [i, name] of this.rows.entries()) {
      const lines = narrow
        ? [
            name
              .split(" ")
              .map((w) => (w === "and" ? "" : w[0]!.toUpperCase()))
              .join(""),
          ]
        : fold(name);
      for (const [l, line] of lines.entries()) context.fillText(line, 4, i * rowHeight + rowHeight / 2 + (l - (lines.length - 1) / 2) * 12, start - 8);
    }
    context.fillStyle = colour("--muted");
    context.textBaseline = "alphabetic";
    const perSecond = this.plot / this.duration,
      every = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400].find((s) => s * perSecond >= 62) ?? 21600;
    for (let t = 0; t < this.duration; t += every) {
      const x = start + t * perSecond;
      context.fillRect(Math.round(x), height - axis, 1, 4);
      if (x < this.width - 44) context.fillText(clock(t), x + 3, height - 4);
    }
  }

  /** Colours for the levels seen so far; where those change, pictures are made anew. */
  private adjust(newest: SpectraTile): void {
    const next = contrastOf(this.tiles.values());
    if (Math.abs(next.low - this.contrast.low) > 3 || Math.abs(next.high - this.contrast.high) > 3) {
      this.contrast = next;
      this.images.clear();
    }
    this.describe(newest);
  }

  private describe({ header }: SpectraTile): void {
    const level = (at: number) => Math.round(decibels(at, header.clipDecibels)),
      { low, high } = this.contrast;
    const top = header.lowestHertz + header.bins * header.hertzPerBin;
    this.legend.replaceChildren(
      h("span", {}, `each row ${Math.round(header.lowestHertz)} to ${Math.round(top)} Hz, upwards`),
      h("span", { class: "scale" }, `${level(low)}`, h("i", { style: `background:${gradient()}` }), `${level(high)} dB of µV²/Hz`),
    );
  }
}

function fold(name: string): string[] {
  const words = name.split(" ");
  return words.length <= 2 ? words : [words.slice(0, -1).join(" ").replace(" and", " +"), words.at(-1)!];
}
