/*
 * Evidence but undeclared: names in the data that look like an organization's and are none of its aliases. A
 * question and nothing more. Comparing every name with every other is dear, so that only those that have a word
 * in common, begin alike or could be initials are compared at all.
 */
import { organizationKey } from "../organizations/organization-key.ts";
import { resemblance } from "../organizations/resemblance.ts";
import { isStaffed } from "../roster-index.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { listed, shownName } from "./words.ts";

export const namesSimilar: Rule = (knowledge) => {
  const { roster, most } = knowledge;
  const names = namesOf(knowledge);
  return roster.organizations.flatMap((organization, at): LintFinding[] => {
    if (!isStaffed(organization)) return [];
    const own = [organization.name, ...organization.aliases];
    const similar = new Set(own.flatMap((name) => similarTo(name, names, knowledge)));
    if (similar.size === 0) return [];
    const shown = [...similar].map(shownName).sort();
    const message = `the data has names like it: ${listed(shown, most)}; add to aliases what is the same organization`;
    const path = ["organizations", at, "name"];
    return [{ rule: "name-similar", path, severity: "suggestion", message }];
  });
};

interface Name {
  /** To show. */
  readonly written: string;
  readonly key: string;
  readonly words: readonly string[];
}

/** Every organization of the data that is none of the roster's, once. */
function namesOf({ index, employment, organizations }: LintKnowledge): readonly Name[] {
  const names = new Map<number, Name>();
  for (let name = 0; name < index.organizations; name += 1) {
    const number = employment.organizations.ofName(name);
    if (number === undefined || number < 0 || names.has(number)) continue;
    if (organizations.idsOf(number).length > 0) continue;
    const key = employment.organizations.keyOf(number);
    names.set(number, { written: employment.organizations.nameOf(number), key, words: key.split(" ") });
  }
  return [...names.values()];
}

function similarTo(name: string, names: readonly Name[], { registry }: LintKnowledge): string[] {
  const key = organizationKey(name);
  if (key === undefined) return [];
  const words = key.split(" ");
  return names
    .filter((other) => mayBeAlike(words, other.words))
    .filter(({ written }) => resemblance(name, written, registry) === "similar")
    .map(({ written }) => written);
}

function mayBeAlike(a: readonly string[], b: readonly string[]): boolean {
  if (a.some((one) => b.some((other) => one === other || begins(one, other)))) return true;
  if (begins(a.join(""), b.join(""))) return true;
  return isShort(a, b) || isShort(b, a);
}

/** What resemblance.ts takes for a slip of the keyboard. */
function begins(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 5 && Math.abs(a.length - b.length) <= 2 && b.startsWith(a.charAt(0));
}

function isShort(short: readonly string[], long: readonly string[]): boolean {
  const [word = ""] = short;
  return (
    short.length === 1 &&
    long.length > 1 &&
    word.length <= 8 &&
    long.some((each) => each.startsWith(word.charAt(0)))
  );
}
