/* Takes a lock, says so, and holds it until it is ended; exits with 3 and the sentence when it is held. */
import { writeSync } from "node:fs";
import { lockProcess, ProcessLockError } from "@recuse/shared/node/process-lock.ts";

const [path = ""] = process.argv.slice(2);
try {
  await lockProcess(path);
  writeSync(1, "held\n");
  setInterval(() => undefined, 60_000);
} catch (error) {
  if (!(error instanceof ProcessLockError)) throw error;
  writeSync(1, `${error.message}\n`);
  process.exitCode = 3;
}
