import { expect, realEeg, test } from "./support/test.ts";

test("recordings are listed, filtered and paged", async ({ page }) => {
  await page.goto("/?source=cohort"); // other tests upload
  await expect(page.getByRole("row")).toHaveCount(31);
  await page.getByRole("searchbox").fill("000012");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page).toHaveURL(/text=000012/);
  await page.reload();
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("searchbox").fill("no such");
  await expect(page.getByText("No recording fits these filters.")).toBeVisible();
  await page.getByRole("searchbox").fill("");
  await page.getByLabel("Modality").selectOption("ecg");
  await expect(page.getByText("No recording fits these filters.")).toBeVisible();
});

test("the list fits a telephone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await expect(page.getByRole("link", { name: "sim-000001-eeg" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test("what is no recording is refused in words", { tag: "@refused" }, async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeVisible();
  await page.locator("#upload").setInputFiles({ name: "letter.edf", mimeType: "text/plain", buffer: Buffer.from("Dear colleague, ".repeat(400)) });
  await expect(page.getByRole("alert")).toContainText("letter.edf");
});

// It has no report (404), and no vector until it is embedded (422).
test("a real recording is uploaded, opened, and not called simulated", { tag: "@refused" }, async ({ page }) => {
  const file = realEeg();
  test.skip(file === null, "the shared recordings (eeg-eegmat.zip) are not beside the repository and CLEF_DATA is not set");
  await page.goto("/");
  await page.locator("#upload").setInputFiles(file!);
  const link = page.getByRole("link", { name: /^upload [0-9a-f]{8}$/ });
  await expect(link).toHaveCount(1);
  await link.click();
  await expect(page.getByRole("img", { name: /^EEG from 00:00/ })).toBeVisible();
  await expect(page.getByText("Simulated data: no real patient")).toBeHidden();
  await expect(page.getByText("This recording has not been embedded with eeg-tiny.")).toBeVisible();
  await page.getByRole("button", { name: "Embed it and search" }).click();
  await expect(page.locator(".hits li")).toHaveCount(6);
});
