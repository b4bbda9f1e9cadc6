/* Several sources of affiliations, as one. */
import type { Affiliation, AffiliationSource, Gap } from "./affiliation.ts";

/**
 * Answers what every source answers, in their order; an organization that prose names counts once. Where at
 * most one source has something, its own list is answered and nothing is allocated.
 */
export function combineSources(sources: readonly AffiliationSource[]): AffiliationSource {
  const withGaps = sources.flatMap(({ gaps }) => gaps ?? []);
  const doubters = sources.flatMap(({ doubts }) => doubts ?? []);
  return {
    of: (person, days) => {
      const found = joined(sources, (source) => source.of(person, days));
      if (found.length === 0 || doubters.length === 0 || days === undefined) return found;
      return found.map((affiliation) => {
        const doubts = doubters.flatMap((doubt) => doubt(person, affiliation, days) ?? []);
        if (doubts.length === 0) return affiliation;
        return { ...affiliation, remark: [affiliation.remark ?? [], doubts].flat().join("; ") };
      });
    },
    mentionedIn: (text) => once(joined(sources, (source) => source.mentionedIn(text))),
    ...(withGaps.length === 0
      ? {}
      : { gaps: (person) => joined(withGaps, (gapsOf): readonly Gap[] => gapsOf(person)) }),
  };
}

const NONE: readonly never[] = [];

function joined<S, T>(sources: readonly S[], ask: (source: S) => readonly T[]): readonly T[] {
  let all: readonly T[] = NONE;
  for (const source of sources) {
    const found = ask(source);
    if (found.length > 0) all = all.length === 0 ? found : [...all, ...found];
  }
  return all;
}

/** Each organization's first; the list itself where none comes twice. */
function once(affiliations: readonly Affiliation[]): readonly Affiliation[] {
  if (affiliations.length < 2) return affiliations;
  const seen = new Set<string>();
  const first = affiliations.filter(({ organization }) => !seen.has(organization) && seen.add(organization));
  return first.length === affiliations.length ? affiliations : first;
}
