/*
 * `recuse demo`: the App against a local GitHub, with real signed deliveries, and a check that all of it came
 * out as it must.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDemo } from "../demo/stage.ts";
import { demoTable, demoSummary } from "../demo/table.ts";
import { options, print, type Command, type Io } from "./io.ts";
import { stopSignal } from "./stop-signal.ts";

const usage = `Usage: recuse demo [--stay] [--data DIR]

Starts a local GitHub and the App, files issues, pull requests and proposals as clients' people, former
ones, a client under NDA, strangers and bots, and shows what was labelled and why. Needs no account and no
network. Exits 0 only if all of it came out as it must.

  --stay       keep both running, to look around; ends with Ctrl-C
  --data DIR   where the record is kept; default: a new temporary folder, which stays
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, { stay: { type: "boolean", default: false }, data: { type: "string" } });
  const folder =
    values.data === undefined ? await mkdtemp(join(tmpdir(), "recuse-demo-")) : resolve(io.cwd, values.data);
  const demo = await openDemo(folder, io.now);
  try {
    await print(io.stdout, `a local GitHub at ${demo.gitHubUrl}, the App at ${demo.appUrl}\n\n`);
    const result = await demo.play();
    await print(io.stdout, demoTable(result));
    await print(io.stdout, demoSummary(result, folder));
    if (values.stay) {
      await print(
        io.stdout,
        `\nBoth keep running. As the stranger, file something and look at it again:\n` +
          `  curl -H 'authorization: Bearer ${demo.tokenOfStranger}' ${demo.gitHubUrl}/repos/octo-org/engine/issues -d '{"title":"RFC: hello"}'\n` +
          "Ctrl-C ends them.\n",
      );
      await stopSignal();
    }
    return result.wrong.length === 0 ? 0 : 1;
  } finally {
    await demo.close();
  }
}

export const command: Command = { summary: "the App against a local GitHub, no account needed", usage, run };
