/** A key, what it does, and the words for that in the help. */
export interface Key {
  /** As `KeyboardEvent.key` names it; letters without regard to case. Several do the same. */
  readonly keys: readonly string[];
  readonly does: string;
  run(): void;
}

const names: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "Page up",
  PageDown: "Page down",
  " ": "Space",
  Escape: "Esc",
};

/** A key as the help writes it. */
export function nameOf(key: string): string {
  return names[key] ?? key;
}

/** The keys that are bound now: those of the frame, and those of the page. */
export class Keyboard {
  private page: readonly Key[] = [];

  constructor(readonly frame: Key[]) {
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  get ofPage(): readonly Key[] {
    return this.page;
  }

  /** Binds the keys of a page in place of those of the last. */
  bind(keys: readonly Key[]): void {
    this.page = keys;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return;
    const same = (k: string) => (k.length === 1 ? k.toLowerCase() === event.key.toLowerCase() : k === event.key);
    const key = [...this.page, ...this.frame].find((k) => k.keys.some(same));
    if (!key) return;
    event.preventDefault();
    key.run();
  }
}

/** Whether the focused element has a use of its own for the key: what is typed into, chosen from, or pressed. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.closest("dialog[open]")) return true;
  if (target.closest("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]")) return true;
  if (target.closest("input[type=range], input[type=radio]") && event.key.startsWith("Arrow")) return true;
  return (event.key === " " || event.key === "Enter") && target.closest("button, a, summary, input, [role=button]") !== null;
}
