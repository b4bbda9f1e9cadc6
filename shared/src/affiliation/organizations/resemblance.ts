/*
 * Which names may mean the same organization. For suggestions that a person confirms, never for a finding:
 * only equal keys are the same. After HotCRP's AuthorMatcher
 * (https://github.com/kohler/hotcrp/blob/master/lib/authormatcher.php), which lets some words decide alone:
 * whoever is at Penn State is not at the University of Pennsylvania.
 */
import { edits } from "../../config/nearest.ts";
import { organizationKey } from "./organization-key.ts";
import type { OrganizationRegistry } from "./registry.ts";

/**
 * - `same`: one organization: the keys are equal, or the registry says so
 * - `similar`: worth asking a person
 * - `apart`: two organizations, or nothing to suggest that they are one
 */
export type Resemblance = "same" | "similar" | "apart";

/** If one name has such a word and the other has not, they are apart, whatever else they have in common. */
const DECISIVE: ReadonlySet<string> = new Set(
  [
    "state,tech,technical,polytechnic,college,school,hospital,clinic,medical,health,healthcare,foundation",
    "north,south,east,west,northern,southern,eastern,western,northeastern,northwestern,southeastern",
    "southwestern,central,national,federal,royal,community,bank,insurance,energy,motors,airlines,airways",
    "museum,church,army,navy,ministry,council,association,society,club,union",
  ].flatMap((line) => line.split(",")),
);
/** Words that say nothing of which organization is meant. */
const STOP: ReadonlySet<string> = new Set(
  [
    "the,of,and,for,at,in,on,by,from,a,an,de,la,le,les,du,des,del,der,die,das,und,von,et,e,y,di,da",
    "university,universitat,universite,universidad,universidade,universita,institute,institut,com,io",
  ].flatMap((line) => line.split(",")),
);
/** Words that a name may have more than its shorter form: `Acme Cloud Platform` is `Acme`'s. */
const GENERIC: ReadonlySet<string> = new Set(
  [
    "cloud,systems,system,software,technologies,technology,solutions,solution,services,service,group,global",
    "international,networks,network,networking,data,digital,labs,lab,laboratories,laboratory,consulting",
    "platform,platforms,research,security,computing,computer,computers,engineering,enterprise,enterprises",
    "media,online,holdings,holding,products,storage,financial,capital,electronics,industries,partners",
    "ventures,studio,studios,design,development,web,mobile,tools,works,hq,official,team,org,net,dev,ai,app",
    "big,open,new,one,first,red,blue,green,black,white,general,american,british,european,united,us,usa,uk",
    "america,europe,asia,germany,deutschland,france,india,china,japan,canada,israel,poland,spain,italy",
    "switzerland,brazil,australia,ireland,netherlands,sweden,czech,americas,emea,apac,innovation",
  ].flatMap((line) => line.split(",")),
);
const UNIVERSITY = /^universi(?:ty|tat|te|dad|dade|ta)$/;
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["univ", "university"],
  ["uni", "university"],
  ["inst", "institute"],
  ["intl", "international"],
  ["natl", "national"],
  ["fdn", "foundation"],
  ["labs", "lab"],
  ["st", "saint"],
]);

/** More words than any name has: comparing is the product of both counts. */
const MOST_WORDS = 16;

interface Name {
  readonly words: readonly string[];
  /** Without those that say nothing. */
  readonly telling: readonly string[];
}

/**
 * How alike two names are. Symmetric; case, white space and punctuation never matter. With a registry, its
 * aliases are the same and what it knows to be apart is apart.
 */
export function resemblance(a: string, b: string, registry?: OrganizationRegistry): Resemblance {
  const keyA = organizationKey(a);
  const keyB = organizationKey(b);
  if (keyA === undefined || keyB === undefined) return "apart";
  if (keyA === keyB) return "same";
  if (registry !== undefined) {
    if (registry.canonical(keyA) === registry.canonical(keyB)) return "same";
    if (registry.areApart(keyA, keyB)) return "apart";
  }
  return areSimilar(nameOf(keyA), nameOf(keyB)) ? "similar" : "apart";
}

function nameOf(key: string): Name {
  const words = key
    .split(" ")
    .slice(0, MOST_WORDS)
    .map((word) => SPELLINGS.get(word) ?? (isMistyped(word, "university") ? "university" : word));
  return { words, telling: words.filter((word) => !STOP.has(word)) };
}

function areSimilar(a: Name, b: Name): boolean {
  if (isAcronym(a, b) || isAcronym(b, a)) return true;
  if (decide(a, b)) return false;
  if (a.telling.length === 0 || b.telling.length === 0) return false;
  const joinedA = a.telling.join("");
  const joinedB = b.telling.join("");
  if (joinedA === joinedB) return !turnedRound(a, b);
  if (isMistyped(joinedA, joinedB)) return true;
  const [less, more] = a.telling.length <= b.telling.length ? [a, b] : [b, a];
  return isPartOf(less, more) && !turnedRound(a, b);
}

/** Does a word, or a number, stand in one name alone that would stand in both? */
function decide(a: Name, b: Name): boolean {
  const lacks = (one: Name, other: Name): boolean =>
    one.words.some((word) => (DECISIVE.has(word) || /^\p{N}+$/u.test(word)) && !other.words.includes(word));
  return lacks(a, b) || lacks(b, a);
}

/**
 * Every telling word of the shorter name stands in the longer one, and they name something. Mistyped words
 * count only where no other word makes the difference.
 */
function isPartOf(less: Name, more: Name): boolean {
  const rest = [...more.telling];
  let mistyped = false;
  for (const word of less.telling) {
    const exact = rest.indexOf(word);
    const at = exact >= 0 ? exact : rest.findIndex((other) => isMistyped(word, other));
    if (at < 0) return false;
    mistyped ||= exact < 0;
    rest.splice(at, 1);
  }
  if (less.telling.every((word) => word.length < 2 || GENERIC.has(word))) return false;
  if (rest.length === 0) return true;
  // `Oxford Instruments` is not the University of Oxford.
  if (less.words.some(isUniversity) !== more.words.some(isUniversity)) return false;
  if (rest.every((word) => GENERIC.has(word))) return true;
  return !mistyped && less.telling.some((word) => word.length >= 4 && !GENERIC.has(word));
}

/** `Washington University` and `University of Washington` have the same words and are two. */
function turnedRound(a: Name, b: Name): boolean {
  const leads = ({ words }: Name): boolean | undefined => {
    const at = words.findIndex(isUniversity);
    return at < 0 ? undefined : words[at + 1] === "of";
  };
  const leadsA = leads(a);
  const leadsB = leads(b);
  return leadsA !== undefined && leadsB !== undefined && leadsA !== leadsB;
}

function isUniversity(word: string): boolean {
  return UNIVERSITY.test(word);
}

/** `MIT` of `Massachusetts Institute of Technology`: all initials, or those of the words that count. */
function isAcronym(short: Name, long: Name): boolean {
  const [acronym] = short.words;
  if (acronym === undefined || short.words.length !== 1 || long.words.length < 2) return false;
  if (acronym.length < 2 || acronym.length > 8) return false;
  const initials = (words: readonly string[]): string => words.map((word) => word.slice(0, 1)).join("");
  const counting = long.words.filter((word) => word.length > 3 || !STOP.has(word));
  return acronym === initials(long.words) || acronym === initials(counting);
}

/** One slip of the keyboard in a word of five letters, two from ten on; never in the first letter. */
function isMistyped(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter < 5 ? 0 : shorter < 10 ? 1 : 2;
  if (allowed === 0 || !b.startsWith(a.charAt(0)) || Math.abs(a.length - b.length) > allowed) return false;
  if (/\p{N}/u.test(a + b) || DECISIVE.has(a) || DECISIVE.has(b)) return false;
  return edits(a, b) <= allowed;
}
