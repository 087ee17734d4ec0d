import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect, openSession, test } from "./support/test.ts";

test("every page says what it is for, and that simulated data are simulated", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByText("For research, not for diagnosis")).toBeVisible();
  await expect(page.getByText("Simulated data: no real patient")).toBeVisible();
  await openSession(page);
  await expect(page.getByText("For research, not for diagnosis")).toBeVisible();
  await expect(page.getByText("Simulated data: no real patient")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("For research, not for diagnosis")).toBeVisible();
  await page.goto("/nowhere/at/all");
  await expect(page.getByText("There is no such page.")).toBeVisible();
  await expect(page.getByText("For research, not for diagnosis")).toBeVisible();
});

test("light and dark follow the system and the switch", async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Recordings" })).toBeVisible();
  const dark = await ground();
  await page.emulateMedia({ colorScheme: "light" });
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.keyboard.press("t"); // as the system -> light
  await page.keyboard.press("t"); // -> dark
  expect(await ground()).toBe(dark);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Recordings" })).toBeVisible();
  expect(await ground()).toBe(dark);
});

test("the help lists the keys of the page", async ({ page }) => {
  await openSession(page);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help.getByText("next montage")).toBeVisible();
  await page.keyboard.press("m"); // keys are the dialog's own while it is open
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  expect(page.url()).not.toContain("montage");
});

test("a keyboard alone reaches the page and a recording", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("link", { name: "sim-000001-eeg" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.getByRole("link", { name: "sim-000001-eeg" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "sim-000001-eeg" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Recordings" })).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing to object to, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    await expect(page.getByRole("link", { name: "sim-000001-eeg" })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
    await openSession(page, 2);
    await expect(page.getByText("The nearest of")).toBeVisible();
    await page.getByRole("button", { name: "Predict" }).click();
    await expect(page.getByRole("button", { name: "Predict again" })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
  });
}

test("the client is made from what the service tells of itself", async ({ request }) => {
  const told = await (await request.get("/openapi/v1.json")).json();
  expect(JSON.parse(readFileSync(new URL("../../docs/openapi.v1.json", import.meta.url), "utf8"))).toEqual(told);
});
