/*
 * Which operation of GitHub's official description a request is: the committed subset, as a list of routes.
 * Used by the contract check and by the fault server, so that both speak of operations by GitHub's own ids.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const JsonSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof JsonSchema>;

const Parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean().default(false),
  schema: JsonSchema,
});
export type Parameter = z.infer<typeof Parameter>;

const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  requestBody: z
    .object({
      required: z.boolean(),
      content: z.object({ "application/json": z.object({ schema: JsonSchema }) }),
    })
    .optional(),
  responses: JsonSchema,
});

const Description = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

export interface Route {
  /** GitHub's own name for it, such as `issues/create-comment`. */
  readonly operation: string;
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly schema: JsonSchema };
  readonly statuses: readonly number[];
}

/** File paths and git references may hold slashes; everything else must arrive percent-encoded. */
const WITH_SLASHES = new Set(["path", "ref"]);

function patternOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
      return WITH_SLASHES.has(name) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`;
    })
    .join("");
  return new RegExp(`^${source}$`);
}

function readRoutes(): Route[] {
  const file = join(import.meta.dirname, "api.github.com.subset.json");
  const description = Description.parse(JSON.parse(readFileSync(file, "utf8")));
  const routes = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Route => {
      const body = operation.requestBody;
      return {
        operation: operation.operationId,
        method: method.toUpperCase(),
        path,
        pattern: patternOf(path),
        parameters: operation.parameters,
        ...(body && { body: { required: body.required, schema: body.content["application/json"].schema } }),
        statuses: Object.keys(operation.responses).map(Number),
      };
    }),
  );
  // fewer placeholders first: /issues/comments/{id} is not an issue with the number "comments"
  return routes.toSorted((a, b) => a.path.split("{").length - b.path.split("{").length);
}

export const ROUTES: readonly Route[] = readRoutes();

export interface MatchedRoute {
  readonly route: Route;
  /** Percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** `path` as it stands in the URL, still percent-encoded, without the API's own prefix. */
export function matchRoute(method: string, path: string): MatchedRoute | undefined {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const match = route.pattern.exec(path);
    if (match === null) continue;
    const parameters = Object.entries<string>(match.groups ?? {}).map(([name, value]): [string, string] => [
      name,
      decodeURIComponent(value),
    ]);
    return { route, parameters: Object.fromEntries(parameters) };
  }
  return undefined;
}
