const known = new Map<string, string>();

/** The colour that a token of `tokens.css` has now, as a canvas takes it. */
export function colour(token: string): string {
  const before = known.get(token);
  if (before !== undefined) return before;
  // A custom property may be light-dark(...); only a property that is a colour is computed to one.
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  known.set(token, value);
  return value;
}

/** Calls back when colours change: by the switch, by the system's preference, for print. */
export function onColours(changed: () => void, until: AbortSignal): void {
  const forget = () => {
    known.clear();
    changed();
  };
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", forget, { signal: until });
  addEventListener("clef:theme", forget, { signal: until });
}
