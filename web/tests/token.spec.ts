import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, serve } from "./support/clef.ts";
import { expect, test } from "./support/test.ts";

test("a service with a token is asked with it, once", { tag: "@refused" }, async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "clef-token-")),
    token = "0123456789abcdef0123456789abcdef";
  writeFileSync(join(folder, "token"), token);
  const service = await serve("--data", join(folder, "data"), "--viewer", join(root, "web/dist"), "--token-file", join(folder, "token"));
  try {
    let asked = 0;
    page.on("dialog", (dialog) => (asked++, void dialog.accept(token)));
    // Three requests at once are refused; none of them is for what is not there.
    await page.goto(`${service.url}/session/${"0".repeat(32)}`);
    await expect(page.getByRole("alert")).toContainText("no such recording");
    expect(asked).toBe(1);
    await page.goto(`${service.url}/`);
    await expect(page.getByText("There are no recordings yet.")).toBeVisible();
    expect(asked).toBe(1);
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true });
  }
});
