/*
 * GitHub's own example payloads, all of them, signed and over HTTP: none may bring the App down or make it
 * write where an oracle of a few lines, which shares no code with the App, says that nobody is concerned.
 * Then twice each and in any order, which must come to the same, and once more, which must change nothing.
 */
import assert from "node:assert/strict";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import {
  INSTALLATION,
  isWrite,
  startFaultApp,
  stickyComments,
  type FaultApp,
} from "../builders/fault-app.ts";
import { acme, key, OCTOCAT, roster } from "../builders/roster.ts";
import {
  asDeliveries,
  duplicated,
  examplePayloads,
  shuffled,
  withInstallation,
  type Delivery,
} from "../peers/deliveries.ts";
import { startFaultServer, type FaultServer } from "../peers/fault-server.ts";

type Json = Readonly<Record<string, unknown>>;

/** The author of nearly every issue and pull request among the examples. */
const CODERTOCAT = { login: "Codertocat", id: 21031067 };
/** The author of the others. */
const OCTO_ORG = { login: "octo-org", id: 6811672 };
const SEEDS = [1, 2, 3];
/** Deliveries sent at once, as GitHub does. */
const ABREAST = 16;

const EXAMPLES = asDeliveries(examplePayloads()).map((each) => {
  const hasOne = isJson(each.payload.installation) && typeof each.payload.installation.id === "number";
  return hasOne ? each : withInstallation(each, INSTALLATION);
});

interface Variant {
  readonly what: string;
  readonly policy: string;
  readonly roster: Roster;
  /** By `owner/name#number`; what the oracle says, written out once so that the oracle is seen to find something. */
  readonly labels: Readonly<Record<string, string>>;
}

const CLIENTS: Partial<Parameters<typeof roster>[0]> = {
  repositories: [...new Set(EXAMPLES.flatMap(({ payload }) => repositoryOf(payload)?.name ?? []))],
  organizations: [
    acme({ domains: [] }),
    {
      id: "initech",
      name: "Initech",
      aliases: ["Penetrode"],
      github: { orgs: ["Octocoders"] },
      disclosure: "confidential",
      commitmentKey: key(3),
    },
  ],
  engagements: ["acme", "initech"].map((organization) => ({
    owner: OCTOCAT.login,
    organization,
    kind: "retainer" as const,
    from: "2019-01-01",
  })),
};

const VARIANTS: readonly Variant[] = [
  {
    what: "the usual author is of a public client",
    policy: "version: 1\n",
    roster: roster({
      ...CLIENTS,
      people: [
        { ...CODERTOCAT, organization: "acme", disclosure: "public" },
        { ...OCTO_ORG, organization: "initech" },
      ],
    }),
    labels: {
      "Codertocat/Hello-World#1": "conflict/disclosure-due",
      "Codertocat/Hello-World#2": "conflict/disclosure-due",
    },
  },
  {
    what: "her issue is a proposal",
    policy: 'version: 1\nproposals:\n  titles: ["spelling error"]\n',
    roster: roster({
      ...CLIENTS,
      people: [
        { ...CODERTOCAT, organization: "acme", disclosure: "public" },
        { ...OCTO_ORG, organization: "initech" },
      ],
    }),
    labels: {
      "Codertocat/Hello-World#1": "recusal/required",
      "Codertocat/Hello-World#2": "conflict/disclosure-due",
    },
  },
  {
    what: "the usual author is of a confidential client",
    policy: 'version: 1\nproposals:\n  titles: ["spelling error"]\n',
    roster: roster({
      ...CLIENTS,
      people: [
        { ...OCTO_ORG, organization: "acme", disclosure: "public" },
        { ...CODERTOCAT, organization: "initech" },
      ],
    }),
    labels: {},
  },
];

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function repositoryOf(payload: Json): { name: string; id: number } | undefined {
  const { repository } = payload;
  if (!isJson(repository)) return undefined;
  return { name: String(repository.full_name), id: Number(repository.id) };
}

interface Told {
  readonly ref: string;
  readonly repository: string;
  readonly json: Json & { readonly number: number };
}

/** Every issue and pull request that an `issues` or `pull_request` example tells of, wherever it lives afterwards. */
function subjectsTold(): Told[] {
  return EXAMPLES.filter(({ event }) => event === "issues" || event === "pull_request").flatMap(
    ({ payload }) => {
      const { changes, action } = payload;
      const moved = action === "transferred" && isJson(changes);
      const json = moved ? changes.new_issue : (payload.pull_request ?? payload.issue);
      const repository = repositoryOf(moved ? { repository: changes.new_repository } : payload)?.name;
      assert.ok(isJson(json) && repository !== undefined && typeof json.number === "number");
      const { number } = json;
      return [{ ref: `${repository}#${String(number)}`, repository, json: { ...json, number } }];
    },
  );
}

/** Puts on GitHub what the examples last said of each subject: of equally new ones a pull request, and an open one. */
function putNewest(gitHub: FaultServer): void {
  const rank = ({ json }: Told): string =>
    `${"head" in json ? "1" : "0"} ${String(json.updated_at)} ${json.state === "open" ? "1" : "0"}`;
  const newest = new Map<string, Told>();
  for (const told of subjectsTold()) {
    const known = newest.get(told.ref);
    if (known === undefined || rank(told) > rank(known)) newest.set(told.ref, told);
  }
  for (const { repository, json } of newest.values()) gitHub.putSubject(repository, json);
}

/** What the App adds to each subject: labels, and texts of its comments. */
type Shown = Record<string, { labels: string[]; comments: string[] }>;

function shownOn(gitHub: FaultServer): Shown {
  return Object.fromEntries(
    [...gitHub.state.subjects].map(([ref, { json, labels, comments }]) => {
      const own = Array.isArray(json.labels) ? json.labels.filter(isJson).map(({ name }) => name) : [];
      return [
        ref,
        {
          labels: [...labels].filter((label) => !own.includes(label)).sort(),
          comments: comments.map(({ body }) => body),
        },
      ];
    }),
  );
}

/**
 * The oracle: an open subject whose author's id is listed publicly, for a public client, is labelled; with a
 * comment where it is a pull request or a proposal. (None of the examples has another's head repository.)
 */
function expectedOn(gitHub: FaultServer, { policy, roster: { people, organizations } }: Variant): Shown {
  const isPublic = (id: string): boolean =>
    organizations.some((each) => each.id === id && each.disclosure === "public");
  return Object.fromEntries(
    [...gitHub.state.subjects].map(([ref, { json, comments }]) => {
      const author = isJson(json.user) ? json.user.id : undefined;
      const listed = people.some(
        ({ id, organization, disclosure }) =>
          id === author && disclosure === "public" && isPublic(organization),
      );
      const isProposal = policy.includes("spelling") && String(json.title).startsWith("Spelling error");
      if (!listed || json.state !== "open") return [ref, { labels: [], comments: [] }];
      const label = isProposal ? "recusal/required" : "conflict/disclosure-due";
      const spoken = isProposal || "head" in json;
      return [ref, { labels: [label], comments: spoken ? comments.slice(0, 1).map(({ body }) => body) : [] }];
    }),
  );
}

async function sendAll(app: FaultApp, deliveries: readonly Delivery[]): Promise<void> {
  for (let next = 0; next < deliveries.length; next += ABREAST) {
    await Promise.all(
      deliveries.slice(next, next + ABREAST).map(({ event, payload, id }) => app.send(event, payload, id)),
    );
  }
  await app.settled();
}

/** Under ids of their own, so that the App cannot know them for duplicates. */
function anew(deliveries: readonly Delivery[], seed: string): Delivery[] {
  return asDeliveries(deliveries, seed);
}

async function stage(
  variant: Variant,
): Promise<{ gitHub: FaultServer; app: FaultApp; close: () => Promise<void> }> {
  const gitHub = await startFaultServer();
  putNewest(gitHub);
  for (const repository of variant.roster.repositories) {
    gitHub.putFile(repository, ".github/recuse.yml", variant.policy);
  }
  const app = await startFaultApp({ gitHub, roster: variant.roster });
  const close = async (): Promise<void> => {
    await app.close();
    await gitHub.close();
  };
  return { gitHub, app, close };
}

async function assertHealthy(app: FaultApp): Promise<void> {
  for (const page of ["healthz", "readyz"]) {
    assert.equal((await fetch(`${app.url}/${page}`)).status, 200);
  }
  const faults = app.logLines.filter((line) => /"level":[456]0/.test(line));
  assert.deepEqual(faults, [], "nothing to warn of");
  app.requests.assertClean();
}

/** Nothing that leaves the App names the confidential client or its people's account. */
async function assertDiscreet(gitHub: FaultServer, app: FaultApp): Promise<void> {
  const texts = [
    ...gitHub.requests.map(({ path, query, body }) => `${path}${query} ${body}`),
    ...app.logLines,
    JSON.stringify(await app.entries("public")),
  ];
  assert.deepEqual(
    texts.filter((text) => /initech|penetrode|octocoders/i.test(text)),
    [],
  );
}

describe("GitHub's 329 example payloads", function () {
  this.timeout(60_000);

  it("are all there, of an author whom the roster can name", () => {
    assert.equal(EXAMPLES.length, 329);
    assert.equal(new Set(EXAMPLES.map(({ id }) => id)).size, 329);
    const authors = subjectsTold().map(({ json }) => (isJson(json.user) ? json.user.id : undefined));
    assert.ok(authors.filter((id) => id === CODERTOCAT.id).length > 50);
  });

  for (const variant of VARIANTS) {
    describe(variant.what, () => {
      let first: Shown;

      it("each once: all acknowledged, no wrong write", async () => {
        const { gitHub, app, close } = await stage(variant);
        try {
          await sendAll(app, EXAMPLES);
          await assertHealthy(app);
          await assertDiscreet(gitHub, app);
          first = shownOn(gitHub);
          assert.deepEqual(first, expectedOn(gitHub, variant));
          const labelled = Object.entries(first).filter(([, { labels }]) => labels.length > 0);
          assert.deepEqual(
            Object.fromEntries(labelled.map(([ref, { labels }]) => [ref, labels.join()])),
            variant.labels,
          );
          assertWritesBelong(gitHub, Object.keys(variant.labels));
          const entries = [...(await app.entries("public")), ...(await app.entries("private"))];
          assert.ok(entries.length > 0, "a conflict was found and recorded, where it may be");
        } finally {
          await close();
        }
      });

      for (const seed of SEEDS) {
        it(`each twice, in order ${String(seed)}: the same in the end, and nothing more`, async () => {
          const { gitHub, app, close } = await stage(variant);
          try {
            await sendAll(app, shuffled(duplicated(EXAMPLES), seed));
            assert.deepEqual(shownOn(gitHub), first);
            assertWritesBelong(gitHub, Object.keys(variant.labels));
            for (const told of subjectsTold()) {
              assert.ok(stickyComments(gitHub, told.repository, told.json.number).length <= 1);
            }
            const requests = gitHub.requests.length;
            await sendAll(app, EXAMPLES);
            assert.equal(gitHub.requests.length, requests, "known deliveries ask for nothing");
            const entries = [await app.entries("public"), await app.entries("private")];
            await sendAll(app, shuffled(anew(EXAMPLES, "again"), seed + 100));
            assert.deepEqual(gitHub.requests.slice(requests).filter(isWrite), []);
            assert.deepEqual([await app.entries("public"), await app.entries("private")], entries);
            assert.deepEqual(shownOn(gitHub), first);
            await assertHealthy(app);
            await assertDiscreet(gitHub, app);
          } finally {
            await close();
          }
        });
      }
    });
  }
});

/** Every write is a label created in, or something put on a subject of, what the oracle names. */
function assertWritesBelong(gitHub: FaultServer, refs: readonly string[]): void {
  const places = new Set(
    refs.flatMap((ref) => {
      const [repository = "", number = ""] = ref.split("#");
      const issue = `/repos/${repository}/issues/${number}`;
      return [`/repos/${repository}/labels`, `${issue}/labels`, `${issue}/comments`];
    }),
  );
  const astray = gitHub.requests.filter((request) => isWrite(request) && !places.has(request.path));
  assert.deepEqual(
    astray.map(({ method, path }) => `${method} ${path}`),
    [],
  );
}
