import { fetchSignal, type SignalQuery, type SignalTile } from "./tile.ts";

const kept = 48; // pages: a few megabytes of 16-bit numbers

/** The pages of one recording: fetched once, kept while they are near, neighbours fetched ahead. */
export class SignalPages {
  private readonly pages = new Map<string, Promise<SignalTile>>();
  private running: { key: string; stop: AbortController } | null = null;

  constructor(
    private readonly id: string,
    private readonly left: AbortSignal,
    private readonly preparing: (share: number) => void,
  ) {}

  /** A page. One that is being fetched ahead makes way for it, unless it is the same. */
  get(query: SignalQuery): Promise<SignalTile> {
    const key = JSON.stringify(query);
    if (this.running && this.running.key !== key) {
      this.pages.delete(this.running.key);
      this.running.stop.abort();
    }
    this.running = null;
    return this.fetch(key, query, this.left);
  }

  /** Fetches pages that will be asked for next, one after another so that the page asked for now is not held up. */
  async ahead(queries: readonly SignalQuery[], still: () => boolean): Promise<void> {
    for (const query of queries) {
      if (!still()) return;
      const key = JSON.stringify(query);
      if (this.pages.has(key)) continue;
      const running = (this.running = { key, stop: new AbortController() });
      await this.fetch(key, query, AbortSignal.any([this.left, running.stop.signal])).catch(() => undefined);
      if (this.running !== running) return; // another page was asked for
      this.running = null;
    }
  }

  private fetch(key: string, query: SignalQuery, stop: AbortSignal): Promise<SignalTile> {
    const known = this.pages.get(key);
    if (known) {
      // Asked for again: the last to be forgotten.
      this.pages.delete(key);
      this.pages.set(key, known);
      return known;
    }
    const page = fetchSignal(this.id, query, stop, this.preparing);
    this.pages.set(key, page);
    page.catch(() => this.pages.get(key) === page && this.pages.delete(key)); // what failed is asked for anew
    for (const old of this.pages.keys()) {
      if (this.pages.size <= kept) break;
      this.pages.delete(old);
    }
    return page;
  }
}
