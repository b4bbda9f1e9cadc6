/* `recuse log keys`: the keys that sign the logs. */
import { formatVerifierKey } from "@recuse/shared/audit/note-key.ts";
import { logKeysPath, readLogKeys } from "@recuse/shared/node/log-keys.ts";
import { rotateKeys } from "@recuse/shared/node/log-rotation.ts";
import { environmentAnchor } from "../log/environment.ts";
import { underLock } from "../log/own-store.ts";
import { ownLogFolder } from "../log/places.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log keys show
       recuse log keys rotate --yes

show prints the verifier keys of both logs: what others need to verify. rotate makes new keys: each log records the
change in an entry, a checkpoint that the old key and the new one both sign covers it, and from then on only the
new one signs; the old one is deleted. Interrupted, it is finished by giving it again. Whoever verifies by --key or a policy needs the new key, and can follow it
from the old one by that checkpoint. The App must not run.
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    { yes: { type: "boolean", default: false } },
    { least: 1, most: 1, name: "show or rotate" },
  );
  const [what] = positionals;
  const folder = ownLogFolder(io);
  if (what === "show") {
    await printKeys(folder, io);
    return 0;
  }
  if (what !== "rotate") throw new CommandError("expected show or rotate; see --help");
  if (logKeysPath(folder, io.env) === undefined)
    throw new CommandError(
      "RECUSE_LOG_KEY holds the keys: put them into a file and set RECUSE_LOG_KEY_PATH to it",
    );
  if (!values.yes)
    throw new CommandError(
      "would replace the keys of both logs, whose verifiers then need the new ones: give --yes",
    );
  await underLock(io, async () => {
    const anchor = await environmentAnchor(io.env, io.cwd);
    await rotateKeys(folder, {
      now: () => io.now().getTime(),
      env: io.env,
      onWarning: (warning) => print(io.stderr, `recuse: ${warning}\n`),
      ...(anchor === undefined ? {} : { anchor: { public: anchor } }),
    });
  });
  await printKeys(folder, io);
  return 0;
}

/** Verifier keys alone: of a signer key nothing is ever printed. */
async function printKeys(folder: string, io: Io): Promise<void> {
  const keys = await readLogKeys(folder, io.env);
  for (const log of ["public", "private"] as const) {
    const { name, id, type, publicKey } = keys[log];
    await print(io.stdout, `${log.padEnd(8)} ${formatVerifierKey({ name, id, type, publicKey })}\n`);
  }
}

export const command: Command = { summary: "the logs' keys: show, rotate", usage, run };
