import { drawn, expect, inked, openSession, test } from "./support/test.ts";

test("a page of EEG is drawn as its readers know it", async ({ page }) => {
  await openSession(page);
  const reader = page.locator("canvas.reader");
  await expect(reader).toHaveAttribute("aria-label", /^EEG from 00:00 to 00:10, 18 traces, 7 microvolts a millimetre, negative up/);
  expect(await inked(page, "canvas.reader")).toBeGreaterThan(0.03);
  await page.getByText("This page in numbers").click();
  await expect(page.getByRole("row", { name: /^Fp1-F7 / })).toBeVisible();
});

test("what is drawn is what the service sends: negative up", async ({ page }) => {
  await openSession(page, 3, "?montage=as-recorded&low=off&high=off&page=5&uv=20");
  // The lowest point drawn of a trace is its greatest value: the row of pixels, and the service's own number, agree.
  const { id, at } = await page.evaluate(() => ({ id: location.pathname.split("/")[2]!, at: 0 }));
  const tile = await page.request.get(`/api/v1/recordings/${id}/signal?from=${at}&seconds=5&channels=0`);
  const body = await tile.body(),
    length = body.readUInt32LE(0),
    header = JSON.parse(body.toString("utf8", 4, 4 + length)) as { traces: { count: number }[] };
  let greatest = -Infinity,
    where = 0;
  for (let i = 0; i < header.traces[0]!.count; i++) {
    const value = body.readFloatLE(4 + length + 4 * i);
    if (value > greatest) [greatest, where] = [value, i / header.traces[0]!.count];
  }
  const offset = await page.evaluate(
    ({ where }) => {
      const canvas = document.querySelector<HTMLCanvasElement>("canvas.reader")!,
        context = canvas.getContext("2d")!,
        left = 76;
      const x = Math.round(left + where * (canvas.width - left));
      // The first row alone: from above it to half a row below.
      const column = context.getImageData(x - 1, 24, 3, 60).data;
      let lowest = 0;
      for (let y = 0; y < 60; y++) for (let c = 0; c < 3; c++) if (column[4 * (3 * y + c)]! < 90) lowest = Math.max(lowest, 24 + y);
      return lowest;
    },
    { where },
  );
  const rows = 19,
    height = Math.min(40, (Math.max(340, 900 - 400) - 46) / rows),
    middle = 22 + height / 2;
  expect(offset).toBeGreaterThan(middle + ((greatest / 20) * 96) / 25.4 - 4);
});

test("keys turn pages, change size, montage and filters, and the address keeps it all", async ({ page }) => {
  await openSession(page);
  const label = () => page.locator("canvas.reader").getAttribute("aria-label");
  await page.keyboard.press("PageDown");
  await expect(page).toHaveURL(/at=10/);
  await drawn(page);
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/at=11/);
  await page.keyboard.press("End");
  await expect(page).toHaveURL(/at=50/);
  await page.keyboard.press("PageUp");
  await expect(page).toHaveURL(/at=40/);
  await page.keyboard.press("Home");
  await expect(page).not.toHaveURL(/at=/);
  await page.keyboard.press("+");
  await expect.poll(label).toContain("5 microvolts a millimetre");
  await page.keyboard.press("m");
  await expect.poll(label).toContain("14 traces"); // the transverse chain
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/high=30/);
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/notch=50/);
  await page.reload();
  await drawn(page);
  expect(await label()).toContain("14 traces, 5 microvolts");
  await expect(page.getByLabel("Low-pass")).toHaveValue("30");
});

test("annotations are drawn and gone to", async ({ page }) => {
  const id = await openSession(page);
  const { annotations } = (await (await page.request.get(`/api/v1/recordings/${id}/annotations`)).json()) as { annotations: { onset: number; text: string }[] };
  const next = annotations.find((a) => a.onset > 1.5)!;
  await page.keyboard.press(".");
  await expect.poll(() => page.locator("canvas.reader").getAttribute("aria-label")).toContain(next.text);
  await page.keyboard.press("a");
  await expect.poll(() => page.locator("canvas.reader").getAttribute("aria-label")).not.toContain("Annotations:");
});

test("a click on the spectra moves the page there, and so do keys", async ({ page }) => {
  await openSession(page);
  const strip = page.getByRole("slider", { name: "Place in the recording" });
  await expect(page.locator(".spectra:not([aria-busy])")).toBeVisible();
  expect(await inked(page, "canvas.strip")).toBeGreaterThan(0.5);
  const box = (await strip.boundingBox())!;
  await page.mouse.click(box.x + 76 + (box.width - 76) * 0.5, box.y + 40);
  await expect(page).toHaveURL(/at=25/); // the middle of the page where it was clicked
  await strip.focus();
  await page.keyboard.press("ArrowRight");
  await expect(strip).toHaveAttribute("aria-valuenow", "26");
});

test("the model says probabilities, and what moves them is shown over the spectra", async ({ page }) => {
  await openSession(page, 2);
  await page.getByRole("button", { name: "Predict" }).click();
  const answers = page.locator(".answers");
  await expect(answers.getByText("diabetes")).toBeVisible();
  await expect(answers.locator("li", { hasText: "diabetes" }).locator("b")).toHaveText(/^[<>]? ?\d+ %$/);
  await expect(answers.locator("li", { hasText: "age" }).locator("b").first()).toHaveText(/^\d+(\.\d)?$/); // years
  await expect(page.getByText("The probe was fitted on simulated data.")).toBeVisible();
  await expect(page.getByText(/Line \d+ of the audit log/)).toBeVisible();
  const before = await page.locator("canvas.strip").screenshot();
  await answers.getByRole("button", { name: "What moves it" }).click();
  await expect(page.getByText("What moves diabetes")).toBeVisible();
  const over = await page.locator("canvas.strip").screenshot();
  expect(over.equals(before)).toBe(false);
  await page.getByLabel(/What moves diabetes/).uncheck();
  await expect.poll(async () => (await page.locator("canvas.strip").screenshot()).equals(before)).toBe(true);
});

test("findings in words are scored, without the word probability", async ({ page }) => {
  await openSession(page, 4);
  await page.getByRole("button", { name: "Score" }).click();
  const scores = page.locator(".scores li");
  await expect(scores).toHaveCount(6);
  const values = (await scores.locator(".number").allTextContents()).map((t) => Number(t.replace("−", "-")));
  expect(values).toEqual([...values].sort((a, b) => b - a));
  await scores.getByRole("button", { name: "sleep" }).click();
  await expect(page.getByText(/What moves sleep spindles and vertex waves/)).toBeVisible();
});

test("a finding in words is looked for in the spectra", async ({ page }) => {
  await openSession(page, 2);
  await page.getByLabel("A finding in words").fill("left temporal sharp waves");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/What moves left temporal sharp waves/)).toBeVisible();
  await page.locator(".strongest button", { hasNotText: "00:00" }).first().click();
  await expect(page).toHaveURL(/at=\d+/);
});

test("the report is shown with its findings marked, and sessions like this one beside it", async ({ page }) => {
  const id = await openSession(page, 1);
  const report = (await (await page.request.get(`/api/v1/recordings/${id}/report`)).json()) as {
    text: string;
    findings: { status: string; spans: { start: number; length: number }[] }[];
  };
  const span = report.findings.find((f) => f.status === "present")!.spans[0]!;
  await expect(page.locator(".report mark.present", { hasText: report.text.slice(span.start, span.start + span.length) }).first()).toBeVisible();
  expect(await page.locator(".report .text").textContent()).toBe(report.text);
  const hits = page.locator(".hits li");
  await expect(hits).toHaveCount(6);
  const to = hits.first().getByRole("link"),
    name = await to.textContent();
  await to.click();
  await expect(page.getByRole("heading", { name: name! })).toBeVisible();
});

test("a finger turns pages", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, baseURL: baseURL! });
  const page = await context.newPage();
  await openSession(page);
  const touch = await context.newCDPSession(page),
    y = (await page.locator("canvas.reader").boundingBox())!.y + 100;
  const stroke = async (from: number, to: number) => {
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: from, y }] });
    for (let i = 1; i <= 5; i++) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: from + ((to - from) * i) / 5, y }] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  await stroke(300, 100);
  await expect(page).toHaveURL(/at=5/);
  await stroke(100, 300);
  await expect(page).not.toHaveURL(/at=/);
  await context.close();
});

test("a page fits a telephone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openSession(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await expect(page.locator("canvas.reader")).toHaveAttribute("aria-label", /00:00 to 00:05/);
});

test("calipers tell time and voltage, by mouse and by keys", async ({ page }) => {
  await openSession(page, 1, "?uv=10");
  const told = page.locator(".caliper span"),
    box = (await page.locator("canvas.reader").boundingBox())!;
  // A page of 10 s fills the width right of the labels; 10 mm at 10 uV/mm are 100 uV.
  const second = (box.width - 76) / 10,
    tall = (10 * 96) / 25.4;
  await page.mouse.move(box.x + 200, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 200 + second / 2, box.y + 100 + tall);
  await page.mouse.up();
  await expect(told).toHaveText(/^(49\d|50\d) ms · 2 Hz · (9\d|10\d) µV$/);
  await page.keyboard.press("+"); // larger waves: the same way is less
  await expect(told).toHaveText(/ · (6\d|7\d) µV$/);
  await page.mouse.click(box.x + 400, box.y + 300);
  await expect(told).toBeHidden();

  await page.keyboard.press("c");
  await expect(page.getByRole("button", { name: "Calipers" })).toHaveAttribute("aria-pressed", "true");
  const corner = page.getByRole("slider", { name: "Calipers: first corner" });
  await expect(corner).toBeFocused();
  await expect(told).toHaveText(/^1.00 s · 1 Hz · /);
  for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowLeft");
  await expect(told).toHaveText(new RegExp(`^${(1 + 30 / second).toFixed(2)} s`));
  await expect(corner).toHaveAttribute("aria-valuetext", /s into the page; between the corners 1\.\d\d s/);
  await expect(page).not.toHaveURL(/at=/); // the page stood still
  await page.keyboard.press("Escape");
  await expect(told).toBeHidden();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/at=1/);
});

test("a job whose events break off is followed on", { tag: "@refused" }, async ({ page }) => {
  await openSession(page);
  // The first stream ends in the middle, the second is refused as by a service that starts; the third is the service's own.
  let asked = 0;
  await page.route("**/api/v1/jobs/*/events", async (route) => {
    asked++;
    if (asked === 1) await route.fulfill({ status: 200, contentType: "text/event-stream", body: "event: waiting\ndata: {" });
    else if (asked === 2) await route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" });
    else await route.continue();
  });
  await page.getByRole("button", { name: "Score" }).click();
  await expect(page.locator(".scores li")).toHaveCount(6);
  expect(asked).toBe(3);
});
