/*
 * A front door, inbox and worker in a process that kill.test.ts kills. Tells its port to the parent, and writes
 * each delivery it has handled to a file of its own, as a stand-in for what would be seen on GitHub.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { frontDoor } from "../../../github-app/src/http/front-door.ts";
import { createMetrics } from "../../../github-app/src/http/metrics.ts";
import { serveHttp } from "../../../github-app/src/http/server.ts";
import { openInbox } from "../../../github-app/src/inbox/inbox.ts";
import { work } from "../../../github-app/src/inbox/worker.ts";

const [folder = "", secret = ""] = process.argv.slice(2);
const inbox = await openInbox(join(folder, "inbox"), {
  now: () => Date.now(),
  limits: { roll: 20_000, retire: 5_000 },
  doneDelay: 5,
  compactAt: 20_000,
});
const worker = work(
  inbox,
  async ({ id }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    appendFileSync(join(folder, "handled"), `${id}\n`);
  },
  { concurrency: 4, now: () => Date.now(), report: () => undefined },
);
const server = await serveHttp({
  host: "127.0.0.1",
  port: 0,
  webhooks: frontDoor({ inbox, secret, events: new Set(["issues"]), count: () => undefined }),
  metrics: createMetrics(),
  ready: inbox.writable,
  fault: (error) => {
    throw error;
  },
});
process.send?.({ port: Number(new URL(server.url).port) });
process.once("message", () => void finish());

/** Works off everything, then ends. */
async function finish(): Promise<void> {
  await server.close();
  while (inbox.pending() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await worker.stop();
  await inbox.close();
  process.disconnect();
}
