/*
 * Are these columns an index? Everything that look-ups rely on, so that they need not look again.
 */
import { CONTRADICTED, SHARED, type Columns } from "./columns.ts";

/** Says in a few words what is wrong, or undefined when look-ups are safe. One pass over every column. */
export function checkColumns(columns: Columns, sources: number): string | undefined {
  const people = columns.stintStart.length - 1;
  const logins = columns.loginStart.length - 1;
  const emails = columns.emailStart.length - 1;
  const organizations = columns.organizationStart.length - 1;
  const domains = columns.domainStart.length - 1;
  const isSound =
    isAscending(columns.id) &&
    columns.idPerson.length === columns.id.length &&
    allWithin(columns.idPerson, 0, people) &&
    isPartition(columns.loginStart, logins, columns.loginBytes.length) &&
    isSlots(columns.loginSlots, logins) &&
    columns.loginPerson.length === logins &&
    isAnswers(columns.loginPerson, people) &&
    isPartition(columns.personLoginStart, people, columns.personLogin.length) &&
    allWithin(columns.personLogin, 0, logins) &&
    isPartition(columns.emailStart, emails, columns.emailBytes.length) &&
    isSlots(columns.emailSlots, emails) &&
    columns.emailPerson.length === emails &&
    isAnswers(columns.emailPerson, people) &&
    isPartition(columns.stintStart, people, columns.stintOrganization.length) &&
    allWithin(columns.stintOrganization, 0, organizations) &&
    areIntervals(columns.stintFrom, columns.stintUntil, columns.stintOrganization.length) &&
    columns.stintSource.length === columns.stintOrganization.length &&
    allWithin(columns.stintSource, 0, sources) &&
    columns.stintRecord.length === columns.stintOrganization.length &&
    isPartition(columns.sightingStart, people, columns.sightingDomain.length) &&
    allWithin(columns.sightingDomain, 0, domains) &&
    columns.sightingDay.length === columns.sightingDomain.length &&
    isSortedInParts(columns.sightingDay, columns.sightingStart) &&
    columns.sightingSource.length === columns.sightingDomain.length &&
    allWithin(columns.sightingSource, 0, sources) &&
    isPartition(columns.addressStart, people, columns.addressDomain.length) &&
    allWithin(columns.addressDomain, 0, domains) &&
    isPartition(columns.organizationStart, organizations, columns.organizationBytes.length) &&
    isPartition(columns.domainStart, domains, columns.domainBytes.length) &&
    isSlots(columns.domainSlots, domains) &&
    isPartition(columns.domainRecordStart, domains, columns.domainRecordOrganization.length) &&
    allWithin(columns.domainRecordOrganization, 0, organizations) &&
    areIntervals(
      columns.domainRecordFrom,
      columns.domainRecordUntil,
      columns.domainRecordOrganization.length,
    ) &&
    columns.domainRecordSource.length === columns.domainRecordOrganization.length &&
    allWithin(columns.domainRecordSource, 0, sources) &&
    columns.learntOrganization.length === domains &&
    allWithin(columns.learntOrganization, CONTRADICTED, organizations) &&
    columns.learntAgreeing.length === domains &&
    columns.learntPeople.length === domains;
  return isSound ? undefined : "its columns contradict each other";
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array;

/** From 0 in `rows` steps up to `length`, never back. */
function isPartition(start: Uint32Array, rows: number, length: number): boolean {
  if (rows < 0 || start.length !== rows + 1 || start[0] !== 0 || start[rows] !== length) return false;
  for (let row = 0; row < rows; row += 1) if ((start[row] ?? 0) > (start[row + 1] ?? 0)) return false;
  return true;
}

/** A power of two, every entry once, and an empty one at which every search ends. */
function isSlots(slots: Uint32Array, entries: number): boolean {
  if (slots.length <= entries || (slots.length & (slots.length - 1)) !== 0) return false;
  const seen = new Uint8Array(entries + 1);
  let used = 0;
  for (const entry of slots) {
    if (entry === 0) continue;
    if (entry > entries || seen[entry] === 1) return false;
    seen[entry] = 1;
    used += 1;
  }
  return used === entries;
}

function allWithin(numbers: Numbers, least: number, below: number): boolean {
  for (const number of numbers) if (number < least || number >= below) return false;
  return true;
}

/** A person or SHARED. */
function isAnswers(numbers: Int32Array, people: number): boolean {
  for (const number of numbers) {
    if (number >= people || (number < 0 && number !== SHARED)) return false;
  }
  return true;
}

function isAscending(numbers: Float64Array): boolean {
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    if (!Number.isSafeInteger(number) || number <= (at === 0 ? 0 : (numbers[at - 1] ?? 0))) return false;
  }
  return true;
}

function areIntervals(from: Int32Array, until: Int32Array, length: number): boolean {
  if (from.length !== length || until.length !== length) return false;
  for (let at = 0; at < length; at += 1) if ((from[at] ?? 0) >= (until[at] ?? 0)) return false;
  return true;
}

function isSortedInParts(days: Int32Array, start: Uint32Array): boolean {
  for (let part = 0; part + 1 < start.length; part += 1) {
    for (let at = (start[part] ?? 0) + 1; at < (start[part + 1] ?? 0); at += 1) {
      if ((days[at - 1] ?? 0) > (days[at] ?? 0)) return false;
    }
  }
  return true;
}
