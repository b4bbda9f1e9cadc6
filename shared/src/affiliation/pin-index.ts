/*
 * Pins of persons and names, turned over for look-ups: what is pinned of an account, an address, a name.
 */
import {
  isAbout,
  isInForce,
  pinnedNameKey,
  type OrganizationSaid,
  type PersonSaid,
  type Pin,
} from "../recusal/pin.ts";
import type { DayNumber } from "../roster/dates.ts";
import { loginKey } from "../subject/bot.ts";
import type { Person } from "../subject/subject.ts";
import { normalAddress } from "./email-domain.ts";

/** A pin about a person and how she was recognised. */
export interface Decision {
  readonly pin: Pin<PersonSaid>;
  readonly byId: boolean;
}

export interface PinIndex {
  readonly byId: ReadonlyMap<number, readonly Pin<PersonSaid>[]>;
  readonly byLogin: ReadonlyMap<string, readonly Pin<PersonSaid>[]>;
  readonly byAddress: ReadonlyMap<string, readonly Pin<PersonSaid>[]>;
  /** Pins that a name is not the organization's, by {@link nameKey}. */
  readonly notNamed: ReadonlyMap<string, Pin<OrganizationSaid>>;
}

const NO_DECISIONS: ReadonlyMap<string, Decision> = new Map();

export function pinIndex(pins: readonly Pin[]): PinIndex {
  const byId = new Map<number, Pin<PersonSaid>[]>();
  const byLogin = new Map<string, Pin<PersonSaid>[]>();
  const byAddress = new Map<string, Pin<PersonSaid>[]>();
  const notNamed = new Map<string, Pin<OrganizationSaid>>();
  for (const pin of pins) {
    if (isAbout(pin, "person")) {
      const { account, email } = pin.said;
      const address = email === undefined ? undefined : normalAddress(email);
      if (account?.id !== undefined) append(byId, account.id, pin);
      if (account?.login !== undefined) append(byLogin, loginKey(account.login), pin);
      if (address !== undefined) append(byAddress, address, pin);
    }
    if (isAbout(pin, "organization") && pin.said.verdict === "is-not") {
      notNamed.set(nameKey(pin.organization, pin.said.name), pin);
    }
  }
  return { byId, byLogin, byAddress, notNamed };
}

/** What is pinned of a person, the latest for each organization. */
export function decisionsOn(
  { byId, byLogin, byAddress }: Omit<PinIndex, "notNamed">,
  person: Person,
  day: DayNumber | undefined,
): ReadonlyMap<string, Decision> {
  if (byId.size + byLogin.size + byAddress.size === 0) return NO_DECISIONS;
  // The account of a trailer's organization is no person's, and nobody is nobody.
  if (person.role === "on-behalf-of" || person.unidentified === true) return NO_DECISIONS;
  const { id, login, email } = person;
  const address = email === undefined || byAddress.size === 0 ? undefined : normalAddress(email);
  const candidates: Decision[] = [
    ...((id === undefined ? undefined : byId.get(id)) ?? []).map((pin) => ({ pin, byId: true })),
    ...((login === undefined ? undefined : byLogin.get(loginKey(login, person))) ?? [])
      // With another id it is another account: the name was given up and taken over.
      .filter(({ said }) => id === undefined || said.account?.id === undefined)
      .map((pin) => ({ pin, byId: false })),
    ...((address === undefined ? undefined : byAddress.get(address)) ?? []).map((pin) => ({
      pin,
      byId: false,
    })),
  ];
  if (candidates.length === 0) return NO_DECISIONS;
  const decisions = new Map<string, Decision>();
  for (const decision of candidates) {
    const known = decisions.get(decision.pin.organization);
    if (known === undefined || known.pin.id < decision.pin.id) {
      decisions.set(decision.pin.organization, decision);
    }
  }
  for (const [organization, { pin }] of decisions) if (!holds(pin, day)) decisions.delete(organization);
  return decisions;
}

/** Without a day, only what holds on every day. */
export function holds(pin: Pin, day: DayNumber | undefined): boolean {
  return day === undefined ? pin.said.until === undefined : isInForce(pin, day);
}

/** The key of a name that is pinned of an organization. */
export function nameKey(organization: string, name: string): string {
  return `${organization} ${pinnedNameKey(name)}`;
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
