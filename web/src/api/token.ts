const place = "clef.token";

/** The bearer token, where the service asks for one: kept until the browser's tab is closed. */
export function token(): string | null {
  return sessionStorage.getItem(place);
}

/** Asks for the token. */
export function askForToken(): boolean {
  const given = prompt("The service asks for its access token:");
  if (!given) return false;
  sessionStorage.setItem(place, given.trim());
  return true;
}

/** The header of every request. */
export function authorization(): Record<string, string> {
  const known = token();
  return known === null ? {} : { Authorization: `Bearer ${known}` };
}
