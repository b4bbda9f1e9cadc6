/*
 * An issue or a pull request as GitHub's REST API and its webhooks write it, made into a Subject. Pure
 * translation: nothing here knows a roster.
 */
import type { Policy } from "../conflict/policy.ts";
import { distinctPeople, isLogin, isNobody, personOf, sameAccount, type Account } from "./account.ts";
import { SubjectError, subjectError } from "./error.ts";
import { isTime, RestSubject, type Side } from "./fields.ts";
import { isProposal } from "./proposal.ts";
import { repositoryOfSubject } from "./repository.ts";
import type { Person, Subject, SubjectRepository } from "./subject.ts";
import { peopleFromTrailers } from "./trailer-people.ts";

export interface RestContext {
  readonly policy: Policy;
  /** Where the caller knows it better than the object's own addresses do. */
  readonly repository?: SubjectRepository | undefined;
}

/**
 * The Subject of an object of `GET /repos/{owner}/{repo}/issues`, `…/pulls`, or of a webhook's `issue` or
 * `pull_request`. An issue that carries a `pull_request` key is a pull request. Where nothing says whether
 * the repository is private, it is taken to be.
 *
 * @throws SubjectError when a field that is read is absent or of the wrong form
 */
export function subjectFromRest(json: unknown, context: RestContext): Subject {
  const parsed = RestSubject.safeParse(json);
  if (!parsed.success) throw subjectError(parsed.error);
  const rest = parsed.data;
  const repository = context.repository ?? repositoryOfSubject(rest);
  if (repository === undefined) {
    throw new SubjectError(
      "invalid-field",
      "repository_url: expected the address of the repository, here, in html_url or in base.repo",
    );
  }
  const isPull = (rest.pull_request !== undefined && rest.pull_request !== null) || Boolean(rest.head);
  const form = isPull ? "pull_request" : "issue";
  const labels = (rest.labels ?? []).flatMap((label) => {
    const name = typeof label === "string" ? label : label.name;
    return name === null || name === undefined || name === "" ? [] : [name];
  });
  const type = rest.type?.name ?? undefined;
  const body = rest.body ?? "";
  const state = stateOf(rest);
  const { closed_at: closedAt } = rest;
  return {
    ref: `${repository.name}#${String(rest.number)}`,
    repository,
    number: rest.number,
    form,
    kind: isProposal(context.policy, { labels, title: rest.title, type }) ? "proposal" : form,
    state,
    title: rest.title,
    body,
    createdAt: rest.created_at,
    ...(typeof rest.updated_at === "string" ? { updatedAt: rest.updated_at } : {}),
    ...(state === "closed" && closedAt && isTime(closedAt) ? { closedAt } : {}),
    labels,
    ...(type === undefined ? {} : { type }),
    people: peopleOf(rest, isPull ? body : "", repository),
    involved: involvedIn(rest),
    ...(typeof rest.head?.sha === "string" ? { headSha: rest.head.sha } : {}),
  };
}

function stateOf(rest: RestSubject): Subject["state"] {
  if (rest.state === null || rest.state === undefined) return rest.closed_at ? "closed" : "open";
  return rest.state === "open" ? "open" : "closed";
}

function peopleOf(rest: RestSubject, trailers: string, repository: SubjectRepository): Person[] {
  const author = personOf("author", rest.user);
  const head = rest.head ? headRepository(rest.head, rest.base, repository) : undefined;
  const others = [
    ...(head === undefined ? [] : [personOf("head-repository", head)]),
    ...peopleFromTrailers(trailers, "body"),
  ].filter((person) => person.role === "on-behalf-of" || !sameAccount(person, author));
  return distinctPeople([author, ...others]);
}

/** Who owns the head repository, unless that is whoever owns the base. A deleted fork still has a label. */
function headRepository(
  head: Side,
  base: Side | null | undefined,
  repository: SubjectRepository,
): Account | undefined {
  const owner = ownerOf(head) ?? ownerInLabel(head.label);
  if (owner === undefined || isNobody(owner)) return undefined;
  const [login] = repository.name.split("/");
  return sameAccount(owner, (base && ownerOf(base)) ?? { login }) ? undefined : owner;
}

function ownerOf(side: Side): Account | undefined {
  const [login] = side.repo?.full_name?.split("/") ?? [];
  return side.repo?.owner ?? (login === undefined ? undefined : { login }) ?? side.user ?? undefined;
}

function ownerInLabel(label: string | null | undefined): Account | undefined {
  const colon = label?.indexOf(":") ?? -1;
  const login = label?.slice(0, Math.max(colon, 0)) ?? "";
  return isLogin(login) ? { login } : undefined;
}

function involvedIn(rest: RestSubject): string[] {
  const accounts = [
    ...(rest.assignees ?? []),
    ...(rest.requested_reviewers ?? []),
    rest.merged_by,
    rest.closed_by,
  ];
  const logins = new Map<string, string>();
  for (const account of accounts) {
    const login = account?.login;
    if (login === undefined || isNobody(account)) continue;
    if (!logins.has(login.toLowerCase())) logins.set(login.toLowerCase(), login);
  }
  return [...logins.values()];
}
