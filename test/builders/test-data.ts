/* Where the real data for tests lies, if it is there. None of it is part of this repository. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const FOLDER = process.env["RECUSE_TEST_DATA"] ?? join(import.meta.dirname, "../../../shared/data");

/** The path of a file of the test data, or undefined where it is absent: the test then says that it skipped. */
export function testData(path: string): string | undefined {
  const whole = join(FOLDER, path);
  return existsSync(whole) ? whole : undefined;
}
