/*
 * JSON Schemas of the files that people write, for editors. They say less than zod does: not what one part of
 * a file demands of another, nor which days exist. Compared with the committed files by a test.
 */
import * as z from "zod";
import { OrganizationsShape } from "../affiliation/organizations/organizations-file.ts";
import { PolicyShape } from "../conflict/policy.ts";
import { RosterShape } from "../roster/schema.ts";

/** The schemas by file name, as draft 7, which editors know best. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    "organizations.schema.json": titled("Recuse: names of organizations over time", OrganizationsShape),
    "policy.schema.json": titled("Recuse: a repository's policy, .github/recuse.yml", PolicyShape),
    "roster.schema.json": titled("Recuse: the private roster", RosterShape),
  };
}

function titled(title: string, schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return { $schema, title, ...rest };
}
