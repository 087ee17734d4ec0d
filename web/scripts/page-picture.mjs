// Takes a picture of a page that Clef wrote, in Chromium. The picture of the demo's report is made of a real one:
//   node scripts/page-picture.mjs ../demo/report.html ../docs/images/demo-report.png 1000 1250
// usage: node scripts/page-picture.mjs PAGE OUT.png [WIDTH] [HEIGHT] [light|dark]
import { resolve } from "node:path";
import { chromium } from "@playwright/test";

const [page, out, width = "1280", height = "900", scheme = "light"] = process.argv.slice(2);
if (!out) {
  console.error("usage: node scripts/page-picture.mjs PAGE OUT.png [WIDTH] [HEIGHT] [light|dark]");
  process.exit(2);
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
const tab = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, colorScheme: scheme });
await tab.goto(`file://${resolve(page)}`);
await tab.screenshot({ path: out });
await browser.close();
