/*
 * One outgoing request against GitHub's official description: method, path, query and JSON body, and the
 * limits that the description only states in prose. Pure but for the compiled schemas it keeps.
 */

import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { matchRoute, type JsonSchema, type Route } from "./openapi/operations.ts";

const MOST_LABEL_CHARACTERS = 50;
const MOST_LABEL_DESCRIPTION_CHARACTERS = 100;
const MOST_COMMENT_CHARACTERS = 65_536;
const COMPOSITIONS = new Set(["allOf", "anyOf", "oneOf"]);

export interface OutgoingRequest {
  readonly method: string;
  /** Without the API's own prefix, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface ContractResult {
  /** Undefined where GitHub has no such operation, or the subset does not list it. */
  readonly operation: string | undefined;
  /** What is wrong, one sentence each; empty when the request keeps the contract. */
  readonly violations: readonly string[];
}

const bodies = new Ajv2019({ strict: false, allErrors: true, logger: false });
const strings = new Ajv2019({ strict: false, allErrors: true, logger: false, coerceTypes: "array" });
addFormats.default(bodies);
addFormats.default(strings);
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, and objects are closed, so that a key that GitHub
 * would silently ignore is a violation. Branches of a composition are closed by the schema around them.
 */
function toJsonSchema(value: unknown, inComposition = false): unknown {
  if (Array.isArray(value)) return value.map((each) => toJsonSchema(each, inComposition));
  if (!isObject(value)) return value;
  const schema: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    if (key === "nullable" || (key === "additionalProperties" && each === true)) continue;
    if (key === "enum" || key === "default" || key === "required") schema[key] = each;
    else if (key === "properties" && isObject(each)) schema[key] = convertEach(each);
    else schema[key] = toJsonSchema(each, COMPOSITIONS.has(key));
  }
  const composed = Object.keys(schema).some((key) => COMPOSITIONS.has(key));
  const open = isObject(schema.additionalProperties);
  if (!inComposition && !open && (isObject(schema.properties) || composed))
    schema.unevaluatedProperties = false;
  return value.nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}

function convertEach(schemas: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]));
}

function validator(ajv: Ajv2019, schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const converted = toJsonSchema(schema);
  const validate = ajv.compile(isObject(converted) ? converted : {});
  compiled.set(schema, validate);
  return validate;
}

function complaints(ajv: Ajv2019, schema: JsonSchema, value: unknown, where: string): string[] {
  const validate = validator(ajv, schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => {
    const key: unknown = error.params.unevaluatedProperty;
    return `${where}${error.instancePath} ${error.message ?? "is wrong"}${typeof key === "string" ? `: ${key}` : ""}`;
  });
}

function checkParameters(
  route: Route,
  inPath: Readonly<Record<string, string>>,
  query: URLSearchParams,
): string[] {
  const found: string[] = [];
  for (const name of new Set(query.keys())) {
    if (!route.parameters.some((known) => known.in === "query" && known.name === name)) {
      found.push(`unknown query parameter ${name}`);
    } else if (query.getAll(name).length > 1) found.push(`query parameter ${name} is given twice`);
  }
  for (const { name, in: place, required, schema } of route.parameters) {
    if (place === "header") continue;
    const value = place === "path" ? inPath[name] : query.get(name);
    if (value === undefined || value === null) {
      if (required) found.push(`${place} parameter ${name} is missing`);
    } else found.push(...complaints(strings, schema, value, `${place} parameter ${name}`));
  }
  return found;
}

function parseBody(route: Route, request: OutgoingRequest): { value?: unknown; violations: string[] } {
  if (request.body === "") {
    return { violations: route.body?.required === true ? ["a body is required"] : [] };
  }
  if (!route.body) return { violations: ["this operation takes no body"] };
  const violations = /^application\/(?:.+\+)?json\b/.test(request.contentType ?? "")
    ? []
    : ["content-type is not JSON"];
  try {
    const value: unknown = JSON.parse(request.body);
    return { value, violations: [...violations, ...complaints(bodies, route.body.schema, value, "body")] };
  } catch {
    return { violations: [...violations, "the body is not JSON"] };
  }
}

/** GitHub counts code points. */
function codePoints(text: string): number {
  return Array.from(text).length;
}

function checkLabelName(name: unknown): string[] {
  if (typeof name !== "string") return [];
  if (name.trim() === "") return ["a label name is blank"];
  return codePoints(name) > MOST_LABEL_CHARACTERS
    ? [`a label name is over ${MOST_LABEL_CHARACTERS} characters`]
    : [];
}

function checkNewLabel(body: Record<string, unknown>): string[] {
  const found = checkLabelName(body.name);
  if (typeof body.color === "string" && !/^[0-9a-f]{6}$/i.test(body.color))
    found.push("color is not six hex digits");
  if (
    typeof body.description === "string" &&
    codePoints(body.description) > MOST_LABEL_DESCRIPTION_CHARACTERS
  ) {
    found.push(`a label description is over ${MOST_LABEL_DESCRIPTION_CHARACTERS} characters`);
  }
  return found;
}

function checkComment(body: Record<string, unknown>): string[] {
  if (typeof body.body !== "string") return [];
  if (body.body.trim() === "") return ["the comment is blank"];
  return codePoints(body.body) > MOST_COMMENT_CHARACTERS
    ? [`the comment is over ${MOST_COMMENT_CHARACTERS} characters`]
    : [];
}

function checkRun(body: Record<string, unknown>): string[] {
  const found: string[] = [];
  const ended = body.status === "completed" || body.completed_at !== undefined;
  if (ended && body.conclusion === undefined) found.push("a completed check run has no conclusion");
  if (body.conclusion === "stale") found.push("only GitHub can conclude stale");
  if (typeof body.head_sha === "string" && !/^[0-9a-f]{40}$/.test(body.head_sha)) {
    found.push("head_sha is not a commit");
  }
  return found;
}

/** Limits that GitHub enforces, and its description only mentions or leaves out. */
function checkLimits(operation: string, inPath: Readonly<Record<string, string>>, body: unknown): string[] {
  if (operation === "issues/remove-label" || operation === "issues/get-label")
    return checkLabelName(inPath.name);
  if (!isObject(body)) return [];
  switch (operation) {
    case "issues/create-label":
      return checkNewLabel(body);
    case "issues/add-labels": {
      const labels: unknown[] = Array.isArray(body.labels) ? body.labels : [];
      return labels.flatMap((label) => checkLabelName(isObject(label) ? label.name : label));
    }
    case "issues/create-comment":
    case "issues/update-comment":
      return checkComment(body);
    case "checks/create":
    case "checks/update":
      return checkRun(body);
    default:
      return [];
  }
}

export function checkContract(request: OutgoingRequest): ContractResult {
  const matched = matchRoute(request.method, request.path);
  if (!matched) {
    return { operation: undefined, violations: [`no such operation: ${request.method} ${request.path}`] };
  }
  const { route, parameters } = matched;
  const body = parseBody(route, request);
  return {
    operation: route.operation,
    violations: [
      ...checkParameters(route, parameters, request.query),
      ...body.violations,
      ...checkLimits(route.operation, parameters, body.value),
    ],
  };
}
