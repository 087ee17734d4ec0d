import { h } from "../dom/element.ts";

type Theme = "auto" | "light" | "dark";
const order: readonly Theme[] = ["auto", "light", "dark"];
const names: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };
const place = "clef.theme";

/** Sets the colours that were chosen before; the system's preference holds where none were. */
export function applyTheme(): Theme {
  const kept = localStorage.getItem(place) as Theme | null;
  const theme = kept !== null && order.includes(kept) ? kept : "auto";
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  return theme;
}

/** Goes on to the next choice. */
export function nextTheme(): Theme {
  const next = order[(order.indexOf(applyTheme()) + 1) % order.length]!;
  localStorage.setItem(place, next);
  applyTheme();
  dispatchEvent(new Event("clef:theme"));
  return next;
}

/** The switch in the header. */
export function themeSwitch(said: (text: string) => void): HTMLButtonElement {
  const button = h("button", { class: "plain", type: "button", onclick: () => show(nextTheme(), true) });
  const show = (theme: Theme, changed: boolean) => {
    button.textContent = theme === "auto" ? "◐" : theme === "light" ? "☀" : "☾";
    button.title = `Colours: ${names[theme]}`;
    button.setAttribute("aria-label", button.title);
    if (changed) said(button.title);
  };
  show(applyTheme(), false);
  return button;
}
