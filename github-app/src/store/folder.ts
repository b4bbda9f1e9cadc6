/* Where the App keeps its own files unless told otherwise. */
import { resolve } from "node:path";

/** `$RECUSE_DATA`, or `.recuse` in the working directory. */
export function dataFolder(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  const folder = env["RECUSE_DATA"];
  return resolve(cwd, folder === undefined || folder === "" ? ".recuse" : folder);
}
