import { call } from "../api/client.ts";
import type { Schemas } from "../api/schema.ts";
import { colour, onColours } from "../dom/colours.ts";
import { fill, h } from "../dom/element.ts";
import { share, words } from "../dom/format.ts";
import { announce } from "../frame/announce.ts";
import { problem } from "../frame/problem.ts";
import { fit, onWidth } from "../signal/canvas.ts";
import { entriesOf, type Entry } from "./colours.ts";

const facts = ["sex", "age", "site", "setting", "split", "modality", "source"];
const near = 12, edge = 18; // pixels: how near a click must be, and the margin

/** The archive's vectors on their two principal axes: coloured by a label, looked at, and selected from by pointer or by keys. */
export class ArchiveMap {
  readonly element = h("section", { class: "panel map", "aria-labelledby": "map-title" });
  private readonly canvas = h("canvas", { class: "points", tabindex: 0, role: "application", "aria-roledescription": "map of points" });
  private readonly frame = h("div", { class: "rubber", hidden: true });
  private readonly tip = h("p", { class: "tip small", hidden: true });
  private readonly legend = h("ul", { class: "key" });
  private readonly said = h("p", { class: "muted small" });
  private readonly by: HTMLSelectElement;
  private readonly area = h("div", { class: "area" }, this.canvas, this.frame, this.tip);
  private map: Schemas["EmbeddingMap"] | null = null;
  private model: Schemas["ModelFacts"] | null = null;
  private colours: Schemas["MapColours"] | null = null;
  private entries: Entry[] = [];
  private selected = new Set<number>();
  private marked = new Set<number>();
  private cursor = -1;
  private width = 0;
  private xs = new Float32Array();
  private ys = new Float32Array();

  constructor(tasks: readonly string[], private readonly left: AbortSignal, private readonly chosen: (ids: string[]) => void, by: string, remember: (by: string) => void) {
    const options = [...facts.map((f) => [f, f] as const), ...tasks.map((t) => [`task:${t}`, words(t)] as const)];
    this.by = h("select", { "aria-label": "Coloured by", onchange: () => (remember(this.by.value), void this.colour()) }, options.map(([value, name]) => h("option", { value, selected: value === by }, name)));
    this.element.append(h("h2", { id: "map-title" }, "Map"), h("div", { class: "narrow no-print" }, h("label", { class: "field" }, h("span", {}, "Coloured by"), this.by)), this.area, this.legend, this.said);
    onWidth(this.area, (width) => {
      this.width = width;
      this.place();
      this.draw();
    }, left);
    onColours(() => {
      if (this.colours) this.entries = entriesOf(this.colours);
      this.tell();
      this.draw();
    }, left);
    this.pointer();
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("blur", () => (this.tip.hidden = true));
  }

  focus(): void {
    this.canvas.focus();
  }

  /** Shows a model's map. */
  async load(model: Schemas["ModelFacts"]): Promise<void> {
    this.model = model;
    try {
      const map = await call("GET /api/v1/map", { query: { model: model.name, space: this.space() }, signal: this.left });
      if (this.model !== model) return;
      this.map = map;
      this.selected.clear();
      this.cursor = -1;
      this.area.hidden = map.count === 0;
      if (map.count === 0) {
        fill(this.legend);
        return fill(this.said, `Three recordings or more that were embedded with ${model.name} make a map.`);
      }
      this.place();
      await this.colour();
    } catch (error) {
      if (!this.left.aborted) fill(this.said, problem(error, undefined, () => void this.load(model)));
    }
  }

  /** Rings the points that were found. */
  show(ids: readonly string[]): void {
    const wanted = new Set(ids);
    this.marked = new Set(this.map?.recordings.flatMap((id, i) => (wanted.has(id) ? i : [])) ?? []);
    this.draw();
  }

  /** Selects points, and lists them. */
  select(points: Iterable<number>, more = false): void {
    if (!this.map) return;
    this.selected = new Set([...(more ? this.selected : []), ...points]);
    this.tell();
    this.draw();
    this.chosen([...this.selected].map((i) => this.map!.recordings[i]!));
  }

  /** Tables of embeddings are of the space that meets texts, where the model has it. */
  private space(): string {
    return this.model?.takesText ? "text" : "session";
  }

  private async colour(): Promise<void> {
    const model = this.model!, by = this.by.value;
    try {
      const colours = await call("GET /api/v1/map/colours", { query: { model: model.name, space: this.space(), by }, signal: this.left });
      if (this.model !== model || this.by.value !== by) return;
      this.colours = colours;
      this.entries = entriesOf(colours);
      this.tell();
      this.draw();
    } catch (error) {
      if (!this.left.aborted) fill(this.said, problem(error));
    }
  }

  private place(): void {
    const { map } = this;
    if (!map || this.width === 0) return;
    const height = this.height(), bound = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
    const [left, right] = bound(map.x), [low, high] = bound(map.y), wide = Math.max(1e-9, right - left), tall = Math.max(1e-9, high - low);
    this.xs = Float32Array.from(map.x, (x) => edge + ((x - left) / wide) * (this.width - 2 * edge));
    this.ys = Float32Array.from(map.y, (y) => height - edge - ((y - low) / tall) * (height - 2 * edge));
  }

  private height(): number {
    return Math.round(Math.min(520, Math.max(260, this.width * 0.8)));
  }

  private draw(): void {
    const { map } = this;
    if (!map || this.width === 0 || map.count === 0) return;
    const context = fit(this.canvas, this.width, this.height()), radius = map.count > 1500 ? 2.2 : map.count > 300 ? 3 : 4.2;
    context.fillStyle = colour("--paper");
    context.fillRect(0, 0, this.width, this.height());
    for (const entry of this.entries) {
      context.fillStyle = entry.colour;
      for (const i of entry.points) {
        context.globalAlpha = this.selected.size === 0 || this.selected.has(i) ? 0.9 : 0.22;
        context.beginPath();
        shape(context, this.xs[i]!, this.ys[i]!, radius, entry.shape);
        context.fill();
      }
    }
    context.globalAlpha = 1;
    context.strokeStyle = colour("--ink");
    context.lineWidth = 1.5;
    for (const i of this.marked) {
      context.beginPath();
      context.arc(this.xs[i]!, this.ys[i]!, radius + 3, 0, 2 * Math.PI);
      context.stroke();
    }
    if (this.cursor >= 0) {
      context.strokeStyle = colour("--mark");
      context.lineWidth = 2.5;
      context.strokeRect(this.xs[this.cursor]! - radius - 5, this.ys[this.cursor]! - radius - 5, 2 * radius + 10, 2 * radius + 10);
    }
    this.canvas.dataset["points"] = String(map.count);
    this.canvas.setAttribute("aria-label", `Map of ${map.count} recordings by ${this.by.selectedOptions[0]?.text}; ${this.selected.size} selected. Arrow keys go from point to point, Enter selects, Space finds what is near it.`);
  }

  private tell(): void {
    const { map } = this;
    if (!map || map.count === 0) return;
    fill(this.legend, this.entries.map((entry) => {
      const whole = entry.points.length > 0 && entry.points.every((i) => this.selected.has(i));
      return h("li", {}, h("button", { type: "button", class: "plain small", "aria-pressed": whole ? "true" : "false", title: "Select these", onclick: () => this.select(whole ? [...this.selected].filter((i) => !entry.points.includes(i)) : [...this.selected, ...entry.points]) },
        h("i", { class: `dot shape-${entry.shape}`, style: `--dot:${entry.colour}` }), `${entry.name} (${entry.points.length})`));
    }));
    fill(this.said, `${map.count.toLocaleString("en")} recordings on the two principal axes of ${this.model?.name}'s ${this.space()} vectors, which show ${share(map.share)} of their variance. ${this.selected.size > 0 ? `${this.selected.size} selected. ` : ""}`,
      this.selected.size > 0 && h("button", { type: "button", class: "plain small", onclick: () => this.select([]) }, "End the selection"));
  }

  /** Dragging selects what is within; a click one point; with Shift in addition. */
  private pointer(): void {
    let start: { x: number; y: number } | null = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      start = { x: event.offsetX, y: event.offsetY };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!start) return this.point(this.nearest(event.offsetX, event.offsetY), false);
      const x = Math.min(start.x, event.offsetX), y = Math.min(start.y, event.offsetY);
      Object.assign(this.frame.style, { left: `${x}px`, top: `${y}px`, width: `${Math.abs(event.offsetX - start.x)}px`, height: `${Math.abs(event.offsetY - start.y)}px` });
      this.frame.hidden = Math.abs(event.offsetX - start.x) + Math.abs(event.offsetY - start.y) < 6;
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (!start || !this.map) return;
      const [left, right] = [Math.min(start.x, event.offsetX), Math.max(start.x, event.offsetX)], [top, bottom] = [Math.min(start.y, event.offsetY), Math.max(start.y, event.offsetY)];
      if (this.frame.hidden) {
        const found = this.nearest(event.offsetX, event.offsetY);
        this.select(found < 0 ? [] : [found], event.shiftKey);
      } else this.select(Array.from(this.xs.keys()).filter((i) => this.xs[i]! >= left && this.xs[i]! <= right && this.ys[i]! >= top && this.ys[i]! <= bottom), event.shiftKey);
      this.frame.hidden = true;
      start = null;
    });
    for (const name of ["pointercancel", "pointerleave"]) this.canvas.addEventListener(name, () => {
      if (name === "pointercancel") start = null;
      this.frame.hidden ||= start === null;
      this.tip.hidden = true;
    });
  }

  private nearest(x: number, y: number, within = near): number {
    let best = -1, least = within * within;
    for (let i = 0; i < this.xs.length; i++) {
      const distance = (this.xs[i]! - x) ** 2 + (this.ys[i]! - y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }

  /** Shows what a point is. */
  private point(i: number, spoken: boolean): void {
    this.tip.hidden = i < 0;
    if (i < 0 || !this.map) return;
    const value = this.colours?.values[i] ?? "not known", text = `${this.by.selectedOptions[0]?.text}: ${value}`;
    Object.assign(this.tip.style, { left: `${Math.min(this.xs[i]! + 10, this.width - 140)}px`, top: `${this.ys[i]! + 10}px` });
    this.tip.textContent = text;
    if (spoken) announce(`${text}${this.selected.has(i) ? ", selected" : ""}`);
  }

  private key(event: KeyboardEvent): void {
    const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, way = ways[event.key];
    if (!this.map || (!way && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (way) this.cursor = this.cursor < 0 ? Math.max(0, this.nearest(this.width / 2, this.height() / 2, Infinity)) : this.towards(way);
    else if (this.cursor >= 0 && event.key === "Enter") this.select(this.selected.has(this.cursor) ? [...this.selected].filter((i) => i !== this.cursor) : [...this.selected, this.cursor]);
    else if (this.cursor >= 0) this.select(Array.from(this.xs.keys()).sort((a, b) => this.distance(a) - this.distance(b)).slice(0, 10));
    this.point(this.cursor, true);
    this.draw();
  }

  private distance(i: number): number {
    return (this.xs[i]! - this.xs[this.cursor]!) ** 2 + (this.ys[i]! - this.ys[this.cursor]!) ** 2;
  }

  /** The nearest point in a direction: what lies aside counts three times. */
  private towards([dx, dy]: [number, number]): number {
    let best = this.cursor, least = Infinity;
    for (let i = 0; i < this.xs.length; i++) {
      const x = this.xs[i]! - this.xs[this.cursor]!, y = this.ys[i]! - this.ys[this.cursor]!, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (along > 0.01 && along + 3 * aside < least) [best, least] = [i, along + 3 * aside];
    }
    return best;
  }
}

/** Circle, square, triangle, diamond: categories differ in more than colour. */
function shape(context: CanvasRenderingContext2D, x: number, y: number, r: number, kind: number): void {
  if (kind === 1) context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (kind === 2) {
    context.moveTo(x, y - r * 1.2);
    context.lineTo(x + r * 1.1, y + r * 0.85);
    context.lineTo(x - r * 1.1, y + r * 0.85);
  } else if (kind === 3) {
    context.moveTo(x, y - r * 1.25);
    context.lineTo(x + r * 1.25, y);
    context.lineTo(x, y + r * 1.25);
    context.lineTo(x - r * 1.25, y);
  } else context.arc(x, y, r, 0, 2 * Math.PI);
}
