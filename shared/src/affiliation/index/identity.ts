/*
 * Which records are about one person. Pure, and the same whatever the order of the records.
 */
import { normalAddress } from "../email-domain.ts";
import type { PersonRecord } from "../formats/affiliation-file.ts";
import { noreplyAccount } from "../../subject/account.ts";
import { foldCase } from "./text.ts";

/** Nobody's own, whoever wrote them into a file. */
const NOBODYS_LOCAL = /^(?:no-?reply|do-?not-?reply)@/;

const NONE = -1;
const SEVERAL = -2;

const NO_IDS: readonly number[] = [];
/** So few values are held against each other rather than put into a set. */
const FEW = 8;

/** What a record says of who it is about, in forms that compare. */
export interface Identity {
  readonly ids: readonly number[];
  /** Trimmed, in lower case. */
  readonly logins: readonly string[];
  readonly addresses: readonly string[];
}

/**
 * The identity that a record states. GitHub's noreply addresses hold an account's id beside its login: it counts
 * when the record has that very login and states no other id.
 */
export function identityOf(record: PersonRecord): Identity {
  const logins = distinct(inForm(record.logins, loginOf));
  const addresses = distinct(inForm(record.emails, addressOf));
  const stated = distinct(record.ids.filter((id) => Number.isSafeInteger(id) && id > 0));
  return { ids: stated.length > 0 ? stated : noreplyIds(logins, addresses), logins, addresses };
}

/** Does it name an account, or only addresses? */
export function hasAccount({ ids, logins }: Identity): boolean {
  return ids.length > 0 || logins.length > 0;
}

/**
 * For each record the number of its person: the index of one of its records. Ids decide. A record without an
 * id joins the account that has its login, unless several accounts with different ids had it; a record that has
 * only addresses joins the person who alone has one of them. What could belong to several stays by itself.
 */
export function peopleOf(identities: readonly Identity[]): Int32Array {
  const sets = disjointSets(identities.length);
  joinEqual(
    sets,
    identities.map(({ ids }) => ids),
  );
  const loginHolders = holdersOf(
    sets,
    identities.map(({ ids, logins }) => (ids.length > 0 ? logins : [])),
  );
  joinRest(
    sets,
    loginHolders,
    identities.map(({ ids, logins }) => (ids.length > 0 ? [] : logins)),
  );
  const asked = addressesWithoutAccount(identities);
  const addressHolders = holdersOf(
    sets,
    identities.map((each) =>
      asked.size > 0 && hasAccount(each) ? each.addresses.filter((address) => asked.has(address)) : [],
    ),
  );
  joinRest(
    sets,
    addressHolders,
    identities.map((each) =>
      hasAccount(each) ? [] : each.addresses.filter((address) => addressHolders.get(address) !== SEVERAL),
    ),
  );
  return Int32Array.from(identities, (_, index) => sets.find(index));
}

/** The addresses of records that have nothing else: few of all, and only these say who somebody is. */
export function addressesWithoutAccount(identities: readonly Identity[]): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const each of identities) {
    if (!hasAccount(each)) for (const address of each.addresses) addresses.add(address);
  }
  return addresses;
}

/** Joins all records that share a key. */
function joinEqual(sets: Sets, keys: readonly Keys[]): void {
  const first = new Map<string | number, number>();
  keys.forEach((own, index) => {
    for (const key of own) {
      const other = first.get(key);
      if (other === undefined) first.set(key, index);
      else sets.join(other, index);
    }
  });
}

/** Who has a key: one person, or several. */
function holdersOf(sets: Sets, keys: readonly Keys[]): Map<string | number, number> {
  const holders = new Map<string | number, number>();
  keys.forEach((own, index) => {
    for (const key of own) holders.set(key, oneOf(holders.get(key) ?? NONE, sets.find(index)));
  });
  return holders;
}

/**
 * Joins records that have no better identity than these keys: with each other, and then with the one person
 * who holds a key of theirs. Those whose keys lead to several people stay by themselves.
 */
function joinRest(sets: Sets, holders: ReadonlyMap<string | number, number>, keys: readonly Keys[]): void {
  joinEqual(sets, keys);
  const claims = new Map<number, number>();
  keys.forEach((own, index) => {
    const group = sets.find(index);
    for (const key of own) {
      const holder = holders.get(key);
      if (holder !== undefined) claims.set(group, oneOf(claims.get(group) ?? NONE, holder));
    }
  });
  for (const [group, holder] of claims) if (holder !== SEVERAL) sets.join(group, holder);
}

type Keys = readonly (string | number)[];

function oneOf(before: number, now: number): number {
  return before === NONE || before === now ? now : SEVERAL;
}

function loginOf(login: string): string | undefined {
  const folded = foldCase(login.toWellFormed().trim());
  return folded === "" ? undefined : folded;
}

function addressOf(email: string): string | undefined {
  const address = normalAddress(email.toWellFormed().trim());
  return address === undefined || NOBODYS_LOCAL.test(address) ? undefined : address;
}

/** The forms of the texts that have one. The very list where nothing changes: there are many, and they stay. */
function inForm(texts: readonly string[], formOf: (text: string) => string | undefined): readonly string[] {
  const forms = texts.map(formOf);
  if (forms.every((form, index) => form === texts[index])) return texts;
  return forms.every((form) => form !== undefined) ? forms : forms.filter((form) => form !== undefined);
}

function noreplyIds(logins: readonly string[], addresses: readonly string[]): readonly number[] {
  let only: number | undefined;
  for (const address of addresses) {
    const { id, login } = noreplyAccount(address) ?? {};
    if (id === undefined || login === undefined || !logins.includes(foldCase(login))) continue;
    if (only !== undefined && only !== id) return NO_IDS;
    only = id;
  }
  return only === undefined ? NO_IDS : [only];
}

function distinct<T>(values: readonly T[]): readonly T[] {
  const isDistinct = values.length <= FEW && values.every((value, index) => values.indexOf(value) === index);
  return isDistinct ? values : [...new Set(values)];
}

interface Sets {
  readonly find: (index: number) => number;
  readonly join: (a: number, b: number) => void;
}

/** Union-find with path halving; the smaller index leads. */
function disjointSets(size: number): Sets {
  const parent = Int32Array.from({ length: size }, (_, index) => index);
  const find = (index: number): number => {
    let at = index;
    for (;;) {
      const up = parent[at] ?? at;
      if (up === at) return at;
      const above = parent[up] ?? up;
      parent[at] = above;
      at = above;
    }
  };
  const join = (a: number, b: number): void => {
    const [one, other] = [find(a), find(b)];
    if (one !== other) parent[Math.max(one, other)] = Math.min(one, other);
  };
  return { find, join };
}
