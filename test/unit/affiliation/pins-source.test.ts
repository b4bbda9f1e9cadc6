import assert from "node:assert/strict";
import type { Affiliation, AffiliationSource } from "@recuse/shared/affiliation/affiliation.ts";
import { namesByPin, withPins } from "@recuse/shared/affiliation/pins-source.ts";
import type { PersonSaid, Pin, StandingSaid } from "@recuse/shared/recusal/pin.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { pinOf } from "../../builders/pin.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { author } from "../../builders/subject.ts";

const { organizations } = roster({
  organizations: [
    acme(),
    {
      id: "globex",
      name: "Globex",
      parent: { organization: "acme", from: "2020-01-01" },
      commitmentKey: key(2),
    },
  ],
});
const DAYS = [dayNumber("2026-02-01"), dayNumber("2026-03-01")];
const WILE = author({ login: "wile", id: 1001 });

function tie(overrides: Partial<Affiliation> = {}): Affiliation {
  return {
    organization: "acme",
    strength: "confirmed",
    selfAsserted: false,
    source: "roster id",
    evidence: "wile is listed",
    publicEvidence: true,
    interval: {},
    ...overrides,
  };
}

function source(known: readonly Affiliation[], gaps?: readonly string[]): AffiliationSource {
  const missing = gaps?.map((organization) => ({ organization, words: "not read" }));
  return {
    of: () => known,
    mentionedIn: () => [],
    ...(missing === undefined ? {} : { gaps: () => missing }),
  };
}

function asked(
  known: readonly Affiliation[],
  pins: readonly Pin[],
  person: Person = WILE,
): readonly Affiliation[] {
  return withPins(source(known), organizations, () => pins).of(person, DAYS);
}

function about(
  account: PersonSaid["account"],
  verdict: "is" | "is-not" = "is",
  more: Partial<PersonSaid> = {},
): PersonSaid {
  return { about: "person", ...(account === undefined ? {} : { account }), verdict, ...more };
}

describe("a person who is pinned to an organization", () => {
  const rows: [string, PersonSaid, Person, string][] = [
    ["by the same id", about({ id: 1001 }), WILE, "confirmed"],
    ["by the same id under another login", about({ id: 1001, login: "coyote" }), WILE, "confirmed"],
    ["by login alone", about({ login: "WILE" }), WILE, "reported"],
    [
      "by login, without an id to compare",
      about({ id: 1001, login: "wile" }),
      author({ login: "wile" }),
      "reported",
    ],
    ["by login that another account has now", about({ id: 7, login: "wile" }), WILE, "nothing"],
    ["another account", about({ id: 7 }), WILE, "nothing"],
    [
      "by address",
      about(undefined, "is", { email: "Wile@acme.test" }),
      author({ email: "wile@ACME.test" }),
      "reported",
    ],
    [
      "who is nobody",
      about({ login: "wile" }),
      { role: "author", login: "wile", unidentified: true },
      "nothing",
    ],
    [
      "whom a trailer names",
      about({ id: 1001 }),
      { ...WILE, role: "co-author", selfAsserted: true },
      "reported",
    ],
    [
      "an account on whose behalf it is",
      about({ login: "wile" }),
      { role: "on-behalf-of", login: "wile" },
      "nothing",
    ],
    ["for longer", about({ id: 1001 }, "is", { until: "2026-03-02" }), WILE, "confirmed"],
    ["no longer", about({ id: 1001 }, "is", { until: "2026-03-01" }), WILE, "nothing"],
  ];
  for (const [name, said, person, expected] of rows) {
    it(`${name}: ${expected}`, () => {
      const [found, ...more] = asked([], [pinOf(1, said)], person);
      assert.deepEqual(more, []);
      assert.equal(found?.strength ?? "nothing", expected);
      if (found === undefined) return;
      assert.equal(found.source, "pin");
      assert.equal(found.publicEvidence, false);
      assert.match(found.evidence, /of Acme's people, pinned by octocat/);
      assert.doesNotMatch(found.evidence, /@acme/i);
    });
  }

  it("is at the parent as well", () => {
    const found = asked([], [pinOf(1, about({ id: 1001 }), { organization: "globex" })]);
    assert.deepEqual(
      found.map(({ organization }) => organization),
      ["globex", "acme"],
    );
  });

  it("is at no organization that the roster does not list", () => {
    assert.deepEqual(asked([], [pinOf(1, about({ id: 1001 }), { organization: "initech" })]), []);
  });

  it("of two pins the later counts, however they know her", () => {
    const pins = [pinOf(1, about({ id: 1001 })), pinOf(2, about({ login: "wile" }, "is-not"))];
    assert.deepEqual(asked([], pins), []);
    assert.equal(asked([], [pinOf(3, about({ id: 1001 })), ...pins]).length, 1);
  });
});

describe("a person who is pinned away from an organization", () => {
  const AWAY = [pinOf(1, about({ id: 1001 }, "is-not"))];

  it("is suggested to be there, from whatever source, with a remark and what it was before", () => {
    const known = [
      tie(),
      tie({ strength: "reported", source: "profile company", remark: "another says Globex" }),
    ];
    assert.deepEqual(asked(known, AWAY), [
      {
        ...known[0],
        strength: "suggested",
        beforePin: "confirmed",
        remark: "pinned by octocat: not at Acme",
      },
      {
        ...known[1],
        strength: "suggested",
        beforePin: "reported",
        remark: "another says Globex; pinned by octocat: not at Acme",
      },
    ]);
  });

  it("is as before anywhere else, and so is everybody else", () => {
    const elsewhere = [tie({ organization: "globex" })];
    assert.deepEqual(asked(elsewhere, AWAY), elsewhere);
    const known = [tie()];
    assert.equal(asked(known, AWAY, author({ login: "mona", id: 7 })), known);
  });

  it("is not at the parent through it, and stays where she is for another reason", () => {
    const known = [
      tie({ organization: "globex" }),
      tie({ through: "globex", evidence: "inherited" }),
      tie({ evidence: "her own" }),
    ];
    const pins = [pinOf(1, about({ id: 1001 }, "is-not"), { organization: "globex" })];
    assert.deepEqual(
      asked(known, pins).map(({ strength }) => strength),
      ["suggested", "suggested", "confirmed"],
    );
  });

  it("is not asked about where a look-up failed", () => {
    const gapsOf = (pins: readonly Pin[]) =>
      withPins(source([], ["acme", "globex"]), organizations, () => pins)
        .gaps?.(WILE)
        .map(({ organization }) => organization);
    assert.deepEqual(gapsOf(AWAY), ["globex"]);
    assert.deepEqual(gapsOf([]), ["acme", "globex"]);
    assert.equal(withPins(source([]), organizations, () => AWAY).gaps, undefined);
  });
});

describe("names that are pinned", () => {
  const name = (text: string, verdict: "is" | "is-not", until?: string): StandingSaid => ({
    about: "organization",
    name: text,
    verdict,
    ...(until === undefined ? {} : { until }),
  });

  it("a name that is not the organization's suggests, whoever wrote it", () => {
    const known = [tie({ named: "Acme  Bikes" }), tie({ named: "Acme" }), tie()];
    const found = asked(known, [pinOf(1, name("acme bikes", "is-not"))]);
    assert.deepEqual(
      found.map(({ strength }) => strength),
      ["suggested", "confirmed", "confirmed"],
    );
    assert.equal(found[0]?.remark, "pinned by octocat: that name is not Acme");
  });

  it("names that are an organization's, for whoever matches names", () => {
    const pins = [
      pinOf(1, name("Acme Bikes", "is")),
      pinOf(2, name("Acme Ltd", "is", "2026-03-01")),
      pinOf(3, name("Acme Tours", "is-not")),
      pinOf(4, name("Initrode", "is"), { organization: "globex" }),
      pinOf(5, about({ id: 1 })),
    ];
    assert.deepEqual(
      [...namesByPin(pins, dayNumber("2026-03-01"))],
      [
        ["acme", ["Acme Bikes"]],
        ["globex", ["Initrode"]],
      ],
    );
    assert.deepEqual(namesByPin(pins, dayNumber("2026-02-28")).get("acme"), ["Acme Bikes", "Acme Ltd"]);
  });
});

describe("a source with pins", () => {
  it("answers its own list where nothing is pinned of somebody", () => {
    const known = [tie()];
    assert.equal(asked(known, []), known);
    assert.equal(asked(known, [pinOf(1, about({ id: 7 }))]), known);
  });

  it("follows the pins as they change", () => {
    let pins: readonly Pin[] = [];
    const pinned = withPins(source([]), organizations, () => pins);
    assert.equal(pinned.of(WILE, DAYS).length, 0);
    pins = [pinOf(1, about({ id: 1001 }))];
    assert.equal(pinned.of(WILE, DAYS).length, 1);
    pins = [];
    assert.equal(pinned.of(WILE, DAYS).length, 0);
  });
});
