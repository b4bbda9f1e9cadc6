/*
 * The developers_affiliations files of https://github.com/cncf/gitdm: one record for each login, its addresses
 * with `!` for `@`, and below it the organizations in order, the first one since nobody knows when.
 *
 *   octocat: octo!acme.example, 1+octocat!users.noreply.github.com
 *   <TAB>Acme until 2019-05-01
 *   <TAB>Globex from 2019-05-01
 *
 * The files are edited by hand and by scripts; what occurs in them is in docs/affiliation-data.md. A line that
 * cannot be meant is a problem. After one that may have begun a record, the organizations below it belong to
 * nobody that is known, so nothing more is said of them.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { isLogin } from "../../subject/account.ts";
import { soundAddress } from "./address.ts";
import type { ParseAffiliations, PersonRecord, Stint } from "./affiliation-file.ts";
import { boundariesOf, latestMeantDay } from "./as-of.ts";
import { stintLines } from "./gitdm-stint.ts";
import { asOfReader } from "./as-of-comment.ts";
import { eachLine, lineProblem } from "./lines.ts";
import { lineRemarks, type LineRemarks } from "./remarks.ts";

interface OpenRecord {
  readonly line: number;
  readonly logins: readonly string[];
  readonly emails: readonly string[];
  readonly stints: Stint[];
  /** Organization lines so far, sound or not. */
  lines: number;
  previousUntil: DayNumber | undefined;
}

/** One list for all records that have none. */
const NONE: readonly never[] = [];

/** Reads the CNCF's gitdm text. Ties people to organizations, knows no domains. */
export const parseGitdm: ParseAffiliations = (text, { file, today }) => {
  const remarks = lineRemarks(file);
  const people: PersonRecord[] = [];
  const stintLine = stintLines(remarks);
  const asOf = asOfReader(remarks, today);
  const seen = new Set<string>();
  let open: OpenRecord | undefined;
  /** Below a broken line: whose the organizations are is not known. */
  let skipping = false;

  const close = (): void => {
    if (open === undefined) return;
    if (open.lines === 0) {
      remarks.problem(
        open.line,
        "expected at least one organization below the record, on a line that begins with a tab; add it or remove the record",
      );
    } else {
      const { logins, emails, stints } = open;
      // A copy has no room for more, which push leaves: there are tens of thousands.
      people.push({ logins, ids: NONE, emails: emails.slice(), stints: stints.slice(), sightings: NONE });
    }
    open = undefined;
  };

  eachLine(text, (line, number) => {
    if (line === "") return;
    if (line.startsWith("#")) {
      asOf.read(line, number);
      return;
    }
    const isStint = line.startsWith("\t") || line.startsWith(" ") || line.startsWith("\u00a0");
    const broken = lineProblem(line);
    if (broken !== undefined) {
      remarks.problem(number, broken);
      if (isStint && open !== undefined) {
        open.lines += 1;
        open.previousUntil = undefined;
      } else if (!isStint) {
        close();
        skipping = true;
      }
      return;
    }
    if (!isStint) {
      close();
      open = recordLine(line, number, remarks);
      skipping = open === undefined;
      for (const login of open?.logins ?? []) noteRepeat(seen, login, number, remarks);
      return;
    }
    if (skipping) return;
    if (open === undefined) {
      remarks.problem(
        number,
        "expected a record (login: address, address) before the first organization; add it or remove the line",
      );
      skipping = true;
      return;
    }
    const read = stintLine(line, number, open.lines === 0, open.previousUntil);
    open.lines += 1;
    open.previousUntil = read.until;
    if (read.stint !== undefined) open.stints.push(read.stint);
  });
  close();

  return {
    file: {
      title: "CNCF gitdm",
      asOf: asOf.day() ?? latestMeantDay(boundariesOf(people), today),
      disclosure: "public",
      people,
      domains: [],
    },
    ...remarks.said(),
  };
};

function noteRepeat(seen: Set<string>, login: string, line: number, remarks: LineRemarks): void {
  const folded = login.toLowerCase();
  if (seen.has(folded)) remarks.oddity(line, "the login has a record further up; both are kept");
  seen.add(folded);
}

/** `octocat*: octo!acme.example, octocat!users.noreply.github.com` */
function recordLine(line: string, number: number, remarks: LineRemarks): OpenRecord | undefined {
  const colon = line.indexOf(":");
  const starred = colon === -1 ? "" : line.slice(0, colon).trimEnd();
  const login = starred.endsWith("*") ? starred.slice(0, -1).trimEnd() : starred;
  const known = isLogin(login);
  const emails = colon === -1 ? [] : addresses(line.slice(colon + 1), number, remarks, known);
  if (!known && emails.length === 0) {
    remarks.problem(
      number,
      "expected a record (login: address, address) or, after a tab, an organization; mend or remove the line",
    );
    return undefined;
  }
  if (starred !== login) remarks.oddity(number, "the login is marked with *; read without it");
  if (!known)
    remarks.oddity(number, "what stands before the colon is no GitHub login; only the addresses count");
  return {
    line: number,
    logins: known ? [login] : [],
    emails,
    stints: [],
    lines: 0,
    previousUntil: undefined,
  };
}

function addresses(text: string, number: number, remarks: LineRemarks, known: boolean): string[] {
  const emails: string[] = [];
  let dropped = 0;
  let plain = 0;
  for (const part of text.split(",")) {
    const written = part.trim();
    if (written === "") continue;
    const mark = written.lastIndexOf("!");
    if (mark === -1) plain += 1;
    const email = mark === -1 ? written : `${written.slice(0, mark)}@${written.slice(mark + 1)}`;
    const sound = soundAddress(email);
    if (sound === undefined) dropped += 1;
    else if (!emails.includes(sound)) emails.push(sound);
    if (mark === -1 && sound === undefined) plain -= 1;
  }
  if (!known && emails.length === 0) return emails;
  if (dropped > 0)
    remarks.oddity(number, `${dropped} of the addresses ${dropped === 1 ? "is" : "are"} none; left out`);
  if (plain > 0) remarks.oddity(number, "an address is written with @ instead of !; read all the same");
  return emails;
}
