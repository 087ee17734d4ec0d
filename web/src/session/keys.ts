import type { Schemas } from "../api/schema.ts";
import type { Key } from "../frame/keys.ts";
import { announce } from "../frame/announce.ts";
import { clock } from "../dom/format.ts";
import { neighbour } from "./annotations.ts";
import { montages, nextFilters, sensitivities, step, type View } from "./view.ts";

interface Acts {
  change(next: Partial<View>): void;
  move(pages: number): void;
  jump(seconds: number): void;
  readonly annotations: readonly Schemas["AnnotationItem"][];
  readonly length: number;
  calipers(): void;
}

/** The keys of an EEG. */
export function sessionKeys(view: () => View, acts: Acts): Key[] {
  const mark = (by: 1 | -1) => {
    // A mark is shown a second into the page, with what came before it.
    const found = neighbour(acts.annotations, view().from + 1, by);
    if (!found) return announce(by > 0 ? "No annotation after this page" : "No annotation before this page");
    acts.jump(Math.max(0, found.onset - 1));
    announce(`${found.text} at ${clock(found.onset)}`);
  };
  return [
    { keys: ["ArrowRight"], does: "on by a second", run: () => acts.jump(view().from + 1) },
    { keys: ["ArrowLeft"], does: "back by a second", run: () => acts.jump(view().from - 1) },
    { keys: ["PageDown", " "], does: "next page", run: () => acts.move(1) },
    { keys: ["PageUp"], does: "page before", run: () => acts.move(-1) },
    { keys: ["Home"], does: "to the beginning", run: () => acts.jump(0) },
    { keys: ["End"], does: "to the end", run: () => acts.jump(acts.length) },
    { keys: ["+", "="], does: "larger waves", run: () => acts.change({ sensitivity: step(sensitivities, view().sensitivity, -1) }) },
    { keys: ["-"], does: "smaller waves", run: () => acts.change({ sensitivity: step(sensitivities, view().sensitivity, 1) }) },
    { keys: ["m"], does: "next montage", run: () => next() },
    { keys: ["f"], does: "filters: off, 0.5 to 70 Hz, 1 to 30 Hz", run: () => acts.change(nextFilters(view())) },
    { keys: ["n"], does: "notch: off, 50 Hz, 60 Hz", run: () => acts.change({ notch: view().notch === null ? 50 : view().notch === 50 ? 60 : null }) },
    { keys: ["a"], does: "annotations on and off", run: () => acts.change({ annotations: !view().annotations }) },
    { keys: ["c"], does: "calipers on and off", run: () => acts.calipers() },
    { keys: ["."], does: "next annotation", run: () => mark(1) },
    { keys: [","], does: "annotation before", run: () => mark(-1) },
  ];

  function next(): void {
    const [name, words] = montages[(montages.findIndex(([m]) => m === view().montage) + 1) % montages.length]!;
    acts.change({ montage: name });
    announce(`Montage: ${words}`);
  }
}
