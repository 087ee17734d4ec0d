import { fetchSignal, type SignalQuery, type SignalTile } from "./tile.ts";

const kept = 48; // pages: a few megabytes of 16-bit numbers

/** The pages of one recording: fetched once, kept while they are near, neighbours fetched ahead. */
export class SignalPages {
  private readonly pages = new Map<string, Promise<SignalTile>>();

  constructor(
    private readonly id: string,
    private readonly left: AbortSignal,
    private readonly preparing: (share: number) => void,
  ) {}

  /** A page. */
  get(query: SignalQuery): Promise<SignalTile> {
    const key = JSON.stringify(query),
      known = this.pages.get(key);
    if (known) {
      // Asked for again: the last to be forgotten.
      this.pages.delete(key);
      this.pages.set(key, known);
      return known;
    }
    const page = fetchSignal(this.id, query, this.left, this.preparing);
    this.pages.set(key, page);
    page.catch(() => this.pages.delete(key)); // what failed is asked for anew
    for (const old of this.pages.keys()) {
      if (this.pages.size <= kept) break;
      this.pages.delete(old);
    }
    return page;
  }

  /** Fetches pages that will be asked for next, one after another so that the page asked for now is not held up. */
  async ahead(queries: readonly SignalQuery[], still: () => boolean): Promise<void> {
    for (const query of queries) {
      if (!still()) return;
      await this.get(query).catch(() => undefined);
    }
  }
}
