import assert from "node:assert/strict";
import type { Affiliation, AffiliationSource } from "@recuse/shared/affiliation/affiliation.ts";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import { author } from "../../builders/subject.ts";

function tie(organization: string, evidence = ""): Affiliation {
  return {
    organization,
    strength: "reported",
    selfAsserted: false,
    source: "mention",
    evidence,
    publicEvidence: true,
    interval: {},
  };
}

function source(
  of: readonly Affiliation[],
  mentioned: readonly Affiliation[] = [],
  gaps?: readonly string[],
): AffiliationSource {
  const missing = gaps?.map((organization) => ({ organization, words: "unknown" }));
  return {
    of: () => of,
    mentionedIn: () => mentioned,
    ...(missing === undefined ? {} : { gaps: () => missing }),
  };
}

const WHO = author({ login: "mona", id: 1 });

describe("several sources as one", () => {
  const [a, b] = [tie("acme", "a"), tie("globex", "b")];

  it("answers what each answers, in order, none of it left out", () => {
    const again = tie("acme", "again");
    assert.deepEqual(combineSources([source([a]), source([]), source([b, again])]).of(WHO), [a, b, again]);
  });

  it("an organization that prose names counts once, the first source's word", () => {
    const sources = [source([], [a]), source([], [tie("acme", "again"), b])];
    assert.deepEqual(combineSources(sources).mentionedIn("text"), [a, b]);
  });

  it("what could not be looked up is added up; where nothing is looked up, nothing is missing", () => {
    const combined = combineSources([source([]), source([], [], ["acme"]), source([], [], ["globex"])]);
    assert.deepEqual(
      combined.gaps?.(WHO).map(({ organization }) => organization),
      ["acme", "globex"],
    );
    assert.equal(combineSources([source([a])]).gaps, undefined);
  });

  it("allocates nothing where one source at most has something", () => {
    const [list, none] = [[a], [] as Affiliation[]];
    const combined = combineSources([source(none, none, []), source(list, list), source(none, none, [])]);
    assert.equal(combined.of(WHO), list);
    assert.equal(combined.mentionedIn("text"), list);
    const empty = combineSources([source([]), source([], [], [])]);
    assert.equal(empty.of(WHO), combineSources([source([])]).of(WHO));
    assert.equal(empty.gaps?.(WHO), empty.of(WHO));
  });

  it("no sources know nothing", () => {
    assert.deepEqual(combineSources([]).of(WHO), []);
    assert.deepEqual(combineSources([]).mentionedIn("Acme"), []);
  });
});
