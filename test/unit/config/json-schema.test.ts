import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import * as yaml from "yaml";
import { wellKnownOrganizations } from "@recuse/shared/affiliation/organizations/organizations-file.ts";
import { jsonSchemas } from "@recuse/shared/config/json-schema.ts";
import { SCHEMA_FOLDER } from "@recuse/shared/node/write-schemas.ts";
import { starterPolicy, starterRoster } from "../../../github-app/src/cli/starter.ts";

const SCHEMAS = jsonSchemas();

function compiled(name: string): ValidateFunction {
  const ajv = new Ajv({ strict: true, strictTypes: false });
  addFormats.default(ajv);
  const schema = SCHEMAS[name];
  assert.ok(schema !== undefined);
  return ajv.compile(schema);
}

const roster: unknown = JSON.parse(
  starterRoster({ login: "octocat", id: 583231, repositories: ["octo-org/*"], today: "2026-03-01" }),
);
const policy: unknown = yaml.parse(starterPolicy());

/** The value with one key of the mapping at the path set to something else. */
function changed(value: unknown, path: readonly (string | number)[], replacement: unknown): unknown {
  const copy = structuredClone(value);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], copy);
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ""] = replacement;
  return copy;
}

describe("the JSON Schemas", () => {
  it("are committed as they are generated: npm run schemas", async () => {
    assert.deepEqual((await readdir(SCHEMA_FOLDER)).sort(), Object.keys(SCHEMAS).sort());
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      const committed: unknown = JSON.parse(await readFile(join(SCHEMA_FOLDER, name), "utf8"));
      assert.deepEqual(committed, schema, `${name} is out of date: run npm run schemas`);
    }
  });

  it("accept the shipped organizations", () => {
    const validate = compiled("organizations.schema.json");
    assert.ok(validate(wellKnownOrganizations()), JSON.stringify(validate.errors));
    assert.ok(!validate({ version: 1, asOf: "2026-03-01", organizations: [{ name: "Acme", alias: [] }] }));
  });

  it("accept what recuse init writes", () => {
    for (const [name, value] of [
      ["roster.schema.json", roster],
      ["policy.schema.json", policy],
      ["policy.schema.json", { version: 1 }],
    ] as const) {
      const validate = compiled(name);
      assert.ok(validate(value), `${name}: ${JSON.stringify(validate.errors)}`);
    }
  });

  const refused: [file: string, name: string, value: unknown][] = [
    ["roster", "an unknown key", changed(roster, ["organisations"], [])],
    ["roster", "an unknown version", changed(roster, ["version"], 2)],
    ["roster", "a missing key", changed(roster, ["practice"], undefined)],
    ["roster", "a day that does not exist", changed(roster, ["engagements", 0, "from"], "2025-02-30")],
    [
      "roster",
      "a time instead of a day",
      changed(roster, ["engagements", 0, "from"], "2025-02-03T00:00:00Z"),
    ],
    ["roster", "a kind misspelt", changed(roster, ["engagements", 0, "kind"], "retaner")],
    ["roster", "an id as text", changed(roster, ["practice", "members", 0, "id"], "583231")],
    ["roster", "a repository without owner", changed(roster, ["repositories", 0], "engine")],
    ["roster", "an unknown key far down", changed(roster, ["organizations", 0, "github", "org"], [])],
    ["roster", "a commitment key too short", changed(roster, ["organizations", 0, "commitmentKey"], "AAAA")],
    ["policy", "an unknown key", changed(policy, ["presets"], "standard")],
    ["policy", "an unknown preset", changed(policy, ["preset"], "apache")],
    ["policy", "yes for true", changed(policy, ["decisions"], { close: "yes" })],
    ["policy", "a label over GitHub's limit", changed(policy, ["labels"], { required: "x".repeat(51) })],
    [
      "policy",
      "the level unknown in a rule",
      changed(policy, ["rules"], [{ relation: "own-work", subject: "issue", level: "unknown" }]),
    ],
    ["policy", "a command for everybody", changed(policy, ["commands"], { waive: "everybody" })],
  ];
  for (const [file, name, value] of refused) {
    it(`refuse ${name} in a ${file}`, () => {
      // As a file would hold it: without what is undefined.
      assert.equal(compiled(`${file}.schema.json`)(JSON.parse(JSON.stringify(value))), false);
    });
  }
});
