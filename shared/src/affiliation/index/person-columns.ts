/*
 * The columns that say who people are and what is said of them. People are numbered as they come.
 */
import { evidenceHost } from "../email-domain.ts";
import { SHARED, type Columns } from "./columns.ts";
import type { MergedPerson } from "./merge.ts";
import { stringPool, stringSlots } from "./string-table.ts";
import { starts } from "./starts.ts";
import { foldCase } from "./text.ts";

export function idColumns(people: readonly MergedPerson[]): Pick<Columns, "id" | "idPerson"> {
  const pairs = people
    .flatMap(({ ids }, person) => ids.map((id) => ({ id, person })))
    .sort((a, b) => a.id - b.id);
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
  const holders = new Map<string, number>();
  people.forEach(({ addresses }, person) => {
    for (const address of addresses) {
      const key = foldCase(address);
      const before = holders.get(key);
      holders.set(key, before === undefined || before === person ? person : SHARED);
    }
  });
  const addresses = [...holders.keys()];
  const { bytes, start } = stringPool(addresses);
  return {
    emailBytes: bytes,
    emailStart: start,
    emailSlots: stringSlots(addresses, seed),
    emailPerson: Int32Array.from(holders.values()),
  };
}

export function stintColumns(
  people: readonly MergedPerson[],
  organizationIndex: (name: string) => number,
): Pick<
  Columns,
  "stintStart" | "stintOrganization" | "stintFrom" | "stintUntil" | "stintSource" | "stintRecord"
> {
  const stints = people.flatMap((person) => person.stints);
  return {
    stintStart: starts(people, (person) => person.stints.length),
    stintOrganization: Uint32Array.from(stints, ({ organization }) => organizationIndex(organization)),
    stintFrom: Int32Array.from(stints, ({ from }) => from),
    stintUntil: Int32Array.from(stints, ({ until }) => until),
    stintSource: Uint16Array.from(stints, ({ source }) => source),
    stintRecord: Uint16Array.from(stints, ({ record }) => record),
  };
}

export function sightingColumns(
  people: readonly MergedPerson[],
  domainIndex: (domain: string) => number,
): Pick<Columns, "sightingStart" | "sightingDomain" | "sightingDay" | "sightingSource"> {
  const sightings = people.flatMap((person) => person.sightings);
  return {
    sightingStart: starts(people, (person) => person.sightings.length),
    sightingDomain: Uint32Array.from(sightings, ({ domain }) => domainIndex(domain)),
    sightingDay: Int32Array.from(sightings, ({ day }) => day),
    sightingSource: Uint16Array.from(sightings, ({ source }) => source),
  };
}

/** The hosts of a person's addresses that can be somebody's, each once. */
export function addressHosts({ addresses }: MergedPerson): string[] {
  return [...new Set(addresses.flatMap((address) => evidenceHost(address) ?? []))];
}

export function addressColumns(
  hosts: readonly (readonly string[])[],
  domainIndex: (domain: string) => number,
): Pick<Columns, "addressStart" | "addressDomain"> {
  return {
    addressStart: starts(hosts, (own) => own.length),
    addressDomain: Uint32Array.from(hosts.flatMap((own) => own.map(domainIndex).sort((a, b) => a - b))),
  };
}
