/* `recuse affiliations who` and `domain`: what the data says, and why. */
import { asciiHost } from "@recuse/shared/affiliation/host.ts";
import { domainText, personText } from "@recuse/shared/report/affiliation.ts";
import { AFFILIATION_OPTIONS, openKept } from "./affiliation-options.ts";
import { asOfDay } from "./files.ts";
import { CommandError, options, print, type Io } from "./io.ts";

const KNOWN = { "as-of": { type: "string" }, ...AFFILIATION_OPTIONS } as const;

export async function affiliationsWho(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(args, KNOWN, {
    least: 1,
    most: 1,
    name: "a login, an e-mail address or an id",
  });
  const [who = ""] = positionals;
  needFiles(values.affiliations);
  const day = asOfDay(values["as-of"], io);
  await print(io.stdout, personText(await openKept(values, io), who, day));
  return 0;
}

export async function affiliationsDomain(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(args, KNOWN, { least: 1, most: 1, name: "a domain" });
  const host = asciiHost((positionals[0] ?? "").replace(/^.*@/, ""));
  if (host === undefined) throw new CommandError("expected a domain such as acme.example");
  needFiles(values.affiliations);
  const day = asOfDay(values["as-of"], io);
  await print(io.stdout, domainText(await openKept(values, io), host, day));
  return 0;
}

function needFiles(files: readonly string[] | undefined): void {
  if (files === undefined || files.length === 0) {
    throw new CommandError("expected --affiliations FILE, the data to ask; see --help");
  }
}
