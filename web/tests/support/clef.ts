import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** The repository. */
export const root = resolve(import.meta.dirname, "../../..");

/** The command line that is tested: as built, or the published copy that CLEF names. */
export const program = process.env["CLEF"] ?? join(root, "artifacts/bin/Clef.Cli/release/clef.dll");

const environment = { ...process.env, OMP_WAIT_POLICY: "passive" };

/** Runs `clef`; its errors are this error. */
export async function clef(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("dotnet", [program, ...words], { env: environment, maxBuffer: 1 << 26 });
  return stdout;
}

/** A service that runs. */
export interface Service {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts `clef serve` on a free port and waits until it answers. */
export async function serve(...words: string[]): Promise<Service> {
  const service = spawn("dotnet", [program, "serve", "--listen", "127.0.0.1:0", ...words], { env: environment, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const url = await new Promise<string>((ready, failed) => {
    service.stderr.on("data", (data: Buffer) => {
      said += data.toString();
      const found = /serving at (http:\/\/[^;\s]+)/.exec(said);
      if (found) ready(found[1]!);
    });
    service.on("exit", (code) => failed(new Error(`clef serve ended with ${code}:\n${said}`)));
  });
  return { url, process: service, stop: () => stop(service) };
}

function stop(service: ChildProcess): Promise<void> {
  return new Promise((ended) => {
    service.removeAllListeners("exit");
    service.on("exit", () => ended());
    service.kill("SIGTERM");
  });
}

/** A file of the shared recordings, which lie beside the repository or where CLEF_DATA says; null where they do not. */
export function recordings(name: string): string | null {
  const path = join(process.env["CLEF_DATA"] ?? join(root, "../shared/data"), name);
  return existsSync(path) ? path : null;
}
