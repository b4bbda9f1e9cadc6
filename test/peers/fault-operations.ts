/*
 * What each of GitHub's operations answers, and does to the fault server's state, when nothing goes wrong.
 * Slim: only the fields that a caller of the REST API may rest on. No faults here: fault-server.ts adds those.
 */

import { filesOf, performGit } from "./fault-git.ts";
import type { FaultCheckRun, FaultComment, FaultDelivery, FaultState, FaultSubject } from "./fault-state.ts";

export interface Call {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** As the caller wrote it, for links to the next page. */
  readonly url: URL;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const BOT = { login: "recuse[bot]", id: 900_001, type: "Bot" } as const;
const NOT_FOUND: Answer = { status: 404, body: { message: "Not Found" } };
const DEFAULT_PAGE = 30;

function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

/** Deliveries are paged with `cursor`, everything else with `page`. */
function page({ url }: Call, items: readonly unknown[], parameter: "page" | "cursor" = "page"): Answer {
  const size = Number(url.searchParams.get("per_page") ?? DEFAULT_PAGE);
  const number = Number(url.searchParams.get(parameter) ?? 1);
  const end = number * size;
  const answer = ok(items.slice(end - size, end));
  if (end >= items.length) return answer;
  const link = (to: number, rel: string): string => {
    const target = new URL(url);
    target.searchParams.set(parameter, String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [link(number + 1, "next")];
  if (parameter === "page") links.push(link(Math.ceil(items.length / size), "last"));
  return { ...answer, headers: { link: links.join(", ") } };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function repositoryOf({ parameters }: Call): string {
  return `${parameters.owner}/${parameters.repo}`;
}

function subjectOf(state: FaultState, call: Call): FaultSubject | undefined {
  const { issue_number: issue, pull_number: pull } = call.parameters;
  return state.subjects.get(`${repositoryOf(call)}#${issue ?? pull}`);
}

function labelsOf(
  state: FaultState,
  repository: string,
): Map<string, { color: string; description: string | null }> {
  const known = state.labels.get(repository);
  if (known) return known;
  const none = new Map<string, { color: string; description: string | null }>();
  state.labels.set(repository, none);
  return none;
}

function labelJson(state: FaultState, repository: string, name: string): Record<string, unknown> {
  return { name, ...(labelsOf(state, repository).get(name) ?? { color: "ededed", description: null }) };
}

function subjectJson(state: FaultState, repository: string, subject: FaultSubject): Record<string, unknown> {
  const labels = [...subject.labels].map((name) => labelJson(state, repository, name));
  return { ...subject.json, labels, comments: subject.comments.length };
}

/** As the issues API shows a pull request: without its branches, with a pointer. */
function issueJson(state: FaultState, repository: string, subject: FaultSubject): Record<string, unknown> {
  const { head, base: _, ...json } = subjectJson(state, repository, subject);
  return head === undefined ? json : { ...json, pull_request: { url: json.url ?? "" } };
}

function isPull(subject: FaultSubject): boolean {
  return "head" in subject.json;
}

function subjectsOf(state: FaultState, call: Call): FaultSubject[] {
  const asked = (name: string): string | null => call.url.searchParams.get(name);
  const wanted = asked("state") ?? "open";
  const since = asked("since");
  const found = [...state.subjects]
    .filter(([ref]) => ref.startsWith(`${repositoryOf(call)}#`))
    .map(([, subject]) => subject)
    .filter(({ json }) => wanted === "all" || (json.state ?? "open") === wanted)
    // as documented: after the time, not at it
    .filter(({ json }) => since === null || Date.parse(text(json.updated_at)) > Date.parse(since));
  if (asked("sort") !== "updated") return found;
  const sign = asked("direction") === "asc" ? 1 : -1;
  return found.sort((a, b) => sign * (updatedAt(a) - updatedAt(b)));
}

function updatedAt({ json }: FaultSubject): number {
  return Date.parse(text(json.updated_at)) || 0;
}

/** Whatever is written to a subject that tells when it was updated moves it to the end of the list. */
function touch({ json }: FaultSubject): void {
  if (json.updated_at !== undefined) json.updated_at = new Date().toISOString().replace(/\.\d{3}Z$/, "Z");
}

function addLabels(state: FaultState, call: Call, subject: FaultSubject): Answer {
  const repository = repositoryOf(call);
  touch(subject);
  const asked: unknown[] = Array.isArray(call.body.labels) ? call.body.labels : [];
  for (const name of asked.map(text)) {
    subject.labels.add(name);
    if (!labelsOf(state, repository).has(name)) {
      labelsOf(state, repository).set(name, { color: "ededed", description: null });
    }
  }
  return ok([...subject.labels].map((name) => labelJson(state, repository, name)));
}

function createLabel(state: FaultState, call: Call): Answer {
  const labels = labelsOf(state, repositoryOf(call));
  const name = text(call.body.name);
  if (labels.has(name)) {
    return ok(
      {
        message: "Validation Failed",
        errors: [{ resource: "Label", code: "already_exists", field: "name" }],
      },
      422,
    );
  }
  labels.set(name, { color: text(call.body.color), description: text(call.body.description) });
  return ok(labelJson(state, repositoryOf(call), name), 201);
}

function findComment(state: FaultState, call: Call): FaultComment | undefined {
  const id = Number(call.parameters.comment_id);
  return [...state.subjects.values()]
    .flatMap(({ comments }) => comments)
    .find((comment) => comment.id === id);
}

function putCheck(state: FaultState, call: Call, existing: FaultCheckRun | undefined): Answer {
  const { body } = call;
  const run = existing ?? {
    id: (state.nextId += 1),
    name: "",
    head_sha: "",
    status: "queued",
    conclusion: null,
    external_id: "",
    output: {},
  };
  for (const key of ["name", "head_sha", "status", "conclusion", "external_id"] as const) {
    if (typeof body[key] === "string") run[key] = body[key];
  }
  if (typeof body.output === "object" && body.output !== null) run.output = { ...body.output };
  if (!existing) state.checks.push(run);
  return ok(run, existing ? 200 : 201);
}

function content(state: FaultState, call: Call): Answer {
  const path = text(call.parameters.path);
  const ref = call.url.searchParams.get("ref") ?? "";
  const file = filesOf(state.git, ref).get(path) ?? state.files.get(`${repositoryOf(call)}:${path}`);
  if (file === undefined) return NOT_FOUND;
  const bytes = Buffer.from(file);
  const encoded = { encoding: "base64", content: bytes.toString("base64"), size: bytes.length };
  return ok({ type: "file", name: path.split("/").at(-1), path, sha: "0".repeat(40), ...encoded });
}

function deliverySummary({ payload: _, ...summary }: FaultDelivery): unknown {
  return { ...summary, duration: 0.1, status: summary.status_code < 400 ? "OK" : "failed" };
}

/** What the operation answers when nothing goes wrong, with what it does done. */
export function perform(state: FaultState, call: Call): Answer {
  const { operation, parameters, body } = call;
  const repository = repositoryOf(call);
  const subject = subjectOf(state, call);
  switch (operation) {
    case "apps/create-installation-access-token": {
      state.tokens += 1;
      const expires = new Date(Date.now() + 3_600_000).toISOString();
      const token = `ghs_${parameters.installation_id}_${state.tokens}`;
      return ok({ token, expires_at: expires, permissions: {}, repository_selection: "all" }, 201);
    }
    case "apps/get-authenticated":
      return ok({ id: 1001, slug: "recuse", name: "Recuse", permissions: {}, events: [] });
    case "apps/list-installations":
      return page(call, state.installations);
    case "apps/list-webhook-deliveries":
      return page(call, state.deliveries.map(deliverySummary), "cursor");
    case "apps/get-webhook-delivery": {
      const found = state.deliveries.find(({ id }) => String(id) === parameters.delivery_id);
      return found ? ok({ ...found, request: { payload: found.payload } }) : NOT_FOUND;
    }
    case "apps/redeliver-webhook-delivery":
      state.redelivered.push(Number(parameters.delivery_id));
      return ok({}, 202);
    case "rate-limit/get":
      return ok({ resources: { core: { limit: 5000, remaining: 4999, used: 1, reset: 0 } }, rate: {} });
    case "apps/get-repo-installation":
      return ok({ id: 1, app_id: 1001, permissions: {}, events: [] });
    case "repos/get": {
      const known = [...state.subjects.keys(), ...state.files.keys()].some(
        (key) => key.startsWith(`${repository}#`) || key.startsWith(`${repository}:`),
      );
      return known ? ok({ id: 42, name: parameters.repo, full_name: repository, private: false }) : NOT_FOUND;
    }
    case "repos/get-content":
      return content(state, call);
    case "orgs/list-public-members": {
      const members = state.members.get(text(parameters.org));
      return members ? page(call, members) : NOT_FOUND;
    }
    case "users/get-by-username": {
      const user = state.users.get(text(parameters.username));
      return user ? ok(user) : NOT_FOUND;
    }
    case "issues/list-for-repo":
      return page(
        call,
        subjectsOf(state, call).map((each) => issueJson(state, repository, each)),
      );
    case "pulls/list":
      return page(
        call,
        subjectsOf(state, call)
          .filter(isPull)
          .map((each) => subjectJson(state, repository, each)),
      );
    case "issues/get":
      return subject ? ok(issueJson(state, repository, subject)) : NOT_FOUND;
    case "pulls/get":
      return subject && isPull(subject) ? ok(subjectJson(state, repository, subject)) : NOT_FOUND;
    case "pulls/list-commits":
      return subject ? page(call, subject.commits) : NOT_FOUND;
    case "pulls/list-reviews":
      return subject ? page(call, subject.reviews) : NOT_FOUND;
    case "pulls/request-reviewers":
      return subject ? ok(subjectJson(state, repository, subject), 201) : NOT_FOUND;
    case "issues/list-labels-on-issue":
      return subject
        ? page(
            call,
            [...subject.labels].map((name) => labelJson(state, repository, name)),
          )
        : NOT_FOUND;
    case "issues/add-labels":
      return subject ? addLabels(state, call, subject) : NOT_FOUND;
    case "issues/remove-label":
      if (!subject?.labels.delete(text(parameters.name))) return NOT_FOUND;
      return ok([...subject.labels].map((name) => labelJson(state, repository, name)));
    case "issues/list-labels-for-repo":
      return page(
        call,
        [...labelsOf(state, repository).keys()].map((name) => labelJson(state, repository, name)),
      );
    case "issues/get-label": {
      const name = text(parameters.name);
      return labelsOf(state, repository).has(name) ? ok(labelJson(state, repository, name)) : NOT_FOUND;
    }
    case "issues/create-label":
      return createLabel(state, call);
    case "issues/list-comments":
      return subject ? page(call, subject.comments) : NOT_FOUND;
    case "issues/create-comment": {
      if (!subject) return NOT_FOUND;
      const comment: FaultComment = { id: (state.nextId += 1), body: text(body.body), user: BOT };
      subject.comments.push(comment);
      touch(subject);
      return ok(comment, 201);
    }
    case "issues/get-comment": {
      const comment = findComment(state, call);
      return comment ? ok(comment) : NOT_FOUND;
    }
    case "issues/update-comment": {
      const comment = findComment(state, call);
      if (!comment) return NOT_FOUND;
      comment.body = text(body.body);
      return ok(comment);
    }
    case "reactions/create-for-issue-comment":
      state.reactions.push({ comment: Number(parameters.comment_id), content: text(body.content) });
      return ok({ id: (state.nextId += 1), content: text(body.content) }, 201);
    case "checks/create":
      return putCheck(state, call, undefined);
    case "checks/update": {
      const run = state.checks.find(({ id }) => String(id) === parameters.check_run_id);
      return run ? putCheck(state, call, run) : NOT_FOUND;
    }
    case "checks/list-for-ref": {
      const runs = state.checks.filter(({ head_sha: sha }) => sha === parameters.ref);
      return ok({ total_count: runs.length, check_runs: runs });
    }
    default:
      return (
        performGit(state.git, { operation, repository, parameters, body }) ??
        ok({ message: `the fault server does not play ${operation}` }, 501)
      );
  }
}
