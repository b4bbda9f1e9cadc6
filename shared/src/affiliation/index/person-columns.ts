/*
 * The columns that say who people are and what is said of them. People are numbered as they come.
 */
import { evidenceHost, soundHost } from "../email-domain.ts";
import { SHARED, type Columns } from "./columns.ts";
import type { MergedPerson } from "./merge.ts";
import { stringNumbers, stringPool, stringSlots } from "./string-table.ts";
import { starts } from "./starts.ts";
import { foldCase, remembered } from "./text.ts";

export function idColumns(people: readonly MergedPerson[]): Pick<Columns, "id" | "idPerson"> {
  const pairs: { readonly id: number; readonly person: number }[] = [];
  people.forEach(({ ids }, person) => {
    for (const id of ids) pairs.push({ id, person });
  });
  pairs.sort((a, b) => a.id - b.id);
  return {
    id: Float64Array.from(pairs, ({ id }) => id),
    idPerson: Uint32Array.from(pairs, ({ person }) => person),
  };
}

export function loginColumns(
  people: readonly MergedPerson[],
  seed: number,
): Pick<
  Columns,
  "loginBytes" | "loginStart" | "loginSlots" | "loginPerson" | "personLoginStart" | "personLogin"
> {
  const written: string[] = [];
  const holders: number[] = [];
  const byLogin = new Map<string, number>();
  const personLogin: number[] = [];
  people.forEach(({ logins }, person) => {
    for (const login of logins) {
      const key = foldCase(login);
      let index = byLogin.get(key);
      if (index === undefined) {
        byLogin.set(key, (index = written.length));
        written.push(login);
        holders.push(person);
      } else if (holders[index] !== person) {
        holders[index] = SHARED;
      }
      personLogin.push(index);
    }
  });
  const { bytes, start } = stringPool(written);
  return {
    loginBytes: bytes,
    loginStart: start,
    loginSlots: stringSlots(written, seed),
    loginPerson: Int32Array.from(holders),
    personLoginStart: starts(people, ({ logins }) => logins.length),
    personLogin: Uint32Array.from(personLogin),
  };
}

export function emailColumns(
  people: readonly MergedPerson[],
  seed: number,
): Pick<Columns, "emailBytes" | "emailStart" | "emailSlots" | "emailPerson"> {
  const most = people.reduce((sum, { addresses }) => sum + addresses.length, 0);
  const table = stringNumbers(seed, most);
  const holders: number[] = [];
  people.forEach(({ addresses }, person) => {
    for (const address of addresses) {
      const index = table.numberOf(address);
      const before = holders[index];
      holders[index] = before === undefined || before === person ? person : SHARED;
    }
  });
  const { bytes, start } = stringPool(table.strings);
  return {
    emailBytes: bytes,
    emailStart: start,
    emailSlots: table.slots(),
    emailPerson: Int32Array.from(holders),
  };
}

export function stintColumns(
  people: readonly MergedPerson[],
  organizationIndex: (name: string) => number,
): Pick<
  Columns,
  "stintStart" | "stintOrganization" | "stintFrom" | "stintUntil" | "stintSource" | "stintRecord"
> {
  const stintStart = starts(people, ({ stints }) => stints.length);
  const rows = stintStart[people.length] ?? 0;
  const columns = {
    stintStart,
    stintOrganization: new Uint32Array(rows),
    stintFrom: new Int32Array(rows),
    stintUntil: new Int32Array(rows),
    stintSource: new Uint16Array(rows),
    stintRecord: new Uint16Array(rows),
  };
  let row = 0;
  for (const { stints } of people) {
    for (const { organization, from, until, source, record } of stints) {
      columns.stintOrganization[row] = organizationIndex(organization);
      columns.stintFrom[row] = from;
      columns.stintUntil[row] = until;
      columns.stintSource[row] = source;
      columns.stintRecord[row] = record;
      row += 1;
    }
  }
  return columns;
}

export function sightingColumns(
  people: readonly MergedPerson[],
  domainIndex: (domain: string) => number,
): Pick<Columns, "sightingStart" | "sightingDomain" | "sightingDay" | "sightingSource"> {
  const sightingStart = starts(people, ({ sightings }) => sightings.length);
  const rows = sightingStart[people.length] ?? 0;
  const columns = {
    sightingStart,
    sightingDomain: new Uint32Array(rows),
    sightingDay: new Int32Array(rows),
    sightingSource: new Uint16Array(rows),
  };
  let row = 0;
  for (const { sightings } of people) {
    for (const { domain, day, source } of sightings) {
      columns.sightingDomain[row] = domainIndex(domain);
      columns.sightingDay[row] = day;
      columns.sightingSource[row] = source;
      row += 1;
    }
  }
  return columns;
}

/** Of each person the hosts of her addresses that can be somebody's, each once. */
export function addressHosts(people: readonly MergedPerson[]): (readonly string[])[] {
  const hostOf = remembered(soundHost);
  return people.map(({ addresses }) => {
    let hosts: string[] | undefined;
    for (const address of addresses) {
      const host = evidenceHost(address, hostOf);
      if (host === undefined) continue;
      if (hosts === undefined) hosts = [host];
      else hosts.push(host);
    }
    return hosts === undefined ? NO_HOSTS : hosts.length === 1 ? hosts : [...new Set(hosts)];
  });
}

const NO_HOSTS: readonly string[] = [];

export function addressColumns(
  hosts: readonly (readonly string[])[],
  domainIndex: (domain: string) => number,
): Pick<Columns, "addressStart" | "addressDomain"> {
  const addressStart = starts(hosts, (own) => own.length);
  const addressDomain = new Uint32Array(addressStart[hosts.length] ?? 0);
  hosts.forEach((own, person) => {
    const start = addressStart[person] ?? 0;
    own.forEach((host, at) => {
      addressDomain[start + at] = domainIndex(host);
    });
    if (own.length > 1) addressDomain.subarray(start, start + own.length).sort();
  });
  return { addressStart, addressDomain };
}
