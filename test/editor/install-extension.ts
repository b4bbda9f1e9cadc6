/* Puts the built extension where an editor looks for installed ones: exactly the files that its package would hold. */
import { cp, readFile } from "node:fs/promises";
import * as path from "node:path";
import * as z from "zod";

const EXTENSION = path.resolve(import.meta.dirname, "../../extension");
const Manifest = z.object({
  publisher: z.string(),
  name: z.string(),
  version: z.string(),
  files: z.array(z.string()).min(1),
});

/** Copies what the manifest lists under `files`, so that a forgotten file is missing here as well. */
export async function installExtension(extensionsFolder: string): Promise<void> {
  const manifest = Manifest.parse(JSON.parse(await readFile(path.join(EXTENSION, "package.json"), "utf8")));
  const target = path.join(extensionsFolder, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  for (const name of ["package.json", ...manifest.files]) {
    await cp(path.join(EXTENSION, name), path.join(target, name), { recursive: true });
  }
}
