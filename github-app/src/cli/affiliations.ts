/* `recuse affiliations`: the index of affiliation data, and what the data says of one person or domain. */
import { affiliationsBuild } from "./affiliations-build.ts";
import { affiliationsDomain, affiliationsWho } from "./affiliations-ask.ts";
import { AFFILIATION_USAGE } from "./affiliation-options.ts";
import type { Command } from "./io.ts";
import { subcommands } from "./subcommands.ts";

const usage = `Usage: recuse affiliations build --affiliations FILE… [--organizations FILE]… [--output FILE]
                                 [--lenient] [--oddities]
       recuse affiliations who LOGIN|EMAIL|ID --affiliations FILE… [--as-of DATE]
       recuse affiliations domain HOST --affiliations FILE… [--as-of DATE]

build writes an index by which the data is read fast, and says what is in it. The commands and the App use it while
the files say what it says, and write it anew when they do not. who and domain tell what the data says of a person or
of an e-mail domain, and why.

${AFFILIATION_USAGE}  --output FILE         default: $RECUSE_DATA/affiliations.index
  --oddities            list what was strange in the files and understood all the same, by line
  --as-of DATE          the day to judge by, YYYY-MM-DD in UTC; default: today
`;

export const command: Command = {
  summary: "build: a fast index of affiliation data; who, domain: what the data says",
  usage,
  run: subcommands("affiliations", {
    build: affiliationsBuild,
    who: affiliationsWho,
    domain: affiliationsDomain,
  }),
};
