/*
 * Opens a log, appends to both of its parts and closes it; prints what was acknowledged. Run under a tracer that
 * makes one of its system calls fail. With `broken` it acknowledges what it has not written yet.
 */
import { open, writeSync } from "node:fs";
import { openAppendHandle, type AppendHandle } from "@recuse/shared/node/append-handle.ts";
import { openFileLog } from "@recuse/shared/node/file-log.ts";

const [folder = "", kind = ""] = process.argv.slice(2);
/** More than the main thread opens while it starts: calls are counted for each thread. */
const OPENED_BEFORE = 60;
for (let count = 0; count < OPENED_BEFORE; count += 1) {
  await new Promise((resolve) => {
    open("/dev/null", "r", resolve);
  });
}

async function careless(path: string, mode: number): Promise<AppendHandle> {
  const handle = await openAppendHandle(path, mode);
  if (!path.includes("wal-")) return handle;
  return {
    ...handle,
    datasync: () => Promise.resolve(),
    write: (buffers, position) => {
      setTimeout(() => void handle.write(buffers, position), 20);
      return Promise.resolve(buffers.reduce((sum, each) => sum + each.length, 0));
    },
  };
}

const secret = { key: new Uint8Array(32).fill(1), hidden: { organization: "globex" } };
const log = await openFileLog(folder, {
  now: Date.now,
  schedule: (run) => {
    const timer = setTimeout(run, 1);
    return () => {
      clearTimeout(timer);
    };
  },
  ...(kind === "broken" ? { open: careless } : {}),
});
let failed = false;
for (let count = 0; count < 4; count += 1) {
  const name = count % 2 === 0 ? "public" : "private";
  try {
    const entry = await log.append(
      name,
      { type: "outage", cause: { kind: "scan", delivery: String(count) } },
      count < 2 ? secret : undefined,
    );
    writeSync(1, `${failed ? "late" : "durable"} ${name} ${entry.id}\n`);
    if (count === 1) await log.checkpointed();
  } catch {
    failed = true;
  }
}
await log.close();
writeSync(1, "closed\n");
