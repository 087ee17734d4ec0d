import { ApiProblem } from "../api/client.ts";
import { h } from "../dom/element.ts";

/** Says what went wrong, and offers to try again where that makes sense. */
export function problem(error: unknown, hint?: string, again?: () => void): HTMLElement {
  const text =
    typeof error === "string"
      ? error
      : error instanceof ApiProblem
        ? error.message
        : error instanceof TypeError
          ? "The service does not answer."
          : "This page has failed.";
  const more = hint ?? (error instanceof ApiProblem || typeof error === "string" ? undefined : error instanceof Error ? error.message : undefined);
  return h(
    "div",
    { class: "problem", role: "alert" },
    h("p", {}, text),
    more && h("p", { class: "muted" }, more),
    again && h("button", { type: "button", onclick: again }, "Try again"),
  );
}
