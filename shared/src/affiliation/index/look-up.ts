/*
 * Answers from columns. Trusts them: build.ts makes them, decode.ts checks them.
 */
import { normalAddress } from "../email-domain.ts";
import { CONTRADICTED, NOBODY, NOTHING_LEARNT, type AffiliationIndex, type IndexContent } from "./columns.ts";
import { findFolded, stringAt, type StringTable } from "./string-table.ts";

/** With a dot at the end: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const HOST_LENGTH = 254;

/** The index over sound columns. */
export function affiliationIndex(content: IndexContent): AffiliationIndex {
  const { columns, seed } = content;
  const logins = table(columns.loginBytes, columns.loginStart, columns.loginSlots, seed);
  const emails = table(columns.emailBytes, columns.emailStart, columns.emailSlots, seed);
  const domains = table(columns.domainBytes, columns.domainStart, columns.domainSlots, seed);
  const identified = new Uint8Array(columns.stintStart.length);
  for (const person of columns.idPerson) identified[person] = 1;
  const { domainRecordStart, learntOrganization, personLogin, personLoginStart } = columns;

  function loginsOf(person: number): string[] {
    const own = personLogin.subarray(personLoginStart[person] ?? 0, personLoginStart[person + 1] ?? 0);
    return Array.from(own, (login) => stringAt(columns.loginBytes, columns.loginStart, login));
  }

  function personByEmail(email: string): number {
    const plain = isPlain(email) ? email : normalAddress(email);
    const found = plain === undefined ? NOBODY : findFolded(emails, plain);
    return found < 0 ? NOBODY : (columns.emailPerson[found] ?? NOBODY);
  }

  function ownedDomain(host: string): number {
    if (host.length > HOST_LENGTH) return NOBODY;
    for (let from = 0; ;) {
      const domain = findFolded(domains, host, from);
      if (domain >= 0) {
        if (domainRecordStart[domain] !== domainRecordStart[domain + 1]) return domain;
        const learnt = learntOrganization[domain];
        if (learnt === CONTRADICTED) return NOBODY;
        if (learnt !== NOTHING_LEARNT) return domain;
      }
      const dot = host.indexOf(".", from);
      if (dot < 0) return NOBODY;
      from = dot + 1;
    }
  }

  return {
    ...content,
    ...columns,
    people: columns.stintStart.length - 1,
    organizations: columns.organizationStart.length - 1,
    domains: columns.domainStart.length - 1,
    personById: (id) => findId(columns.id, columns.idPerson, id),
    hasId: (person) => identified[person] === 1,
    personByLogin(login) {
      const found = findFolded(logins, login);
      return found < 0 ? NOBODY : (columns.loginPerson[found] ?? NOBODY);
    },
    personByEmail,
    domainIndex: (host) => findFolded(domains, host),
    ownedDomain,
    organizationName: remembered(columns.organizationBytes, columns.organizationStart),
    domainName: remembered(columns.domainBytes, columns.domainStart),
    loginsOf,
  };
}

function table(bytes: Uint8Array, start: Uint32Array, slots: Uint32Array, seed: number): StringTable {
  return { bytes, start, slots, seed };
}

function findId(ids: Float64Array, people: Uint32Array, id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = ids[middle] ?? 0;
    if (there === id) return people[middle] ?? NOBODY;
    if (there < id) low = middle + 1;
    else high = middle - 1;
  }
  return NOBODY;
}

/** Needs no change but of case to be in the one form: ASCII, and no dot at the end. */
function isPlain(email: string): boolean {
  for (let index = 0; index < email.length; index += 1) if (email.charCodeAt(index) > 0x7f) return false;
  return email.charCodeAt(email.length - 1) !== 0x2e;
}

function remembered(bytes: Uint8Array, start: Uint32Array): (index: number) => string {
  const known: (string | undefined)[] = [];
  return (index) => (known[index] ??= stringAt(bytes, start, index));
}
