/*
 * The people of a pull request's commits: who wrote them, who committed them, whom their trailers name.
 * Author, address and date are whatever the person typed into git. GitHub vouches for one thing only: that a
 * signature was made by a key of the account that verified the committer's address.
 */
import * as z from "zod";
import { distinctPeople, sameAccount, type Account } from "./account.ts";
import { botMark } from "./bot.ts";
import { subjectError } from "./error.ts";
import { GitHubAccount, isTime } from "./fields.ts";
import type { Person, Subject } from "./subject.ts";
import { addressee, peopleFromTrailers } from "./trailer-people.ts";

/** GitHub commits under this name and address what is edited or merged on its pages. */
const WEB_FLOW = "web-flow";
const WEB_FLOW_ADDRESS = "noreply@github.com";

const Signature = z.object({
  name: z.string().nullish(),
  email: z.string().nullish(),
  date: z.string().nullish(),
});
type Signature = z.infer<typeof Signature>;

const Commit = z.object({
  author: GitHubAccount.nullish(),
  committer: GitHubAccount.nullish(),
  commit: z.object({
    message: z.string(),
    author: Signature.nullish(),
    committer: Signature.nullish(),
    verification: z.object({ verified: z.boolean() }).nullish(),
  }),
});
type Commit = z.infer<typeof Commit>;

const Commits = z.array(Commit);

/**
 * The people of `GET /repos/{owner}/{repo}/pulls/{number}/commits`, each once. A `verified` address is the
 * committer's, and the author's only where both are the same; everything else is self-asserted.
 *
 * https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request
 *
 * @throws SubjectError when it is not a list of commits as GitHub returns it
 */
export function peopleFromCommits(commits: unknown): Person[] {
  const parsed = Commits.safeParse(commits);
  if (!parsed.success) throw subjectError(parsed.error);
  return distinctPeople(parsed.data.flatMap(peopleOfCommit));
}

/**
 * The subject with the people of its commits, see {@link withCommitPeople}.
 *
 * @throws SubjectError when it is not a list of commits as GitHub returns it
 */
export function withCommits(subject: Subject, commits: unknown): Subject {
  return withCommitPeople(subject, peopleFromCommits(commits));
}

/**
 * The subject with people that {@link peopleFromCommits} gave, once or kept from before. Its author is not
 * repeated as a co-author; an address that the author committed with is kept beside the account, as a second
 * person in the role of the author.
 */
export function withCommitPeople(subject: Subject, people: readonly Person[]): Subject {
  const author = subject.people.find((person) => person.role === "author" && person.unidentified !== true);
  const joined = people.flatMap((person) => {
    if (author === undefined || person.role === "on-behalf-of" || !sameAccount(person, author))
      return [person];
    return addressAlone(person);
  });
  return { ...subject, people: distinctPeople([...subject.people, ...joined]), commitsRead: true };
}

/** What the author's own commit adds to the account that GitHub vouches for already: the address. */
function addressAlone({ email, name, joinedAt, verified, selfAsserted }: Person): Person[] {
  if (email === undefined) return [];
  return [
    {
      role: "author",
      email,
      ...(name === undefined ? {} : { name }),
      ...(joinedAt === undefined ? {} : { joinedAt }),
      ...(verified === undefined ? {} : { verified }),
      ...(selfAsserted === undefined ? {} : { selfAsserted }),
    },
  ];
}

function peopleOfCommit({ author, committer, commit }: Commit): Person[] {
  const signed = commit.verification?.verified === true;
  const oneAddress = sameAddress(commit.author, commit.committer);
  const people = [signatory("co-author", author, commit.author, signed && oneAddress)];
  if (!oneAddress && !isWebFlow(committer, commit.committer)) {
    people.push(signatory("committer", committer, commit.committer, signed));
  }
  const date = commit.committer?.date ?? commit.author?.date;
  return [...people, ...peopleFromTrailers(commit.message, "commit", timeOf(date))];
}

function signatory(
  role: "co-author" | "committer",
  account: Account | null | undefined,
  signature: Signature | null | undefined,
  verified: boolean,
): Person {
  const email = signature?.email ?? "";
  const { bot, ...address } = email === "" || email.length > 320 ? {} : addressee(email);
  const identity = {
    ...address,
    ...(account?.login === undefined ? {} : { login: account.login }),
    ...(account?.id === undefined ? {} : { id: account.id }),
    ...(account?.login === undefined && account?.id === undefined ? botMark({ bot }) : botMark(account)),
  };
  if (Object.keys(identity).length === 0) return { role, unidentified: true };
  const name = signature?.name ?? "";
  const joinedAt = timeOf(signature?.date);
  return {
    role,
    ...identity,
    ...(name === "" ? {} : { name: name.slice(0, 200) }),
    ...(joinedAt === undefined ? {} : { joinedAt }),
    ...(verified ? { verified: true } : { selfAsserted: true }),
  };
}

function isWebFlow(account: Account | null | undefined, signature: Signature | null | undefined): boolean {
  return account?.login === WEB_FLOW || signature?.email?.toLowerCase() === WEB_FLOW_ADDRESS;
}

function sameAddress(a: Signature | null | undefined, b: Signature | null | undefined): boolean {
  const [one, other] = [a?.email ?? "", b?.email ?? ""];
  return one !== "" && one.toLowerCase() === other.toLowerCase();
}

function timeOf(date: string | null | undefined): string | undefined {
  return typeof date === "string" && isTime(date) ? date : undefined;
}
