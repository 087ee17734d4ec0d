import { AxeBuilder } from "@axe-core/playwright";
import { expect, inked, test } from "./support/test.ts";

test("an archive is searched in words, and narrowed", async ({ page }) => {
  await page.goto("/archive");
  await expect(page.getByText("Simulated data: no real patient")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("left temporal sharp waves in sleep");
  await page.keyboard.press("Enter");
  const results = page.getByRole("region", { name: /Nearest to/ });
  await expect(results.getByRole("listitem")).toHaveCount(25);
  await expect(page).toHaveURL(/q=left\+temporal/);
  // As the service has it: in its order, with its numbers.
  const answer = (await (await page.request.post("/api/v1/search", { data: { model: "eeg-tiny", text: "left temporal sharp waves in sleep", limit: 25, sex: "F" } })).json()) as { hits: { name: string; similarity: number }[] };
  await page.getByLabel("Sex", { exact: true }).selectOption("F");
  await expect(results.getByRole("listitem")).toHaveCount(answer.hits.length);
  expect(await results.getByRole("link").allTextContents()).toEqual(answer.hits.map((h) => h.name));
  await expect(results.getByRole("listitem").first()).toContainText(answer.hits[0]!.similarity.toFixed(3));
  await expect.poll(() => inked(page, "li canvas.spectra-small")).toBeGreaterThan(0.3);
  await page.getByLabel("Age from").fill("150");
  await page.getByLabel("Age from").blur();
  await expect(page.getByText("Nothing fits these filters.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("What a report would say")).toHaveValue("left temporal sharp waves in sleep");
});

test("what is alike is one step away", async ({ page }) => {
  await page.goto("/archive?q=seizure");
  const first = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^alike/ }) }).first(), name = (await first.getByRole("link").textContent())!;
  await first.getByRole("button", { name: /^alike/ }).click();
  await expect(page.getByRole("heading", { name: "Alike" })).toBeVisible();
  await expect(page).toHaveURL(/like=[0-9a-f]{32}/);
  await expect(page.getByRole("region", { name: "Alike" }).getByRole("link", { name, exact: true })).toHaveCount(0);
});

test("the map is coloured by a label, and selected from by pointer", async ({ page }) => {
  await page.goto("/archive");
  const canvas = page.locator("canvas.points");
  await expect(canvas).toHaveAttribute("data-points", "30");
  await expect(page.getByRole("button", { name: /^[FM] \(\d+\)$/ })).toHaveCount(2);
  expect(await inked(page, "canvas.points")).toBeGreaterThan(0.003);
  await page.getByLabel("Coloured by", { exact: true }).selectOption("age");
  await expect(page.getByRole("button", { name: /^\d+(\.\d)? to \d+(\.\d)? \(6\)$/ })).toHaveCount(5);
  await expect(page).toHaveURL(/by=age/);

  const box = (await canvas.boundingBox())!;
  await page.mouse.move(box.x + 2, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole("heading", { name: "Selected: 30" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Nothing is selected.")).toBeVisible();
  await page.getByRole("button", { name: /\(6\)$/ }).first().click();
  await expect(page.getByRole("heading", { name: "Selected: 6" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Selected: 6" }).getByRole("link")).toHaveCount(6);
});

test("and by keys alone", async ({ page }) => {
  await page.goto("/archive");
  await expect(page.locator("canvas.points")).toHaveAttribute("data-points", "30");
  await expect(page.getByText(/F \(\d+\)/).first()).toBeVisible(); // the colours have come
  await page.keyboard.press("g");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".tip")).toContainText(/^sex: [FM]$/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Selected: 1" })).toBeVisible();
  await page.keyboard.press(" ");
  await expect(page.getByRole("heading", { name: "Selected: 10" })).toBeVisible();
  await expect(page.locator("canvas.points")).toHaveAttribute("aria-label", /10 selected/);
});

test("at phone width the map stands under what was found", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/archive?q=normal");
  await expect(page.getByRole("listitem").first()).toBeVisible();
  await expect(page.locator("canvas.points")).toHaveAttribute("data-points", "30");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
});
