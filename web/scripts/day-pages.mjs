// Pages through a day of 64 channels in Chromium, against a service that runs, and tells how long pages take from the key to the drawn canvas.
// usage: node scripts/day-pages.mjs URL RECORDING [pages]      RECORDING: the identifier of an upload; day-edf.mjs writes such a day
import { chromium } from "@playwright/test";

const [url, recording, count = "100"] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${url}/session/${recording}?montage=as-recorded`);
await page.waitForFunction(() => document.querySelector("canvas.reader")?.dataset.from !== undefined);
const taken = (from) =>
  page
    .waitForFunction((at) => document.querySelector("canvas.reader").dataset.from === at, String(from))
    .then((h) => h.dispose())
    .then(() => page.evaluate(() => Number(document.querySelector("canvas.reader").dataset.milliseconds)));
const place = () => page.evaluate(() => Number(new URLSearchParams(location.search).get("at") ?? 0));

async function measure(name, times, act) {
  const found = [];
  for (let i = 0; i < times; i++) {
    await act(i);
    found.push(await taken(await place()));
  }
  found.sort((a, b) => a - b);
  const at = (share) => found[Math.min(found.length - 1, Math.floor(share * found.length))].toFixed(1);
  console.log(`| ${name} | ${times} | ${at(0.5)} | ${at(0.95)} | ${found.at(-1).toFixed(1)} |`);
}

const strip = page.getByRole("slider"),
  box = await strip.boundingBox();
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
console.log("| page of 10 s | n | median ms | 95 % ms | longest ms |\n|---|---|---|---|---|");
for (const [montage, words] of [
  ["as-recorded", "64 traces as recorded, 0.5 to 70 Hz"],
  ["longitudinal-bipolar", "longitudinal bipolar, 0.5 to 70 Hz"],
]) {
  await page.getByLabel("Montage").selectOption(montage);
  await page.waitForTimeout(1000);
  await measure(`${words}: anywhere in the day, by a click on the spectra`, Number(count), () =>
    strip.click({ position: { x: 80 + random() * (box.width - 100), y: 30 } }),
  );
  await measure(`${words}: next page, by key`, Number(count), async () => {
    await page.waitForTimeout(250); // a glance
    await page.keyboard.press("PageDown");
  });
}

// The key for a second held down for ten seconds: frames that come late are what an eye calls stutter.
await page.evaluate(() => {
  window.frames_ = [];
  let last = performance.now();
  const tick = (now) => (window.frames_.push(now - last), (last = now), requestAnimationFrame(tick));
  requestAnimationFrame(tick);
});
const from = await place(),
  until = Date.now() + 10_000;
while (Date.now() < until) await page.keyboard.press("ArrowRight");
const frames = (await page.evaluate(() => window.frames_)).sort((a, b) => a - b),
  at = (share) => frames[Math.floor(share * frames.length)].toFixed(1);
const [median, late, longest] = [at(0.5), at(0.95), frames.at(-1).toFixed(1)];
console.log(`\nThe key for a second, pressed again and again for 10 s: ${(await place()) - from} steps; a frame took ${median} ms (median),`);
console.log(`${late} ms (95 %), ${longest} ms (longest) of ${frames.length}.`);
await browser.close();
