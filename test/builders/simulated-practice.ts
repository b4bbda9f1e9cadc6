/*
 * A practice over many days of a simulated clock: public entries at set times, a private head every hour, restarts,
 * a crash, a clock that is put back. With private findings or with none, and everything else the same.
 */
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { LogName, Secret } from "@recuse/shared/audit/log.ts";
import { openFileLog, type FileLog } from "@recuse/shared/node/file-log.ts";
import type { LogKeys } from "@recuse/shared/node/log-keys.ts";
import { keepPrivateHeads, type PrivateHeads } from "../../github-app/src/store/private-heads.ts";
import { GLOBEX } from "./log-crash.ts";
import { HUBOT, OCTOCAT } from "./roster.ts";
import { simulatedClock } from "./simulated-clock.ts";

/** How a badly written App would tell of its private log. */
export type Leak = "head when changed" | "late round" | "longer entry" | "more entries";

export interface PracticeOptions {
  readonly folder: string;
  readonly keys: LogKeys;
  readonly hours: number;
  /** There is a private log, and much in it. */
  readonly hasFindings: boolean;
  readonly leak?: Leak | undefined;
}

export interface PracticeRun {
  /** Every head of the public log that could be seen, and when. */
  readonly heads: readonly string[];
  readonly ended: Date;
  readonly counts: Readonly<Record<LogName, number>>;
}

const START = Date.UTC(2026, 2, 1, 8, 17, 5, 250);
const MINUTE = 60_000;

export async function runPractice(options: PracticeOptions): Promise<PracticeRun> {
  const { folder, keys, hours, hasFindings, leak } = options;
  const clock = simulatedClock(START);
  const counts = { public: 0, private: 0 };
  const heads: string[] = [];
  let log: FileLog;
  let privateHeads: PrivateHeads;
  let lastSaid = -1;

  async function start(): Promise<void> {
    log = await openFileLog(folder, {
      now: clock.now,
      keys,
      schedule: (run, milliseconds) => {
        const isLate = leak === "late round" && counts.private > log.head("private").size;
        return clock.schedule(run, milliseconds + (isLate ? 100 : 0));
      },
    });
    seen(clock.now());
    clock.about("public");
    privateHeads = keepPrivateHeads({
      log: { writable: () => log.writable(), appendPrivateHead },
      now: () => new Date(clock.now()),
      sleep: clock.sleep,
      warn: (sentence) => {
        throw new Error(sentence);
      },
    });
    await clock.asleep();
  }

  async function appendPrivateHead() {
    const { size } = log.head("private");
    const isUnchanged = lastSaid === size;
    lastSaid = size;
    if (leak === "head when changed" && isUnchanged) return log.append("public", draftOf(0));
    const entry = await log.appendPrivateHead();
    counts.public = entry.index + 1;
    return entry;
  }

  async function append(name: LogName, draft: EntryDraft, secret?: Secret): Promise<void> {
    clock.about(name);
    const entry = await log.append(name, draft, secret);
    counts[name] = entry.index + 1;
  }

  function seen(at: number): void {
    heads.push(`${new Date(at).toISOString()} ${log.head("public").size}`);
  }

  /** Lets time pass, and looks at the public head whenever a round may have changed it. */
  async function pass(milliseconds: number): Promise<void> {
    await clock.pass(milliseconds, async (name, at) => {
      while (log.head(name).size < counts[name] && log.writable())
        await new Promise((resolve) => setImmediate(resolve));
      if (name === "public") seen(at);
    });
  }

  async function findings(count: number): Promise<void> {
    for (let at = 0; hasFindings && at < count; at += 1) {
      const detail = { finding: at, about: "something that is nobody's business" };
      await append("private", draftOf(at), { ...GLOBEX, hidden: { ...GLOBEX.hidden, detail } });
    }
    if (leak === "more entries" && hasFindings && count > 8) await append("public", draftOf(count));
  }

  async function stop(): Promise<void> {
    await privateHeads.stop();
    await log.close();
    clock.forget();
  }

  /** What the disk holds now is all that is left. */
  async function crash(): Promise<void> {
    const copy = join(folder, "..", "crashed");
    await cp(folder, copy, { recursive: true });
    await stop();
    await rm(folder, { recursive: true });
    await cp(copy, folder, { recursive: true });
    await rm(copy, { recursive: true });
  }

  async function hour(count: number): Promise<void> {
    const secret: Secret =
      leak === "longer entry" && hasFindings && count % 11 === 5
        ? { ...GLOBEX, hidden: { ...GLOBEX.hidden, reason: "a private finding" } }
        : GLOBEX;
    await pass(10 * MINUTE);
    await findings(count % 10);
    if (count % 2 === 1) await append("public", draftOf(count), secret);
    await findings(count % 3);
    if (count % 4 === 1) await append("public", draftOf(count + 1));
    await pass(400);
    await findings(count % 2);
    if (count % 5 === 0) await append("public", draftOf(count), secret);
    await pass(350);
    await findings(1);
    await pass(17 * MINUTE);
    if (count % 50 === 7) {
      await findings(2);
      clock.set(clock.now() - 90_000);
      await append("public", draftOf(count), secret);
    }
    if (count % 25 === 12) {
      await findings(3);
      await append("public", draftOf(count));
      await stop();
      await start();
      await append("public", draftOf(count));
    }
    if (count % 40 === 20) {
      await pass(1000);
      await findings(4);
      await append("public", draftOf(count), secret);
      await findings(1);
      await crash();
      await start();
      await append("public", draftOf(count), secret);
    }
    await pass(32 * MINUTE + 250);
  }

  await start();
  for (let count = 0; count < hours; count += 1) await hour(count);
  await pass(5000);
  await stop();
  return { heads, ended: new Date(clock.now()), counts };
}

/** Every kind that a page shows differently. */
function draftOf(count: number): EntryDraft {
  const name = "octo-org/engine";
  const number = count + 1;
  const about = {
    repository: { id: 7, name },
    subject: { kind: "proposal" as const, number, ref: `${name}#${number}` },
    maintainer: count % 3 === 0 ? HUBOT : OCTOCAT,
  };
  const cause = { kind: "command" as const };
  switch (count % 6) {
    case 0:
      return { type: "outage", cause: { kind: "scan" } };
    case 1:
      return { type: "determination", ...about, level: "recuse", cause };
    case 2:
      return { type: "recusal", ...about, by: about.maintainer, level: "recuse", cause };
    case 3:
      return { type: "disclosure", ...about, by: about.maintainer, cause };
    case 4:
      return { type: "breach", ...about, by: about.maintainer, cause };
    default:
      return { type: "attestation", maintainer: about.maintainer, by: about.maintainer, cause };
  }
}
