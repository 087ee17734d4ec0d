import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";

/** A test of the viewer. The page may say nothing on the console that is an error, and ask nobody but the service for anything. */
export const test = base.extend<{ quiet: void }>({
  baseURL: async ({}, use) => use(process.env["CLEF_URL"]!),
  quiet: [
    async ({ page, baseURL }, use, info) => {
      const wrong: string[] = [];
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on(
        "request",
        (request) =>
          !/^(data|blob):/.test(request.url()) && new URL(request.url()).hostname !== new URL(baseURL!).hostname && wrong.push(`asked ${request.url()}`),
      );
      // What the service refuses, Chromium calls an error; tests that expect it say so by the tag @refused.
      page.on("console", (message) => message.type() === "error" && !info.tags.includes("@refused") && wrong.push(message.text()));
      await use();
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** The real recording that tests upload; null where the shared recordings are not at hand. */
export function realEeg(): string | null {
  const path = join(process.env["CLEF_TEST_FOLDER"]!, "Subject02_2.edf");
  return existsSync(path) ? path : null;
}

/** Opens a session of the simulated cohort and waits for its page. */
export async function openSession(page: Page, number = 1, query = ""): Promise<string> {
  const name = `sim-${String(number).padStart(6, "0")}-eeg`;
  const list = (await (await page.request.get(`/api/v1/recordings?text=${name}`)).json()) as { recordings: { id: string }[] };
  const id = list.recordings[0]!.id;
  await page.goto(`/session/${id}${query}`);
  await drawn(page);
  return id;
}

/** Waits until the page that the address names is drawn. */
export async function drawn(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("canvas.reader"),
          at = new URLSearchParams(location.search).get("at") ?? "0";
        return canvas !== null && Number(canvas.dataset["from"]) === Number(at);
      }),
    )
    .toBe(true);
}

/** How much of a canvas, or of a part of it, is not its ground: 0 for an empty one. */
export async function inked(page: Page, selector: string): Promise<number> {
  return page.evaluate((s) => {
    const canvas = document.querySelector<HTMLCanvasElement>(s)!,
      { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let other = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2]) other++;
    return other / (data.length / 4);
  }, selector);
}
