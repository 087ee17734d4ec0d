import type { Key } from "./frame/keys.ts";

/** A visit to a page: from when it is shown until another is. */
export interface Visit {
  /** What the path's `:names` stand for. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborted when the page is left: give it to every request and listener. */
  readonly left: AbortSignal;
  /** What the browser's tab and the heading for screen readers say. */
  title(text: string): void;
  /** Whether the data on the page are simulated: the frame then says so. */
  simulated(is: boolean): void;
  /** Keys of the page; they are in the help. */
  keys(...keys: Key[]): void;
  /** Changes the address without a new visit, so that a page can be linked to. */
  remember(query: Record<string, string | null>): void;
}

/** A page. */
export interface Page {
  /** Such as `/session/:id`. */
  readonly path: string;
  /** Its name in the navigation; without one it is reached from others. */
  readonly nav?: string;
  /** The modalities of recordings that it shows. */
  readonly shows?: readonly string[];
  /** Loads its code, when first needed. */
  load(): Promise<{ show(visit: Visit, into: HTMLElement): void | Promise<void> }>;
}

/** The page of an address, with what its names stand for. */
export function match(pages: readonly Page[], path: string): { page: Page; params: Record<string, string> } | null {
  const parts = path.split("/").filter((p) => p !== "");
  for (const page of pages) {
    const names = page.path.split("/").filter((p) => p !== "");
    if (names.length !== parts.length) continue;
    const params: Record<string, string> = {};
    if (names.every((name, i) => (name.startsWith(":") ? ((params[name.slice(1)] = decodeURIComponent(parts[i]!)), true) : name === parts[i])))
      return { page, params };
  }
  return null;
}

/** Goes to an address of the viewer. */
export function go(address: string): void {
  history.pushState(null, "", address);
  dispatchEvent(new Event("clef:go"));
}

/** Calls back at each change of address: links, the browser's buttons, `go`. */
export function onAddress(changed: () => void): void {
  addEventListener("popstate", changed);
  addEventListener("clef:go", changed);
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
    if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.getAttribute("href")?.startsWith("#"))
      return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
