/* Replaces a file again and again until it is killed; prints the number of every finished replacement. */
import { writeSync } from "node:fs";
import { replaceFile } from "@recuse/shared/node/durable-file.ts";

const [path = ""] = process.argv.slice(2);
for (let count = 1; ; count += 1) {
  await replaceFile(path, `${JSON.stringify({ count, filler: String(count).repeat(20_000) })}\n`, {
    keepBackup: true,
  });
  writeSync(1, `${String(count)}\n`);
}
