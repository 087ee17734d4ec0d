import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program, recordings, root, serve } from "./clef.ts";
import { makeEcg } from "./ecg.ts";
import { makeServed } from "./models.ts";

/** Makes what is served, starts the service for all tests, and ends it after them. */
export default async function setup(): Promise<() => Promise<void>> {
  const viewer = join(root, "web/dist");
  for (const [needed, command] of [[program, "./clef --help"], [join(viewer, "index.html"), "npm run build"]] as const) if (!existsSync(needed)) throw new Error(`${needed} is not there: ${command} makes it`);
  const folder = mkdtempSync(join(tmpdir(), "clef-viewer-"));
  try {
    const served = [...(await makeServed(folder)), ...(await makeEcg(folder))];
    const archive = recordings("eeg-eegmat.zip");
    if (archive) execFileSync("unzip", ["-q", "-j", archive, "edf/Subject02_2.edf", "-d", folder]);
    const service = await serve("--data", join(folder, "data"), "--viewer", viewer, ...served);
    // Tests run in processes of their own, which inherit these.
    process.env["CLEF_URL"] = service.url;
    process.env["CLEF_TEST_FOLDER"] = folder;
    return async () => {
      await service.stop();
      rmSync(folder, { recursive: true });
    };
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}
