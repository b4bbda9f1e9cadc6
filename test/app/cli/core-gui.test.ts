/*
 * `recuse check` over a real tracker, line by line against an answer that is worked out here from the raw
 * JSON: own date arithmetic, own reading of the roster, the level table written out. Nothing under shared/src
 * takes part in the expected side. Who is named is picked from the input when the test runs.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { inFolder, run } from "../../builders/command-line.ts";
import { skip } from "../../report/skip.ts";

const FOLDER = join(
  process.env.RECUSE_TEST_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url)),
  "threads/core-gui",
);
const GHOST = 10_137;

const Account = z.object({ login: z.string(), id: z.number(), type: z.string() });
type Account = z.infer<typeof Account>;
const Raw = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  created_at: z.string().regex(/^\d{4}-\d{2}-\d{2}T[\d:]{8}Z$/),
  user: Account.nullable(),
  labels: z.array(z.object({ name: z.string() })),
  repository_url: z.string().optional(),
  base: z.object({ repo: z.object({ full_name: z.string() }) }).optional(),
  head: z.object({ label: z.string().nullish(), repo: z.object({ owner: Account }).nullish() }).optional(),
});
type Raw = z.infer<typeof Raw>;

const Line = z.strictObject({
  ref: z.string(),
  maintainer: z.string(),
  level: z.string(),
  organizations: z.array(z.string()),
  findings: z.array(
    z.strictObject({
      relation: z.string(),
      organization: z.string().nullable(),
      strength: z.string(),
      source: z.string(),
      evidence: z.string().min(1),
    }),
  ),
});

/** What is compared of a finding: all but its words. */
type Tie = Omit<z.infer<typeof Line>["findings"][number], "evidence">;
type Expected = Omit<z.infer<typeof Line>, "findings"> & { readonly findings: readonly Tie[] };

type Kind = "issue" | "pull" | "proposal";
type Row = "own" | "confirmed" | "reported" | "remote";

const TABLE: Readonly<Record<Row, Readonly<Record<Kind, "recuse" | "disclose">>>> = {
  own: { issue: "recuse", pull: "recuse", proposal: "recuse" },
  confirmed: { issue: "disclose", pull: "disclose", proposal: "recuse" },
  reported: { issue: "disclose", pull: "disclose", proposal: "disclose" },
  remote: { issue: "disclose", pull: "disclose", proposal: "disclose" },
};

function day(text: string): number {
  const [year = 0, month = 0, date = 0] = text.slice(0, 10).split("-").map(Number);
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

function nth<T>(list: readonly T[], rank: number): T {
  const found = list[rank - 1];
  assert.ok(found !== undefined, `the input has no number ${String(rank)}`);
  return found;
}

/** The most frequent first. Among equals, the first met first. */
function byFrequency<T>(items: readonly T[], keyOf: (item: T) => string | number): T[] {
  const counts = new Map<string | number, { item: T; count: number }>();
  for (const item of items) {
    const known = counts.get(keyOf(item));
    if (known === undefined) counts.set(keyOf(item), { item, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ item }) => item);
}

async function rawLines(file: string): Promise<string[]> {
  return (await readFile(join(FOLDER, file), "utf8")).split("\n").filter((line) => line !== "");
}

function identified(account: Account | null): Account | undefined {
  return account === null || account.id === GHOST ? undefined : account;
}

function isBot({ login, type }: Account): boolean {
  return type === "Bot" || login.endsWith("[bot]") || login === "Copilot";
}

/** Who owns the fork, where that is somebody else than the author. */
function foreignHead(raw: Raw): Account | undefined {
  const owner = raw.head?.repo?.owner;
  return owner === undefined || owner.id === raw.user?.id ? undefined : owner;
}

interface Tracker {
  readonly lines: readonly string[];
  readonly raws: readonly Raw[];
  readonly authors: readonly Account[];
  readonly headOwner: Account;
  readonly labels: readonly string[];
  readonly firstWord: string;
}

async function readTracker(): Promise<Tracker> {
  const lines = [...(await rawLines("issues.jsonl")), ...(await rawLines("pulls.jsonl"))];
  const raws = lines.map((line) => Raw.parse(JSON.parse(line)));
  return {
    lines,
    raws,
    authors: byFrequency(
      raws.flatMap(({ user }) => identified(user) ?? []),
      ({ id }) => id,
    ),
    headOwner: nth(
      byFrequency(
        raws.flatMap((raw) => foreignHead(raw) ?? []),
        ({ id }) => id,
      ),
      1,
    ),
    labels: byFrequency(
      raws.flatMap(({ labels }) => labels.map(({ name }) => name)),
      (name) => name,
    ),
    firstWord: nth(
      byFrequency(
        raws.flatMap(({ title }) => /^[A-Z][a-z]+ /.exec(title)?.[0] ?? []),
        (word) => word,
      ),
      1,
    ),
  };
}

/** What differs between the runs. */
interface Variant {
  readonly name: string;
  readonly asOf: string;
  /** The client that owns head repositories. */
  readonly headClient: "acme" | "globex";
  readonly input: "file" | "standard input";
}

const VARIANTS: readonly Variant[] = [
  {
    name: "both engagements count, the fork is the current client's",
    asOf: "2026-03-01",
    headClient: "acme",
    input: "file",
  },
  {
    name: "the fork is the former client's, so both meet on one subject",
    asOf: "2026-03-01",
    headClient: "globex",
    input: "standard input",
  },
  { name: "the last day of the cool-off", asOf: "2026-10-31", headClient: "globex", input: "file" },
  { name: "the cool-off is over", asOf: "2026-11-01", headClient: "globex", input: "file" },
  { name: "before the colleague joined", asOf: "2024-06-30", headClient: "acme", input: "file" },
  { name: "before every engagement", asOf: "2018-12-31", headClient: "acme", input: "file" },
];

const PEOPLE_RANKS = { byId: 1, byLogin: 3, dated: 7, former: 12 } as const;
const MAINTAINER_RANKS = [2, 5] as const;
const ENGAGED = { acme: "2019-01-01", globex: "2019-01-01" };
const FORMER_UNTIL = "2025-11-01";
const COOL_OFF_DAYS = 365;
const MEMBERS_FROM = ["2018-01-01", "2024-07-01"] as const;
const SCREEN_FROM = "2025-01-01";
/** An ordinary word of such trackers, as an alias: a mention is only ever a question. */
const ALIAS = "Ubuntu";

interface Cast {
  readonly maintainers: readonly { readonly account: Account; readonly from: string }[];
  readonly people: readonly {
    readonly account: Account;
    readonly by: "id" | "login";
    readonly organization: "acme" | "globex";
    readonly until?: string;
  }[];
}

function castOf({ authors, raws }: Tracker): Cast {
  const dated = nth(authors, PEOPLE_RANKS.dated);
  const days = raws.filter(({ user }) => user?.id === dated.id).map(({ created_at: at }) => at.slice(0, 10));
  const middle = days.sort()[Math.floor(days.length / 2)];
  assert.ok(
    middle !== undefined && days[0] !== middle,
    "only a part of the dated author's subjects may count",
  );
  return {
    maintainers: MAINTAINER_RANKS.map((rank, index) => ({
      account: nth(authors, rank),
      from: nth(MEMBERS_FROM, index + 1),
    })),
    people: [
      { account: nth(authors, PEOPLE_RANKS.byId), by: "id", organization: "acme" },
      { account: nth(authors, PEOPLE_RANKS.byLogin), by: "login", organization: "acme" },
      { account: dated, by: "id", organization: "acme", until: middle },
      { account: nth(authors, PEOPLE_RANKS.former), by: "id", organization: "globex" },
    ],
  };
}

function rosterText({ headOwner }: Tracker, cast: Cast, variant: Variant, repository: string): string {
  const [first, second] = cast.maintainers.map(({ account }) => account.login);
  const organization = (id: "acme" | "globex"): object => ({
    id,
    name: id === "acme" ? "Acme" : "Globex",
    aliases: id === "globex" ? [ALIAS] : [],
    github: { orgs: variant.headClient === id ? [headOwner.login] : [], logins: [] },
    disclosure: id === "acme" ? "public" : "confidential",
  });
  return JSON.stringify({
    version: 1,
    repositories: [repository],
    practice: {
      name: "A practice",
      members: cast.maintainers.map(({ account, from }) => ({ login: account.login, id: account.id, from })),
      screens: [{ member: second, organization: "globex", from: SCREEN_FROM, reason: "walled off" }],
    },
    organizations: [organization("acme"), organization("globex")],
    engagements: [
      { owner: first, organization: "acme", kind: "retainer", from: ENGAGED.acme },
      { owner: first, organization: "globex", kind: "contract", from: ENGAGED.globex, until: FORMER_UNTIL },
    ],
    people: cast.people.map(({ account, by, organization: at, until }) => ({
      ...(by === "id" ? { id: account.id } : { login: account.login.toUpperCase() }),
      organization: at,
      ...(until === undefined ? {} : { until }),
    })),
  });
}

/** How a maintainer stands to a client on the day of acting; undefined: not at all. */
function standing(
  maintainer: number,
  organization: "acme" | "globex",
  created: number,
  asOf: number,
): "current" | "cooling" | "imputed" | undefined {
  if (asOf < day(ENGAGED[organization])) return undefined;
  const isFormer = organization === "globex" && asOf >= day(FORMER_UNTIL);
  if (isFormer && asOf >= day(FORMER_UNTIL) + COOL_OFF_DAYS) return undefined;
  if (maintainer === 0) return isFormer ? "cooling" : "current";
  const screened = organization === "globex" && asOf >= day(SCREEN_FROM) && created >= day(SCREEN_FROM);
  return screened ? undefined : "imputed";
}

function expectedLines(tracker: Tracker, cast: Cast, variant: Variant): Expected[] {
  const asOf = day(variant.asOf);
  const proposalLabels = [nth(tracker.labels, 2), nth(tracker.labels, 5)];
  const mentioned = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}_])${ALIAS}(?![\\p{L}\\p{N}\\p{M}_])`, "iu");
  return tracker.raws.flatMap((raw) => {
    const created = day(raw.created_at);
    const isProposal =
      raw.labels.some(({ name }) => proposalLabels.includes(name)) ||
      raw.title.toLowerCase().startsWith(tracker.firstWord.toLowerCase());
    const kind: Kind = isProposal ? "proposal" : raw.head === undefined ? "issue" : "pull";
    const author = identified(raw.user);
    const head = foreignHead(raw);
    const repository = raw.base?.repo.full_name ?? raw.repository_url?.split("/repos/")[1] ?? "";

    /** Who is tied to which client by what, before anybody's engagement is looked at. */
    const ties: {
      tie: Tie;
      account: number | undefined;
      organization: "acme" | "globex";
      counts: boolean;
    }[] = [];
    for (const { account, by, organization, until } of cast.people) {
      for (const [relation, person] of [
        ["author", author],
        ["head-repository", head],
      ] as const) {
        if (person === undefined) continue;
        const same = by === "id" ? person.id === account.id : person.login === account.login;
        if (!same) continue;
        const tie = {
          relation,
          organization,
          strength: by === "id" ? "confirmed" : "reported",
          source: `roster ${by}`,
        };
        const counts = until === undefined || created < day(until) || asOf < day(until);
        ties.push({ tie, account: person.id, organization, counts });
      }
    }
    if (head?.login === tracker.headOwner.login) {
      const tie = {
        relation: "head-repository",
        organization: variant.headClient,
        strength: "confirmed",
        source: "head repository",
      };
      ties.push({ tie, account: head.id, organization: variant.headClient, counts: true });
    }
    if (
      (mentioned.test(raw.title) || mentioned.test(raw.body ?? "")) &&
      !ties.some(({ organization }) => organization === "globex")
    ) {
      const tie = { relation: "mentioned", organization: "globex", strength: "suggested", source: "mention" };
      ties.push({ tie, account: undefined, organization: "globex", counts: true });
    }

    return cast.maintainers.flatMap(({ account: maintainer, from }, index): Expected[] => {
      if (asOf < day(from)) return [];
      const findings: Tie[] = [];
      const levels = new Set<string>();
      if (author === undefined) {
        findings.push({
          relation: "unidentified",
          organization: null,
          strength: "confirmed",
          source: "author",
        });
        levels.add("unknown");
      } else if (isBot(author) && !ties.some(({ tie }) => tie.relation === "author")) {
        // No trailers (asserted below) and no commits are read: nobody says who had the bot write it.
        findings.push({
          relation: "unidentified",
          organization: null,
          strength: "confirmed",
          source: "author",
        });
        levels.add("unknown");
      } else if (author.id === maintainer.id) {
        findings.push({ relation: "wrote", organization: null, strength: "confirmed", source: "author" });
        levels.add(TABLE.own[kind]);
      }
      const clients = new Set<string>();
      for (const { tie, account, organization, counts } of ties) {
        const stands = standing(index, organization, created, asOf);
        if (!counts || stands === undefined || account === maintainer.id) continue;
        findings.push(tie);
        if (tie.strength === "suggested") continue;
        clients.add(organization);
        const row = stands !== "current" ? "remote" : tie.strength === "confirmed" ? "confirmed" : "reported";
        levels.add(TABLE[row][kind]);
      }
      if (clients.size > 1) {
        findings.push({
          relation: "two-clients",
          organization: null,
          strength: "confirmed",
          source: "findings",
        });
      }
      const level = ["recuse", "disclose", "unknown"].find((each) => levels.has(each)) ?? "clear";
      return [
        {
          ref: `${repository}#${String(raw.number)}`,
          maintainer: maintainer.login,
          level,
          organizations: [...clients].sort(),
          findings: sorted(findings),
        },
      ];
    });
  });
}

function sorted(ties: readonly Tie[]): Tie[] {
  return [...ties].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function answered(stdout: string): Expected[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { findings, ...rest } = Line.parse(JSON.parse(line));
      const ties = findings.map(({ relation, organization, strength, source }) => ({
        relation,
        organization,
        strength,
        source,
      }));
      return { ...rest, findings: sorted(ties) };
    });
}

describe("recuse check over a real tracker", function () {
  this.timeout(20_000);
  let tracker: Tracker;
  let cast: Cast;
  const met = new Set<string>();
  let compared = 0;

  before(async function () {
    if (!existsSync(FOLDER)) {
      skip(this, "set RECUSE_TEST_DATA to the folder with threads/core-gui");
    }
    tracker = await readTracker();
    cast = castOf(tracker);
  });
  after(() => {
    if (compared > 0) process.stdout.write(`    ${String(compared)} lines compared\n`);
  });

  it("reads all of it: 341 issues and 189 pull requests, closed ones too, without trailers to account for", () => {
    const pulls = tracker.raws.filter(({ head }) => head !== undefined).length;
    assert.deepEqual([tracker.raws.length - pulls, pulls], [341, 189]);
    assert.deepEqual(new Set(tracker.raws.map(({ state }) => state)), new Set(["open", "closed"]));
    assert.ok(!tracker.raws.some(({ body }) => /co-authored-by|on-behalf-of/i.test(body ?? "")));
  });

  for (const variant of VARIANTS) {
    it(`${variant.name} (as of ${variant.asOf}, from ${variant.input})`, async () => {
      await inFolder(async (cwd) => {
        const [first] = tracker.raws;
        const repository = first?.repository_url?.split("/repos/")[1] ?? "";
        const subjects = `${tracker.lines.join("\n")}\n`;
        await writeFile(join(cwd, "roster.json"), rosterText(tracker, cast, variant, repository), {
          mode: 0o600,
        });
        await writeFile(
          join(cwd, "policy.json"),
          JSON.stringify({
            version: 1,
            proposals: {
              labels: [nth(tracker.labels, 2), nth(tracker.labels, 5)],
              titles: [tracker.firstWord],
            },
          }),
        );
        await writeFile(join(cwd, "subjects.jsonl"), subjects);
        const args = ["check", "--policy", "policy.json", "--as-of", variant.asOf, "--format", "jsonl"];
        const { status, stdout, stderr } =
          variant.input === "file"
            ? await run([...args, "--subjects", "subjects.jsonl"], { cwd })
            : await run([...args, "--subjects", "-"], { cwd, stdin: subjects });
        assert.equal(status, 0, stderr);
        const expected = expectedLines(tracker, cast, variant);
        const actual = answered(stdout);
        assert.deepEqual(actual, expected);
        assert.match(stderr, /^530 subjects: \d+ recuse, \d+ disclose, \d+ unknown, \d+ clear\n$/);
        compared += actual.length;
        for (const { level, findings } of actual) {
          met.add(level);
          for (const tie of findings) met.add(`${tie.relation} ${tie.organization ?? "-"} ${tie.strength}`);
        }
      });
    });
  }

  it("met every level and every relation that the input can hold, so that the comparison says something", () => {
    assert.deepEqual([...met].sort(), [
      "author acme confirmed",
      "author acme reported",
      "author globex confirmed",
      "clear",
      "disclose",
      "head-repository acme confirmed",
      "head-repository globex confirmed",
      "mentioned globex suggested",
      "recuse",
      "two-clients - confirmed",
      "unidentified - confirmed",
      "unknown",
      "wrote - confirmed",
    ]);
  });
});
