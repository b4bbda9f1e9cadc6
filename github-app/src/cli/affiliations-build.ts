/* `recuse affiliations build`: the index of affiliation data, checked and written where it is wanted. */
import { mkdir } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { counted } from "@recuse/shared/affiliation/lint/words.ts";
import { problemText } from "@recuse/shared/config/problem.ts";
import { sourcesText } from "@recuse/shared/report/affiliation.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { AFFILIATION_OPTIONS, indexFile, openFiles } from "./affiliation-options.ts";
import { CommandError, options, print, type Io } from "./io.ts";

export async function affiliationsBuild(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    output: { type: "string" },
    oddities: { type: "boolean", default: false },
    ...AFFILIATION_OPTIONS,
  });
  if ((values.affiliations ?? []).length === 0) {
    throw new CommandError("expected --affiliations FILE, the data to build the index of; see --help");
  }
  const output = values.output === undefined ? indexFile(io) : resolve(io.cwd, values.output);
  await makeFolder(dirname(output));
  const started = io.now().getTime();
  const opened = await openFiles(values, io, output);
  const seconds = ((io.now().getTime() - started) / 1000).toFixed(1);

  const name = relative(io.cwd, output) || output;
  await print(io.stdout, `${name}: ${OUTCOMES[opened.cache]}, in ${seconds} s\n`);
  await print(
    io.stdout,
    sourcesText(opened.index, values.affiliations ?? [], dayNumber(io.now().toISOString())),
  );
  for (const problem of opened.problems) await print(io.stdout, `left out: ${problemText(problem)}\n`);
  const { oddities } = opened;
  if (oddities.length > 0 && !values.oddities) {
    await print(
      io.stdout,
      `${counted(oddities.length, "oddity", "oddities")}, understood all the same; --oddities lists them\n`,
    );
  }
  if (values.oddities) {
    await print(io.stdout, oddities.map((oddity) => `odd: ${problemText(oddity)}\n`).join(""));
  }
  return opened.cache === "unwritten" ? 2 : 0;
}

const OUTCOMES = {
  fresh: "fresh: nothing to do",
  written: "written",
  mended: "was damaged, written anew",
  unwritten: "not written",
  none: "not written",
} as const;

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw new CommandError(
      `${folder}: cannot be made a folder; give another --output, or mend its permissions`,
    );
  }
}
