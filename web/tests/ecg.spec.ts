import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { columns, leadsOf } from "../src/ecg/leads.ts";
import { layoutOf, margin } from "../src/ecg/layout.ts";
import { millimetre } from "../src/signal/canvas.ts";
import { drawn, expect, inked, test } from "./support/test.ts";

/** Uploads a simulated ECG of twelve leads and opens its page. */
async function openEcg(page: Page, number = 1, query = ""): Promise<string> {
  const answer = await page.request.post("/api/v1/recordings?name=ecg.zip", { data: readFileSync(join(process.env["CLEF_TEST_FOLDER"]!, `ecg-${number}.zip`)), headers: { "content-type": "application/octet-stream" } });
  const id = ((await answer.json()) as { recordings: { id: string }[] }).recordings[0]!.id;
  await page.goto(`/ecg/${id}${query}`);
  await drawn(page);
  return id;
}

/** Whether the service has an ECG model. */
async function hasModel(page: Page): Promise<boolean> {
  return ((await (await page.request.get("/api/v1/models")).json()) as { modality: string }[]).some((m) => m.modality === "ecg");
}

const usual = { from: 0, format: "grid" as const, lead: 1, gain: 10, speed: 25, filter: "off", notch: null, peaks: true };

test("leads are known by their labels, and put in paper's order", async () => {
  const channel = (label: string) => ({ label, unit: "mV", sampleRate: 500, samples: 5000, resolution: null, minimum: null, maximum: null, quality: null });
  const all = leadsOf(["v6", "V1", "ECG II", "MDC_ECG_LEAD_I", "Lead aVR", "avl", "AVF", "iii", "V2", "V3", "V4", "V5", "Resp"].map(channel));
  expect(all.map((l) => l.name)).toEqual(["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]);
  expect(leadsOf([channel("MLII"), channel("V5")]).map((l) => l.name)).toEqual(["MLII", "V5"]);
  // Twelve leads of 2.5 s each, side by side, at true scale; where the width does not hold them, a row a lead.
  const wide = layoutOf(usual, all, all[1], 1200, true), narrow = layoutOf(usual, all, all[1], 380, true);
  expect(wide.panels.length).toBe(13);
  expect(wide.panels.find((p) => p.lead.name === "V4")!.left).toBeCloseTo(margin + 7.5 * 25 * millimetre);
  expect(wide.panels.find((p) => p.lead.name === columns[2][1])!.from).toBe(5);
  expect(narrow.panels.length).toBe(12);
  expect(narrow.perSecond).toBeCloseTo(25 * millimetre);
});

test("twelve leads stand on paper at its scale", async ({ page }) => {
  await openEcg(page);
  const reader = page.locator("canvas.reader");
  await expect(reader).toHaveAttribute("aria-label", /^ECG from 00:00.0 to 00:10.0, twelve leads, 25 mm a second, 10 mm a millivolt, \d+ beats in II$/);
  await expect(page.getByText("Simulated data: no real patient")).toBeVisible();
  // Lines of 5 mm: where the coarse colour stands in a row of pixels without a trace.
  const lines = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.reader")!, row = canvas.getContext("2d")!.getImageData(0, 9, canvas.width, 1).data, found: number[] = [];
    for (let x = 1; x < canvas.width; x++) if (row[4 * x + 1]! < 215 && (found.at(-1) ?? -9) < x - 3) found.push(x);
    return found;
  });
  const steps = lines.slice(1).map((x, i) => x - lines[i]!);
  expect(lines.length).toBeGreaterThan(40);
  for (const step of steps) expect(Math.abs(step - 5 * millimetre)).toBeLessThan(1.6);
  await page.getByText("This page in numbers").click();
  await expect(page.getByRole("row", { name: /^aVR .* mV/ })).toBeVisible();
});

test("a millivolt is as high as the gain says", async ({ page }) => {
  // The lowest and the highest ink right of the label in the rhythm strip agree with the service's numbers.
  const id = await openEcg(page, 2, "?format=strip&peaks=off&gain=10");
  const body = await (await page.request.get(`/api/v1/recordings/${id}/signal?from=1&seconds=1&channels=1`)).body(), length = body.readUInt32LE(0);
  let least = Infinity, greatest = -Infinity;
  for (let i = 4 + length; i + 4 <= body.length; i += 4) [least, greatest] = [Math.min(least, body.readFloatLE(i)), Math.max(greatest, body.readFloatLE(i))];
  const ink = await page.evaluate(([left, mm]) => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.reader")!, from = Math.round(left! + 25 * mm!), wide = Math.round(25 * mm!), top = Math.round(6 * mm!);
    const { data } = canvas.getContext("2d")!.getImageData(from, top, wide, Math.round(26 * mm!));
    let first = Infinity, last = -Infinity;
    for (let i = 0; i < data.length; i += 4) if (data[i]! < 110 && data[i + 1]! < 110) {
      const y = Math.floor(i / 4 / wide);
      [first, last] = [Math.min(first, y), Math.max(last, y)];
    }
    return last - first;
  }, [margin, millimetre]);
  expect(Math.abs(ink - ((greatest - least) / 1000) * 10 * millimetre)).toBeLessThan(4);
});

test("keys change the paper and go from beat to beat; the address keeps it all", async ({ page }) => {
  await openEcg(page);
  const label = () => page.locator("canvas.reader").getAttribute("aria-label");
  await page.keyboard.press("+");
  await expect.poll(label).toContain("20 mm a millivolt");
  await page.keyboard.press("s");
  await expect.poll(label).toContain("50 mm a second");
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/format=rows/);
  await page.keyboard.press("l");
  await expect.poll(label).toContain("lead II");
  await page.keyboard.press("r");
  await expect.poll(label).toContain("lead III");
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/filter=monitor/);
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/notch=50/);
  await page.reload();
  await drawn(page);
  expect(await label()).toContain("lead III, 50 mm a second, 20 mm a millivolt");
  await page.keyboard.press("?");
  await expect(page.getByText("next beat")).toBeVisible();
});

test("rhythm and quality are told, in words and numbers too", async ({ page }) => {
  const id = await openEcg(page);
  const heart = (await (await page.request.get(`/api/v1/recordings/${id}/heart?channel=1&seconds=10`)).json()) as { peaks: number[]; rhythm: { beatsPerMinute: number } };
  const rhythm = page.getByRole("region", { name: "Rhythm" });
  await expect(rhythm).toContainText(`${Math.round(heart.rhythm.beatsPerMinute)} /min`);
  await rhythm.getByText("Beats in numbers").click();
  await expect(rhythm.getByRole("row")).toHaveCount(heart.peaks.length + 1);
  const quality = page.getByRole("region", { name: "Quality" });
  await expect(quality.getByRole("row", { name: /^V6 / })).toContainText(/[01]\.\d\d/);
});

test("a model says its probability, shows the windows it saw, and finds the nearest", async ({ page }) => {
  test.skip(!(await hasModel(page)), "without the fixture there is no ECG model");
  const nearest = page.getByRole("region", { name: "Nearest recordings" }), said = page.getByRole("region", { name: "What the model says" });
  for (const number of [2, 3, 1]) {
    await openEcg(page, number);
    await nearest.getByRole("button", { name: "Find the nearest" }).click();
    await expect(nearest.getByText(/No other recording|The nearest of/)).toBeVisible();
  }
  await expect(nearest.getByRole("listitem")).not.toHaveCount(0);
  await said.getByRole("button", { name: "Predict" }).click();
  await expect(said).toContainText(/\d+ %/);
  await expect(said).toContainText("fitted on simulated data");
  await expect(said).not.toContainText("fitted on lead"); // the model was shown the lead it was fitted on
  await said.getByText(/^1 window of ten seconds/).click();
  await expect(said).toContainText("I: from I");
});

test("at phone width nothing is cut off, and in the dark the paper is dark", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await openEcg(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await inked(page, "canvas.reader")).toBeGreaterThan(0.03);
  const ground = await page.evaluate(() => [...document.querySelector<HTMLCanvasElement>("canvas.reader")!.getContext("2d")!.getImageData(3, 3, 1, 1).data].slice(0, 3));
  expect(Math.max(...ground)).toBeLessThan(110);
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".toolbar")).toBeHidden();
});

test("calipers measure on the paper's scale, and every control is within a phone's width", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openEcg(page, 1, "?format=rows");
  for (const control of await page.locator(".toolbar > *").all()) {
    const box = (await control.boundingBox())!;
    expect(box.x >= 0 && box.x + box.width <= 390, await control.innerText()).toBe(true);
  }
  const told = page.locator(".caliper span"), box = (await page.locator("canvas.reader").boundingBox())!, mm = 96 / 25.4;
  await page.mouse.move(box.x + 80, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 80 + 20 * mm, box.y + 60 + 10 * mm); // 20 mm at 25 mm/s, 10 mm at 10 mm/mV
  await page.mouse.up();
  await expect(told).toHaveText(/^(79\d|80\d) ms · 7[456]\/min · (0\.9\d|1\.0\d) mV$/);
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
  await page.getByRole("button", { name: "Calipers" }).click();
  await expect(told).toBeHidden();
});
