/*
 * Public members of the clients' organizations on GitHub, as a source of affiliations. The sets were read before
 * (github-app/src/affiliations); here they are only looked into.
 *
 * Asking GitHub for a confidential organization's members would name it, and a community's members work elsewhere:
 * neither is asked for nor looked up, whatever the sets hold.
 */
import type { DayNumber } from "../roster/dates.ts";
import type { Organization, Roster } from "../roster/schema.ts";
import type { Person } from "../subject/subject.ts";
import type { Affiliation, AffiliationSource, Gap } from "./affiliation.ts";
import { withParents } from "./parents.ts";
import { held, personalId, shownLogin } from "./personal-tie.ts";
import { isStaffed } from "./roster-index.ts";

/** The public members of one organization on GitHub, as far as they could be read. */
export interface MemberSet {
  /** Numeric account ids. */
  readonly ids: ReadonlySet<number>;
  /** The day on which GitHub last told them; absent: it never did. */
  readonly readOn?: DayNumber;
  /** GitHub last said that there is no such organization. */
  readonly gone?: boolean;
}

export interface MemberSets {
  /** By the organization's login in lower case. May change between look-ups: a timer refreshes it. */
  readonly sets: ReadonlyMap<string, MemberSet>;
  readonly today: () => DayNumber;
}

/** A set that is older says nothing any more of who is not in it. In days. */
const STALE_AFTER = 30;

const NOTHING: readonly Affiliation[] = [];
const NO_GAPS: readonly Gap[] = [];
const NEVER_READ: MemberSet = { ids: new Set() };

/** One organization's account on GitHub. */
interface Watched {
  /** Lower case. */
  readonly key: string;
  /** As the roster writes it. */
  readonly login: string;
}

/** A roster's organization with what it lists of GitHub's. */
interface Client {
  readonly organization: string;
  readonly accounts: readonly Watched[];
}

/**
 * The organizations whose public members may be asked for: logins in lower case, each once, in order. An
 * organization on GitHub that a confidential client lists as well is not among them. Of several rosters that are
 * compared: what each of them may ask for and none of them hides.
 */
export function organizationsToAsk(...rosters: readonly Roster[]): string[] {
  const hidden = hiddenBy(...rosters);
  const asked = rosters.flatMap((roster) => clientsOf(roster, hidden));
  return [...new Set(asked.flatMap(({ accounts }) => accounts.map(({ key }) => key)))].sort();
}

/**
 * What the sets say: whoever is in one is confirmed, from an unknown day on, as of the day it was read. Who is in
 * none may be a member all the same, who does not show it; so that is no finding. Where a set was never read,
 * or not for a month, `gaps` says so of authors.
 */
export function membersSource(roster: Roster, members: MemberSets): AffiliationSource {
  const clients = clientsOf(roster);
  const inherited = withParents(roster.organizations);
  return {
    of: (person) => {
      const id = personalId(person);
      if (id === undefined) return NOTHING;
      let found: Affiliation[] | undefined;
      for (const client of clients) {
        const account = freshest(client, members, id);
        if (account === undefined) continue;
        (found ??= []).push(...inherited(membership(person, client, account, members)));
      }
      return found ?? NOTHING;
    },
    mentionedIn: () => NOTHING,
    gaps: (person) => {
      const id = person.role === "author" ? personalId(person) : undefined;
      if (id === undefined) return NO_GAPS;
      let found: Gap[] | undefined;
      const oldest = members.today() - STALE_AFTER;
      for (const client of clients) {
        const unread = client.accounts.find(({ key }) => isUnread(members.sets.get(key), oldest));
        if (unread === undefined || freshest(client, members, id) !== undefined) continue;
        const words = gapWords(person, unread, members);
        // whoever were a member would be at the parents as well
        const family = inherited(membership(person, client, unread, members));
        (found ??= []).push(...family.map(({ organization }) => ({ organization, words })));
      }
      return found ?? NO_GAPS;
    },
  };
}

function hiddenBy(...rosters: readonly Roster[]): ReadonlySet<string> {
  const confidential = rosters.flatMap(({ organizations }) =>
    organizations.filter((each) => !isPublic(each)),
  );
  return new Set(confidential.flatMap(loginsOf));
}

function clientsOf(roster: Roster, hidden = hiddenBy(roster)): Client[] {
  return roster.organizations
    .filter((each) => isPublic(each) && isStaffed(each))
    .map(({ id, github }) => ({
      organization: id,
      accounts: github.orgs
        .map((login) => ({ login, key: login.toLowerCase() }))
        .filter(({ key }, index, all) => !hidden.has(key) && all.findIndex((a) => a.key === key) === index),
    }))
    .filter(({ accounts }) => accounts.length > 0);
}

function isPublic({ disclosure }: Organization): boolean {
  return disclosure === "public";
}

function loginsOf({ github }: Organization): string[] {
  return github.orgs.map((login) => login.toLowerCase());
}

/** Of a client's organizations on GitHub that the account is in, the one that was read last. */
function freshest({ accounts }: Client, { sets }: MemberSets, id: number): Watched | undefined {
  let found: Watched | undefined;
  let readOn = -Infinity;
  for (const account of accounts) {
    const set = sets.get(account.key);
    if (set?.readOn === undefined || set.readOn <= readOn || !set.ids.has(id)) continue;
    found = account;
    readOn = set.readOn;
  }
  return found;
}

function membership(
  person: Person,
  { organization }: Client,
  { key, login }: Watched,
  { sets }: MemberSets,
): Affiliation {
  const { readOn } = sets.get(key) ?? NEVER_READ;
  return {
    organization,
    ...held(
      person,
      "confirmed",
      `${shownLogin(person.login)} is a public member of ${shownLogin(login)} on GitHub`,
    ),
    source: "public member",
    publicEvidence: true,
    interval: {},
    ...(readOn === undefined ? {} : { asOf: readOn }),
  };
}

function isUnread(set: MemberSet | undefined, oldest: DayNumber): boolean {
  return set?.readOn === undefined || set.readOn < oldest;
}

function gapWords(person: Person, { key, login }: Watched, { sets }: MemberSets): string {
  const { gone = false } = sets.get(key) ?? NEVER_READ;
  const why = gone ? "GitHub knows no organization of that name" : "GitHub did not answer";
  const who = shownLogin(person.login);
  return `whether ${who} is a public member of ${shownLogin(login)} could not be looked up: ${why}`;
}
