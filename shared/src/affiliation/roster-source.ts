/*
 * The roster as the first source of affiliations. Everything is compiled once; a look-up is a few map reads.
 */
import type { Interval } from "../roster/dates.ts";
import type { Organization, Roster } from "../roster/schema.ts";
import { isLogin } from "../subject/account.ts";
import { loginKey } from "../subject/bot.ts";
import type { Person } from "../subject/subject.ts";
import type { Affiliation, AffiliationSource, AffiliationSourceName } from "./affiliation.ts";
import { normalAddress } from "./email-domain.ts";
import { mentionScanner } from "./mention.ts";
import { withParents } from "./parents.ts";
import { isStaffed, rosterIndex, type Listed, type RosterIndex } from "./roster-index.ts";

const NOBODY: readonly Affiliation[] = [];
const ALWAYS: Interval = {};

/**
 * The roster's answers: numeric ids confirm, logins and addresses report, a community's accounts and domains
 * prove nothing. What a trailer or an unverified commit says is never more than reported, and self-asserted.
 */
export function rosterSource(roster: Roster): AffiliationSource {
  const index = rosterIndex(roster);
  const inherited = withParents(roster.organizations);
  const mentionedIn = mentionScanner(
    roster.organizations.filter(isStaffed).map((organization) => ({
      names: [organization.name, ...organization.aliases],
      value: mentionOf(organization),
    })),
  );
  return {
    of: (person) => {
      if (person.unidentified === true) return NOBODY;
      const found = person.role === "on-behalf-of" ? onBehalfOf(index, person) : direct(index, person);
      return found.length === 0 ? NOBODY : found.flatMap(inherited);
    },
    mentionedIn,
  };
}

/**
 * Can the commits of a pull request tell anything? Only where the roster holds a domain or an address. The
 * roster alone decides, never the subject: a difference between subjects would show who is watched for.
 */
export function commitsWorthReading(roster: Roster): boolean {
  return (
    roster.organizations.some((organization) => isStaffed(organization) && organization.domains.length > 0) ||
    roster.people.some((person) => person.emails.length > 0)
  );
}

function direct(index: RosterIndex, person: Person): Affiliation[] {
  const found: Affiliation[] = [];
  const seen = new Set<Listed>();
  const add = (listed: Listed, strength: Affiliation["strength"], source: AffiliationSourceName): void => {
    if (seen.has(listed)) return;
    seen.add(listed);
    found.push(listing(person, listed, strength, source));
  };
  if (person.id !== undefined) {
    for (const listed of index.byId.get(person.id) ?? []) add(listed, "confirmed", "roster id");
  }
  for (const login of loginKeys(person)) {
    for (const listed of index.byLogin.get(login) ?? []) {
      // with another id it is another account: the name was given up and taken over
      const decided = listed.entry.id !== undefined && person.id !== undefined;
      if (!decided) add(listed, "reported", "roster login");
    }
    if (person.role !== "mentioned") found.push(...accounts(index, person, login));
  }
  if (person.email !== undefined) {
    const verified = person.verified === true && person.selfAsserted !== true ? "confirmed" : "reported";
    const address = index.byAddress.size === 0 ? undefined : normalAddress(person.email);
    if (address !== undefined) {
      for (const listed of index.byAddress.get(address) ?? []) add(listed, verified, "roster e-mail");
    }
    const at = index.domainOf(person.email);
    for (const organization of at?.organizations ?? []) {
      const evidence = `${verified === "confirmed" ? "a verified" : "an unverified"} address at ${at?.domain ?? ""}`;
      found.push(visible(person, organization, verified, "e-mail domain", evidence));
    }
  }
  return found;
}

/** A bot may be listed as GitHub's API writes it, or as its page does. */
function loginKeys({ login, bot = false }: Person): readonly string[] {
  if (login === undefined) return [];
  return bot ? [...new Set([loginKey(login, { bot }), login.toLowerCase()])] : [login.toLowerCase()];
}

function accounts(index: RosterIndex, person: Person, login: string): Affiliation[] {
  const name = shown(person);
  const isHead = person.role === "head-repository";
  const owned = (index.byOrg.get(login) ?? []).map((organization) =>
    isHead
      ? visible(
          person,
          organization,
          "confirmed",
          "head repository",
          `the head repository belongs to ${name}`,
        )
      : visible(
          person,
          organization,
          "reported",
          "organization account",
          `${name} is the organization's account`,
        ),
  );
  const others = (index.byAccount.get(login) ?? []).map((organization) =>
    visible(
      person,
      organization,
      "reported",
      "organization account",
      `${name} is an account of the organization`,
    ),
  );
  return [...owned, ...others];
}

function onBehalfOf(index: RosterIndex, person: Person): Affiliation[] {
  const named = person.login === undefined ? [] : (index.byOrg.get(person.login.toLowerCase()) ?? []);
  const at = person.email === undefined ? undefined : index.domainOf(person.email);
  const asserted = { ...person, selfAsserted: true };
  const trailer = (organization: string, evidence: string): Affiliation =>
    visible(asserted, organization, "reported", "on-behalf-of trailer", evidence);
  return [
    ...named.map((organization) => trailer(organization, `a trailer says on behalf of ${shown(person)}`)),
    ...(at?.organizations ?? [])
      .filter((organization) => !named.includes(organization))
      .map((organization) =>
        trailer(organization, `a trailer says on behalf of an address at ${at?.domain ?? ""}`),
      ),
  ];
}

const LISTED_WORDS = {
  "roster id": "",
  "roster login": ", by login only: a numeric id would confirm it",
} as const;

function listing(
  person: Person,
  { entry, organizationName, interval }: Listed,
  strength: Affiliation["strength"],
  source: AffiliationSourceName,
): Affiliation {
  const words =
    source === "roster id" || source === "roster login"
      ? `${shown(person)} is listed as one of ${organizationName}'s people${LISTED_WORDS[source]}`
      : `the ${strength === "confirmed" ? "verified" : "unverified"} address of one of ${organizationName}'s people`;
  return {
    ...visible(person, entry.organization, strength, source, words),
    publicEvidence: entry.disclosure === "public",
    interval,
  };
}

/** An affiliation whose evidence anyone can see, held to what the tie can bear. */
function visible(
  { role, selfAsserted = false }: Person,
  organization: string,
  strength: Affiliation["strength"],
  source: AffiliationSourceName,
  evidence: string,
): Affiliation {
  return {
    organization,
    strength: role === "mentioned" ? "suggested" : selfAsserted ? "reported" : strength,
    selfAsserted,
    source,
    evidence: selfAsserted ? `${evidence} (anyone could have written this)` : evidence,
    publicEvidence: true,
    interval: ALWAYS,
  };
}

/** Nothing that fails GitHub's grammar is repeated to anybody. */
function shown({ login }: Person): string {
  return login !== undefined && isLogin(login) ? login : "an account";
}

/** Prose is never evidence enough to publish anything; the alias that matched may be a private word. */
function mentionOf({ id, name }: Organization): Affiliation {
  return {
    organization: id,
    strength: "suggested",
    selfAsserted: true,
    source: "mention",
    evidence: `the text mentions ${name}`,
    publicEvidence: false,
    interval: ALWAYS,
  };
}
