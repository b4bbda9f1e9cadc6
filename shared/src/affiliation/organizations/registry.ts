/*
 * Names over time, compiled: what an organization is called today, whose it is and since when, which names
 * look alike and are somebody else's.
 *
 * Who worked for Loodse works for Kubermatic: a former name is the same organization at every time. Who worked
 * for CoreOS before it was sold did not work for Red Hat: a parent is one from its day on.
 */
import { dayNumber, intersect, type DayNumber } from "../../roster/dates.ts";
import { domainMatcher } from "../email-domain.ts";
import { organizationKey } from "./organization-key.ts";
import { parentsIn, type KnownOrganization, type OrganizationsFile } from "./organizations-file.ts";

/** Whoever is at the child is also at the parent during `[from, until)`. */
export interface Parent {
  readonly key: string;
  /** The latest take-over on the way up. */
  readonly from: DayNumber;
  /** The earliest sale on the way up; absent: it is still its parent. */
  readonly until?: DayNumber;
}

/** All keys are those of organization-key.ts; a name that no file holds is its own organization. */
export interface OrganizationRegistry {
  /** Today's key of the organization that this key means: an alias, a former name or the name itself. */
  readonly canonical: (key: string) => string;
  /** The name to show, or undefined where no file knows it. */
  readonly nameOf: (key: string) => string | undefined;
  /** Every parent on the way up, the nearest first; more than once where it was one at different times. */
  readonly parentsOf: (key: string) => readonly Parent[];
  /** The first day on which it no longer existed. */
  readonly closedOn: (key: string) => DayNumber | undefined;
  /**
   * Whose e-mail domain the host is or lies under, as canonical key. On a day on which the owner was closed
   * it is nobody's: domains lapse and are bought.
   */
  readonly domainOwner: (host: string, day?: DayNumber) => string | undefined;
  /** Is it known that the two are different, however alike they look? */
  readonly areApart: (a: string, b: string) => boolean;
  /** Every other key that means the same organization. */
  readonly aliasesOf: (key: string) => readonly string[];
}

const NONE: readonly never[] = [];
/** No organization has more parents, its parents' included; it bounds what a long way up costs. */
const MOST_ABOVE = 32;

/**
 * Compiles files of organizations. An entry of a later file replaces one of the same name, and its names
 * and domains win over those of earlier files. Parents that own each other end the way up.
 */
export function compileRegistry(files: readonly OrganizationsFile[]): OrganizationRegistry {
  const entries = latestEntries(files);
  const today = namesToday(entries);
  const canonical = (key: string): string => today.get(key) ?? key;
  const canonicalName = (name: string): string => canonical(organizationKey(name) ?? name);

  const names = new Map<string, string>();
  const closed = new Map<string, DayNumber>();
  const direct = new Map<string, readonly Parent[]>();
  const apart = new Map<string, Set<string>>();
  const domains: { domain: string; key: string }[] = [];
  // The latest entry first: the first answer of a domain counts, and the first name of a key.
  for (const [key, entry] of entries) {
    const owner = canonical(key);
    if (owner === key) {
      names.set(key, entry.name);
      if (entry.closed !== undefined) closed.set(key, dayNumber(entry.closed));
      const own = parentsIn(entry).map(({ name, from, until }) => ({
        key: canonicalName(name),
        from: dayNumber(from),
        ...(until === undefined ? {} : { until: dayNumber(until) }),
      }));
      if (own.length > 0) direct.set(key, own);
    }
    for (const domain of entry.domains) domains.push({ domain, key: owner });
    for (const name of entry.apartFrom) {
      setApart(apart, owner, canonicalName(name));
      setApart(apart, canonicalName(name), owner);
    }
  }
  for (const { name } of [...entries.values()].flatMap(parentsIn)) {
    const key = canonicalName(name);
    if (!names.has(key)) names.set(key, name);
  }
  const aliases = new Map<string, string[]>();
  for (const [key, owner] of today) if (key !== owner) append(aliases, owner, key);
  const parents = new Map([...direct.keys()].map((key) => [key, wayUp(key, direct)]));
  const ownerOf = domainMatcher(domains);

  return {
    canonical,
    nameOf: (key) => names.get(canonical(key)),
    parentsOf: (key) => parents.get(canonical(key)) ?? NONE,
    closedOn: (key) => closed.get(canonical(key)),
    domainOwner: (host, day) => {
      const key = host.includes("@") ? undefined : ownerOf(`x@${host}`)?.key;
      const end = key === undefined ? undefined : closed.get(key);
      return day !== undefined && end !== undefined && day >= end ? undefined : key;
    },
    areApart: (a, b) => apart.get(canonical(a))?.has(canonical(b)) === true,
    aliasesOf: (key) => aliases.get(canonical(key)) ?? NONE,
  };
}

/** The entries by the key of their name, those of the last file first. */
function latestEntries(files: readonly OrganizationsFile[]): ReadonlyMap<string, KnownOrganization> {
  const entries = new Map<string, KnownOrganization>();
  for (const { organizations } of files.toReversed()) {
    for (const organization of organizations) {
      const key = organizationKey(organization.name);
      if (key !== undefined && !entries.has(key)) entries.set(key, organization);
    }
  }
  return entries;
}

/**
 * From every known key to today's. A later file may call an earlier file's organization an alias of its own:
 * its entry came first, so that what it claimed is settled when the earlier one's turn comes.
 */
function namesToday(entries: ReadonlyMap<string, KnownOrganization>): ReadonlyMap<string, string> {
  const today = new Map<string, string>();
  for (const [key, { aliases, formerly }] of entries) {
    const owner = today.get(key) ?? key;
    today.set(key, owner);
    for (const name of [...aliases, ...formerly.map((former) => former.name)]) {
      const alias = organizationKey(name);
      if (alias !== undefined && !today.has(alias)) today.set(alias, owner);
    }
  }
  return today;
}

function wayUp(key: string, direct: ReadonlyMap<string, readonly Parent[]>): readonly Parent[] {
  const above: Parent[] = [];
  const climb = (below: Parent | undefined): void => {
    for (const parent of direct.get(below?.key ?? key) ?? NONE) {
      const next = below === undefined ? parent : through(below, parent);
      if (above.length === MOST_ABOVE) return;
      if (next !== undefined && next.key !== key && !above.some((known) => holds(known, next))) {
        above.push(next);
      }
    }
  };
  climb(undefined);
  // It grows while it is walked: level by level, so that the nearest come first.
  for (const parent of above) climb(parent);
  return above;
}

/** The parent of a parent, while both were. */
function through(below: Parent, { key, ...interval }: Parent): Parent | undefined {
  const both = intersect(below, interval);
  return both === undefined ? undefined : { key, from: -Infinity, ...both };
}

/** Does the first say all that the second does? So organizations that own each other end the way up. */
function holds(known: Parent, next: Parent): boolean {
  return (
    known.key === next.key && known.from <= next.from && (known.until ?? Infinity) >= (next.until ?? Infinity)
  );
}

function setApart(apart: Map<string, Set<string>>, a: string, b: string): void {
  if (a === b) return;
  const others = apart.get(a);
  if (others === undefined) apart.set(a, new Set([b]));
  else others.add(b);
}

function append(groups: Map<string, string[]>, key: string, value: string): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
