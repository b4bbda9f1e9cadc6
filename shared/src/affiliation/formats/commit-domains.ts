/*
 * JSON Lines of commits: on which day somebody wrote from an address at which domain. The freshest evidence there
 * is, and easily made:
 *
 *   git log --no-merges --format='{"email":"%ae","at":"%aI"}'
 */
import * as z from "zod";
import { check, type Misfit } from "../../config/validate.ts";
import type { DayNumber } from "../../roster/dates.ts";
import { AccountId, Login } from "../../roster/schema.ts";
import { sightedHost, soundAddress } from "./address.ts";
import type { ParseAffiliations, PersonRecord } from "./affiliation-file.ts";
import { latestMeantDay } from "./as-of.ts";
import { eachLine, lineProblem } from "./lines.ts";
import { lineRemarks } from "./remarks.ts";
import { writtenDay } from "./written-interval.ts";

const Commit = z
  .strictObject({
    login: Login.optional(),
    id: AccountId.optional(),
    email: z.string().max(1000).optional(),
    at: z.string().refine((text) => writtenDay(text) !== undefined, {
      error: "expected a day such as 2026-03-01 or a time such as 2026-03-01T09:00:00Z; correct it",
    }),
    domain: z.string().max(1000).optional(),
  })
  .refine(({ login, id, email }) => (login ?? id ?? email) !== undefined, {
    error:
      "expected a login, an id or an email, so that the commit has an author; add one or remove the line",
  })
  .refine(({ email, domain }) => (email ?? domain) !== undefined, {
    error: "expected an email or a domain; add one or remove the line",
  });
type Commit = z.infer<typeof Commit>;

interface Author {
  readonly login: string | undefined;
  readonly id: number | undefined;
  readonly email: string | undefined;
  readonly daysByDomain: Map<string, Set<DayNumber>>;
}

/** Reads commits, one JSON object on each line. Commits of one author make one record. */
export const parseCommitDomains: ParseAffiliations = (text, { file, today }) => {
  const remarks = lineRemarks(file);
  const authors = new Map<string, Author>();
  const days: DayNumber[] = [];
  eachLine(text, (line, number) => {
    if (line.trim() === "") return;
    const read = commitLine(line);
    if (typeof read === "string") {
      remarks.problem(number, read);
      return;
    }
    if (!read.ok) {
      const [first] = read.misfits;
      remarks.problem(number, first?.message ?? "expected a commit", first?.field);
      return;
    }
    const day = writtenDay(read.value.at);
    if (day === undefined) return;
    const email = read.value.email === undefined ? undefined : soundAddress(read.value.email);
    if (read.value.email !== undefined && email === undefined) {
      remarks.oddity(number, "the author's address is none; it says nothing of her");
    }
    days.push(day);
    see(authors, read.value, email, day);
  });
  return {
    file: {
      title: "commits",
      asOf: latestMeantDay(days, today),
      disclosure: "private",
      people: [...authors.values()].flatMap(recordOf),
      domains: [],
    },
    ...remarks.said(),
  };
};

type CommitReading =
  { readonly ok: true; readonly value: Commit } | { readonly ok: false; readonly misfits: readonly Misfit[] };

function commitLine(line: string): CommitReading | string {
  const broken = lineProblem(line);
  if (broken !== undefined) return broken;
  try {
    return check(Commit, JSON.parse(line));
  } catch {
    return 'expected one JSON object on the line, such as {"email":"octocat@acme.example","at":"2026-03-01"}; mend or remove it';
  }
}

function see(authors: Map<string, Author>, commit: Commit, email: string | undefined, day: DayNumber): void {
  const { login, id } = commit;
  if (login === undefined && id === undefined && email === undefined) return;
  const key = JSON.stringify([id ?? null, login?.toLowerCase() ?? null, email?.toLowerCase() ?? null]);
  let author = authors.get(key);
  if (author === undefined) authors.set(key, (author = { login, id, email, daysByDomain: new Map() }));
  const domain = sightedHost(commit.domain ?? email?.slice(email.lastIndexOf("@") + 1) ?? "");
  if (domain === undefined) return;
  const seen = author.daysByDomain.get(domain);
  if (seen === undefined) author.daysByDomain.set(domain, new Set([day]));
  else seen.add(day);
}

/** Who was only seen at free-mail and noreply hosts is left out: there is nothing to say of her. */
function recordOf({ login, id, email, daysByDomain }: Author): PersonRecord[] {
  const sightings = [...daysByDomain].flatMap(([domain, days]) => [...days].map((day) => ({ domain, day })));
  if (sightings.length === 0) return [];
  return [
    {
      logins: login === undefined ? [] : [login],
      ids: id === undefined ? [] : [id],
      emails: email === undefined ? [] : [email],
      stints: [],
      sightings,
    },
  ];
}
