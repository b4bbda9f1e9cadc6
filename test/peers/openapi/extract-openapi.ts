/*
 * Cuts GitHub's official OpenAPI description down to the operations that Recuse uses or is about to use, and
 * writes the subset that contract-fetch.ts checks every outgoing request against. Run by hand, never by a test:
 *
 *   npm install --prefix /tmp/openapi --ignore-scripts @octokit/openapi@23.0.2   # 385 MB, so never a dependency
 *   node test/peers/openapi/extract-openapi.ts \
 *     /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
 *
 * Kept: method, path, parameters, the schema of JSON bodies, the documented statuses. References are resolved
 * in place; prose, examples and extensions are dropped. Add an operation to OPERATIONS and run it again.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const OPERATIONS = [
  "apps/create-installation-access-token",
  "apps/get-authenticated",
  "apps/get-installation",
  "apps/get-repo-installation",
  "apps/get-webhook-delivery",
  "apps/list-installations",
  "apps/list-repos-accessible-to-installation",
  "apps/list-webhook-deliveries",
  "apps/redeliver-webhook-delivery",
  "checks/create",
  "checks/list-for-ref",
  "checks/update",
  "git/create-blob",
  "git/create-commit",
  "git/create-ref",
  "git/create-tree",
  "git/get-commit",
  "git/get-ref",
  "git/update-ref",
  "issues/add-labels",
  "issues/create-comment",
  "issues/create-label",
  "issues/get",
  "issues/get-comment",
  "issues/get-label",
  "issues/list-comments",
  "issues/list-for-repo",
  "issues/list-labels-for-repo",
  "issues/list-labels-on-issue",
  "issues/remove-label",
  "issues/update-comment",
  "orgs/list-members",
  "orgs/list-public-members",
  "pulls/get",
  "pulls/list",
  "pulls/list-commits",
  "pulls/list-reviews",
  "pulls/request-reviewers",
  "rate-limit/get",
  "reactions/create-for-issue-comment",
  "reactions/list-for-issue-comment",
  "repos/get",
  "repos/get-content",
  "users/get-by-id",
  "users/get-by-username",
];

const METHODS = ["get", "post", "put", "patch", "delete"];
const PROSE = new Set([
  "description",
  "example",
  "examples",
  "externalDocs",
  "summary",
  "title",
  "deprecated",
]);

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Follows `#/a/b` from the root of the document. */
function lookUp(root: Json, reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => object(at)[key], root);
}

/** A schema or parameter without prose, with every reference resolved in place. `names`: the keys are names, not keywords. */
function slim(root: Json, value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((each) => slim(root, each));
  if (!isObject(value)) return value;
  if (typeof value.$ref === "string") return slim(root, lookUp(root, value.$ref));
  const kept = Object.entries(value).filter(([key]) => names || !(PROSE.has(key) || key.startsWith("x-")));
  return Object.fromEntries(
    kept.map(([key, each]) => [key, slim(root, each, !names && key === "properties")]),
  );
}

function slimOperation(root: Json, shared: unknown, operation: Json): Json {
  const parameters = [...list(shared), ...list(operation.parameters)].map((each) => slim(root, each));
  const body = object(slim(root, operation.requestBody));
  const schema = object(object(body.content)["application/json"]).schema;
  return {
    operationId: operation.operationId,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(schema === undefined
      ? {}
      : { requestBody: { required: body.required ?? false, content: { "application/json": { schema } } } }),
    responses: Object.fromEntries(Object.keys(object(operation.responses)).map((status) => [status, {}])),
  };
}

function extract(root: Json): { paths: Json; missing: string[] } {
  const missing = new Set(OPERATIONS);
  const paths: Json = {};
  for (const [path, item] of Object.entries(object(root.paths))) {
    const kept: Json = {};
    for (const method of METHODS) {
      const operation = object(object(item)[method]);
      if (!missing.delete(String(operation.operationId))) continue;
      kept[method] = slimOperation(root, object(item).parameters, operation);
    }
    if (Object.keys(kept).length > 0) paths[path] = kept;
  }
  return { paths, missing: [...missing] };
}

function main(source: string | undefined): void {
  if (source === undefined) {
    console.error(
      "usage: node extract-openapi.ts <path of @octokit/openapi's generated/api.github.com.json>",
    );
    process.exit(2);
  }
  const root = object(JSON.parse(readFileSync(source, "utf8")));
  const manifest = object(JSON.parse(readFileSync(join(dirname(source), "..", "package.json"), "utf8")));
  const { paths, missing } = extract(root);
  if (missing.length > 0) {
    console.error(`not in the description, so rename or drop them: ${missing.join(", ")}`);
    process.exit(1);
  }
  const subset = {
    "x-source": {
      package: manifest.name,
      version: manifest.version,
      file: "generated/api.github.com.json",
      license: "MIT",
      copyright: "Copyright (c) 2020 Octokit contributors",
      upstream: "https://github.com/github/rest-api-description",
      extractedBy: "test/peers/openapi/extract-openapi.ts",
    },
    openapi: root.openapi,
    info: { title: object(root.info).title, version: object(root.info).version },
    paths,
  };
  writeFileSync(
    join(import.meta.dirname, "api.github.com.subset.json"),
    `${JSON.stringify(subset, null, 1)}\n`,
  );
}

main(process.argv[2]);
