/*
 * `npm run schemas`: writes the JSON Schemas of the files that people write, out of the zod schemas that
 * read them. They complete and check in an editor; the programs themselves use zod alone.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonSchemas } from "../src/config/json-schema.ts";

/** Where the schemas lie in the repository. */
export const SCHEMA_FOLDER = fileURLToPath(new URL("../schema/", import.meta.url));

async function writeSchemas(): Promise<void> {
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    await writeFile(join(SCHEMA_FOLDER, name), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

if (import.meta.main) await writeSchemas();
