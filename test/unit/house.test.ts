/*
 * The house's rules bite: each row is a snippet in a file that would break a rule, and the rule that
 * must say so. The files need not exist; only rules that need no types take part.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

const IMPORTS = "no-restricted-imports";
const SYNTAX = "no-restricted-syntax";
const GLOBALS = "no-restricted-globals";
const PROPERTIES = "no-restricted-properties";

/** file, snippet, the rule that refuses it */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ["shared/src/roster/x.ts", 'import "node:fs";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { readFileSync } from "fs";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { readFile } from "fs/promises";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { createHash } from "node:crypto";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { createHash } from "crypto";', IMPORTS],
  ["shared/src/roster/x.ts", 'import type { Stats } from "node:fs";', IMPORTS],
  ["shared/src/roster/x.ts", 'export { join } from "node:path";', IMPORTS],
  ["shared/src/roster/x.ts", 'import * as vscode from "vscode";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { Octokit } from "@octokit/core";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { Probot } from "probot";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { x } from "probot/lib/context.js";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { Low } from "lowdb";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { isDay } from "@recuse/shared/roster/dates.ts";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { x } from "../../node/durable-file.ts";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { x } from "../../../github-app/src/app.ts";', IMPORTS],
  ["shared/src/roster/x.ts", 'import { x } from "../../../extension/src/extension.ts";', IMPORTS],
  ["shared/src/plan/x.ts", 'import { x } from "../github/calls.ts";', IMPORTS],
  ["shared/src/plan/x.ts", 'import { x } from "@octokit/request";', IMPORTS],
  ["shared/src/plan/x.ts", 'import "node:fs";', IMPORTS],
  ["shared/node/x.ts", 'import { x } from "../../github-app/src/app.ts";', IMPORTS],
  ["shared/node/x.ts", 'import { x } from "@recuse/github-app/src/app.ts";', IMPORTS],
  ["shared/node/x.ts", 'import { x } from "../../extension/src/extension.ts";', IMPORTS],
  ["shared/node/x.ts", 'import * as vscode from "vscode";', IMPORTS],
  ["shared/node/x.ts", 'import { readFileSync } from "fs";', IMPORTS],
  ["extension/src/x.ts", 'import { x } from "../../github-app/src/app.ts";', IMPORTS],
  ["extension/src/x.ts", 'import { x } from "@recuse/github-app/src/app.ts";', IMPORTS],
  ["github-app/src/x.ts", 'import { x } from "../../extension/src/extension.ts";', IMPORTS],
  ["github-app/src/x.ts", 'import * as vscode from "vscode";', IMPORTS],

  ["shared/src/roster/x.ts", "export const now = Date.now();", PROPERTIES],
  ["shared/src/roster/x.ts", "export const now = new Date();", SYNTAX],
  ["shared/src/roster/x.ts", "export const now = Date();", SYNTAX],
  ["shared/src/roster/x.ts", "export const chance = Math.random();", PROPERTIES],
  ["shared/src/roster/x.ts", "export const { random } = Math;", PROPERTIES],
  ["shared/src/roster/x.ts", 'export const late = import("./schema.ts");', SYNTAX],
  ...[
    "Buffer",
    "clearTimeout",
    "console",
    "crypto",
    "fetch",
    "globalThis",
    "performance",
    "process",
    "queueMicrotask",
    "setImmediate",
    "setInterval",
    "setTimeout",
  ].map((name) => ["shared/src/roster/x.ts", `export const taken = ${name};`, GLOBALS] as const),

  ["shared/src/roster/x.ts", "export default 1;", SYNTAX],
  ["shared/node/x.ts", "export default function f() {}", SYNTAX],
  ["github-app/src/x.ts", "const x = 1;\nexport { x as default };", SYNTAX],
  ["extension/src/x.ts", "export default 1;", SYNTAX],
  ["shared/src/roster/x.ts", 'export * from "./schema.ts";', SYNTAX],
  ["github-app/src/x.ts", "enum Level {\n  Recuse,\n}\nexport { Level };", SYNTAX],
  ["github-app/src/x.ts", 'import { z } from "zod";\nexport { z };', SYNTAX],
  ["github-app/src/x.ts", "export const same = (a: number, b: number) => a == b;", "eqeqeq"],

  ["test/unit/x.test.ts", 'it.only("x", () => {});', SYNTAX],
  ["test/unit/x.test.ts", 'describe.only("x", () => {});', SYNTAX],
  ["test/app/x.test.ts", 'it.skip("x", () => {});', SYNTAX],
  ["test/app/x.test.ts", 'describe.skip("x", () => {});', SYNTAX],
  ["test/app/x.test.ts", 'xit("x", () => {});', SYNTAX],
];

/** What looks much alike and is allowed. */
const ALLOWED: readonly (readonly [string, string])[] = [
  ["shared/src/roster/x.ts", 'import * as z from "zod";\nexport const X = z.string();'],
  ["shared/src/roster/x.ts", 'import { isDay } from "./dates.ts";\nexport { isDay };'],
  ["shared/src/roster/x.ts", 'export const then = new Date("2026-03-01");'],
  ["shared/src/roster/x.ts", "export const bytes = new TextEncoder().encode('');"],
  ["shared/src/roster/x.ts", "export function f(fetch: () => string): string {\n  return fetch();\n}"],
  [
    "shared/node/x.ts",
    'import { readFileSync } from "node:fs";\nexport const now = [Date.now(), readFileSync];',
  ],
  ["github-app/src/reconcile/x.ts", 'import { x } from "../github/calls.ts";\nexport { x };'],
  ["github-app/src/x.ts", 'import { plan } from "@recuse/shared/plan/plan.ts";\nexport { plan };'],
  ["extension/src/x.ts", 'import * as vscode from "vscode";\nexport { vscode };'],
  ["test/app/x.test.ts", 'it("x", function () {\n  this.skip();\n});'],
];

const eslint = new ESLint({
  cwd: ROOT,
  // These snippets are in no project: everything that asks for types is left out.
  overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) =>
    [IMPORTS, SYNTAX, GLOBALS, PROPERTIES, "eqeqeq", "no-restricted-exports"].includes(ruleId),
});

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(ROOT, file) });
  assert.ok(result !== undefined, `${file} is not linted at all`);
  const fatal = result.messages.find((message) => message.fatal);
  assert.equal(fatal, undefined, `${file}: ${String(fatal?.message)}`);
  return result.messages.map((message) => String(message.ruleId));
}

describe("the house's rules", () => {
  for (const [file, code, rule] of REFUSED) {
    it(`refuse in ${file}: ${code.replaceAll("\n", " ")}`, async () => {
      assert.deepEqual([...new Set(await complaints(file, code))], [rule]);
    });
  }

  for (const [file, code] of ALLOWED) {
    it(`allow in ${file}: ${code.replaceAll("\n", " ")}`, async () => {
      assert.deepEqual(await complaints(file, code), []);
    });
  }

  it("hold for every source file: none is ignored", async () => {
    const ignored: string[] = [];
    for (const file of ["shared", "github-app", "extension", "test"].flatMap((folder) => sourcesIn(folder))) {
      if (await eslint.isPathIgnored(join(ROOT, file))) ignored.push(file);
    }
    assert.deepEqual(ignored, []);
  });

  it("have exactly one strictness: types are checked in every workspace", async () => {
    for (const file of [
      "shared/src/x.ts",
      "shared/node/x.ts",
      "github-app/x.ts",
      "extension/x.ts",
      "test/x.ts",
    ]) {
      const config = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(join(ROOT, file))) as {
        rules: Record<string, [number, ...unknown[]]>;
      };
      for (const rule of [
        "no-unsafe-assignment",
        "no-floating-promises",
        "no-explicit-any",
        "no-unnecessary-condition",
      ]) {
        assert.equal(config.rules[`@typescript-eslint/${rule}`]?.[0], 2, `${rule} is off in ${file}`);
      }
    }
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name.endsWith(".ts"))
    .map((each) => relative(ROOT, join(each.parentPath, each.name)))
    .filter((path) => !/(^|\/)(node_modules|dist|out|results|\.vscode-test)\//.test(path));
}
