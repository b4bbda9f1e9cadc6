/* Appends to a log from many callers until it is killed; prints the index of every acknowledged entry. */
import { writeSync } from "node:fs";
import { openFileLog } from "@recuse/shared/node/file-log.ts";

const [folder = ""] = process.argv.slice(2);
const log = await openFileLog(folder, { now: Date.now });
const key = new Uint8Array(32);
writeSync(1, "ready\n");

async function appendForever(caller: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const name = caller % 2 === 0 ? "public" : "private";
    const secret = { key, hidden: { organization: `caller-${String(caller)}`, detail: count } };
    const entry = await log.append(
      name,
      { type: "outage", cause: { kind: "scan", delivery: `${String(caller)} ${String(count)}` } },
      caller % 4 < 2 ? secret : undefined,
    );
    writeSync(1, `${name} ${String(entry.index)} ${entry.id} ${String(caller)} ${String(count)}\n`);
  }
}

await Promise.all(Array.from({ length: 32 }, (_, caller) => appendForever(caller)));
