// Writes a bill of materials (CycloneDX 1.5, JSON) of what a release of Clef contains or calls: NuGet packages by their lock files, npm packages whose
// files are taken into the program, Debian packages that it calls. usage: node build/sbom.mjs VERSION > bom.json
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const version = process.argv[2];
if (!version) throw new Error("usage: node build/sbom.mjs VERSION");
const components = new Map();
// Where NuGet unpacked what was built with, which says the licences.
const cache = process.env.NUGET_PACKAGES ?? join(homedir(), ".nuget/packages");
const add = component => components.set(component["bom-ref"], component);

for (const project of readdirSync(join(root, "src")).sort()) {
  const lock = join(root, "src", project, "packages.lock.json");
  if (!existsSync(lock)) continue;
  for (const [framework, packages] of Object.entries(JSON.parse(readFileSync(lock, "utf8")).dependencies)) {
    for (const [name, entry] of Object.entries(packages)) {
      // Analyzers check the source and are in no package; a project of ours is in this release itself.
      if (entry.type === "Project" || /analyzers/i.test(name)) continue;
      const purl = `pkg:nuget/${name}@${entry.resolved}`;
      const nuspec = join(cache, name.toLowerCase(), entry.resolved.toLowerCase(), `${name.toLowerCase()}.nuspec`);
      const license = existsSync(nuspec) ? /<license type="expression">([^<]+)</.exec(readFileSync(nuspec, "utf8"))?.[1] : undefined;
      add({
        type: "library", "bom-ref": purl, name, version: entry.resolved, purl, scope: "required",
        ...(license ? { licenses: [{ expression: license }] } : {}),
        hashes: [{ alg: "SHA-512", content: Buffer.from(entry.contentHash, "base64").toString("hex") }],
        properties: [{ name: "clef:framework", value: framework }],
      });
    }
  }
}

// DuckDB's library, and the charts of the report with all that their bundles may hold. The viewer has nothing but its own code: what its lock file names
// builds and tests it.
const npm = JSON.parse(readFileSync(join(root, "build/npm/package-lock.json"), "utf8")).packages;
for (const [path, entry] of Object.entries(npm).filter(([path]) => path)) {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const purl = `pkg:npm/${name.replace("@", "%40")}@${entry.version}`;
  const [algorithm, digest] = (entry.integrity ?? "").split("-", 2);
  add({
    type: "library", "bom-ref": purl, name, version: entry.version, purl, scope: "required",
    ...(entry.license ? { licenses: [{ expression: entry.license }] } : {}),
    ...(algorithm === "sha512" ? { hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }] } : {}),
  });
}

for (const line of readFileSync(join(root, "build/debian-packages.txt"), "utf8").split("\n")) {
  const name = line.trim().split(/\s+/)[0];
  // Called where it is installed, not shipped: the version is the system's.
  if (/^lib/.test(name)) add({ type: "library", "bom-ref": `pkg:deb/debian/${name}`, name, purl: `pkg:deb/debian/${name}?distro=bookworm`, scope: "optional" });
}

const main = `pkg:nuget/Clef.Cli@${version}`;
console.log(JSON.stringify({
  bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
  metadata: { component: { type: "application", "bom-ref": main, name: "clef", version, licenses: [{ license: { id: "Apache-2.0" } }] } },
  components: [...components.values()].sort((a, b) => a["bom-ref"] < b["bom-ref"] ? -1 : 1),
  dependencies: [{ ref: main, dependsOn: [...components.keys()].sort() }],
}, null, 2));
