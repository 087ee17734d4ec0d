// Writes src/api/schema.ts, the types of the service's interface, from docs/openapi.v1.json, the document that the service tells of itself.
// usage: node scripts/client.mjs            write
//        node scripts/client.mjs --check    exit code 1 where schema.ts is not what the document says
//        node scripts/client.mjs URL        take the document from a running service first, then write
import { readFileSync, writeFileSync } from "node:fs";

const at = (name) => new URL(`../${name}`, import.meta.url);
const [given] = process.argv.slice(2);
if (given?.startsWith("http")) {
  const response = await fetch(new URL("/openapi/v1.json", given));
  if (!response.ok) throw new Error(`${given} answered ${response.status}`);
  writeFileSync(at("../docs/openapi.v1.json"), await response.text());
}

const document = JSON.parse(readFileSync(at("../docs/openapi.v1.json"), "utf8"));
const written = write(document);
if (given === "--check") {
  if (readFileSync(at("src/api/schema.ts"), "utf8") !== written) {
    console.error("src/api/schema.ts is not what docs/openapi.v1.json says: run 'npm run client'.");
    process.exit(1);
  }
} else writeFileSync(at("src/api/schema.ts"), written);

function write({ paths, components }) {
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => operationOf(path, method, operation)));
  return `// Written by scripts/client.mjs from docs/openapi.v1.json; not edited by hand.

/** The records that requests and answers are made of. */
export interface Schemas {
${Object.entries(components.schemas).map(([name, schema]) => `${doc(schema.description, 2)}  ${name}: ${type(schema, 2)};`).join("\n")}
}

/** The operations: what each takes, and what it answers. */
export interface Operations {
${operations.join("\n")}
}
`;
}

function operationOf(path, method, { parameters = [], requestBody, responses, summary }) {
  const of = (place) => parameters.filter((p) => p.in === place).map((p) => `${camel(p.name)}${p.required ? "" : "?"}: ${type(p.schema, 4)}${p.required ? "" : " | undefined"}`);
  const answers = Object.entries(responses).filter(([status]) => status.startsWith("2")).map(([, r]) => r.content?.["application/json"]?.schema);
  const json = [...new Set(answers.filter((schema) => schema).map((schema) => type(schema, 4)))];
  const body = requestBody?.content["application/json"]?.schema;
  return `${doc(summary, 2)}  "${method.toUpperCase()} ${path}": {
    path: {${inside(of("path"))}};
    query: {${inside(of("query"))}};
    body: ${body ? type(body, 4) : "undefined"};
    answer: ${json.length ? json.join(" | ") : "undefined"};
  };`;
}

function type(schema, indent) {
  if (schema.nullable) {
    const known = type({ ...schema, nullable: false }, indent);
    return known === "unknown" || known === "null" || known.startsWith("null |") ? known : `${known} | null`;
  }
  if (schema.$ref) return `Schemas["${schema.$ref.split("/").at(-1)}"]`;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => type(choice, indent)).join(" | ");
  if (Array.isArray(schema.type)) return [...schema.type].sort().reverse().map((one) => type({ ...schema, type: one }, indent)).join(" | ");
  switch (schema.type) {
    case "null": return "null";
    case "string": return "string";
    case "boolean": return "boolean";
    case "integer":
    case "number": return "number";
    case "array": return `readonly ${wrapped(type(schema.items, indent))}[]`;
    case "object": return record(schema, indent);
    default: return "unknown";
  }
}

function record({ properties, required = [], additionalProperties }, indent) {
  if (!properties) return additionalProperties ? `Readonly<Record<string, ${type(additionalProperties, indent)}>>` : "Readonly<Record<string, never>>";
  const pad = " ".repeat(indent + 2);
  const members = Object.entries(properties).map(([name, schema]) => `${doc(schema.description, indent + 2)}${pad}${name}${required.includes(name) ? "" : "?"}: ${type(schema, indent + 2)};`);
  return `{\n${members.join("\n")}\n${" ".repeat(indent)}}`;
}

function wrapped(text) {
  return text.includes(" | ") ? `(${text})` : text;
}

function inside(members) {
  return members.length ? ` ${members.join("; ")} ` : "";
}

function camel(name) {
  return name[0].toLowerCase() + name.slice(1); // the service reads query names without regard to case
}

function doc(text, indent) {
  return text ? `${" ".repeat(indent)}/** ${text.replaceAll("*/", "* /").replaceAll("\n", " ")} */\n` : "";
}
