/*
 * One line of a file of subjects: the line form, or an issue or pull request as GitHub's REST API returns it.
 */
import * as z from "zod";
import type { Policy } from "../conflict/policy.ts";
import { isDay } from "../roster/dates.ts";
import { distinctPeople, isNobody, sameAccount } from "./account.ts";
import { botMark } from "./bot.ts";
import { SubjectError, subjectError } from "./error.ts";
import { isTime } from "./fields.ts";
import { isProposal } from "./proposal.ts";
import { subjectFromRest } from "./rest.ts";
import type { Person, Subject, SubjectForm, SubjectKind } from "./subject.ts";
import { peopleFromTrailers } from "./trailer-people.ts";

const KINDS = ["issue", "pull_request", "proposal", "discussion"] as const satisfies readonly SubjectKind[];
const ROLES = [
  "author",
  "co-author",
  "committer",
  "on-behalf-of",
  "head-repository",
  "mentioned",
] as const satisfies readonly Person["role"][];

const FORMS = {
  issue: "issue",
  pull_request: "pull_request",
  discussion: "discussion",
  proposal: "document",
} as const satisfies Record<SubjectKind, SubjectForm>;

const Word = z.string().min(1, { error: "expected text that is not empty" }).max(320);

const LinePerson = z.strictObject({
  role: z.enum(ROLES),
  login: Word.optional(),
  id: z.number().int().positive().optional(),
  email: Word.optional(),
  name: z.string().optional(),
});
type LinePerson = z.infer<typeof LinePerson>;

const Line = z.strictObject({
  ref: z.string().regex(/^[^/#\s]{1,100}\/[^/#\s]{1,100}#\S.{0,999}$/, {
    error: "expected owner/repository#id, such as octo-org/engine#7",
  }),
  kind: z.enum(KINDS),
  title: z.string(),
  body: z.string().optional(),
  createdAt: z.string().refine((text) => isDay(text) || isTime(text), {
    error: "expected a day (YYYY-MM-DD) or an RFC 3339 time",
  }),
  labels: z.array(z.string()).optional(),
  people: z.array(LinePerson),
  deciders: z.array(Word).optional(),
});

/**
 * The Subject of one parsed line. A line form's issue, pull request or discussion that the policy calls a
 * proposal becomes one. Nothing in a line form says whether the repository is private: it is taken to be.
 *
 * @throws SubjectError with one sentence that names the field and what was expected
 */
export function subjectFromLine(json: unknown, policy: Policy): Subject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new SubjectError(
      "not-a-subject",
      "expected an object: a subject with ref, kind, title, createdAt and people, or an issue or pull request as GitHub returns it",
    );
  }
  if (isRest(json)) return subjectFromRest(json, { policy });
  const parsed = Line.safeParse(json);
  if (!parsed.success) throw subjectError(parsed.error);
  const line = parsed.data;
  const hash = line.ref.indexOf("#");
  const id = line.ref.slice(hash + 1);
  const labels = line.labels ?? [];
  const body = line.body ?? "";
  return {
    ref: line.ref,
    repository: { name: line.ref.slice(0, hash), private: true },
    ...(/^[1-9]\d{0,14}$/.test(id) ? { number: Number(id) } : {}),
    form: FORMS[line.kind],
    kind: isProposal(policy, { labels, title: line.title }) ? "proposal" : line.kind,
    state: "open",
    title: line.title,
    body,
    createdAt: line.createdAt,
    labels,
    people: peopleOf(line.people, line.kind === "pull_request" ? body : ""),
    involved: [],
    ...(line.deciders === undefined ? {} : { deciders: line.deciders }),
  };
}

/** The line form has a `ref`; GitHub's objects never do. */
function isRest(json: object): boolean {
  if (Object.hasOwn(json, "ref")) return false;
  const has = (key: string): boolean => Object.hasOwn(json, key);
  return has("url") || has("html_url") || (has("number") && has("user"));
}

function peopleOf(people: readonly LinePerson[], trailers: string): Person[] {
  const listed = people.map(listedPerson);
  const named = peopleFromTrailers(trailers, "body").filter(
    (person) => person.role === "on-behalf-of" || !listed.some((other) => sameAccount(person, other)),
  );
  return distinctPeople([...listed, ...named]);
}

function listedPerson({ role, login, id, email, name }: LinePerson): Person {
  const gone = isNobody({ login, id });
  return {
    role,
    ...(login === undefined || gone ? {} : { login }),
    ...(id === undefined || gone ? {} : { id }),
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(gone && email === undefined ? { unidentified: true } : {}),
    ...(role === "on-behalf-of" ? {} : botMark({ login })),
    ...(role === "on-behalf-of" ? { selfAsserted: true } : {}),
  };
}
