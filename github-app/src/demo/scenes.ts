/*
 * What is filed in the demo and what must come of it. Titles and texts hold nothing that would give the
 * confidential client away: on a real tracker its own staff would not write that either.
 */
import { REPOSITORY, UNLISTED, type Part } from "./cast.ts";
import type { LocalClient } from "./local-client.ts";

export interface Scene {
  /** Who files what, in words for the table. */
  readonly what: string;
  readonly by: Part;
  readonly repository: string;
  readonly file: (client: LocalClient, repository: string) => Promise<{ readonly number: number }>;
  /** The labels of ours that must be on it in the end. */
  readonly labels: readonly string[];
  /** Whether the sticky comment must be there. */
  readonly comment: boolean;
  /** What must be in the private log of the maintainer alone. */
  readonly private?: "recuse" | "disclose";
  /** The most calls to GitHub that the subject may cost, label creation and cold caches left out. */
  readonly calls: number;
  readonly why: string;
}

const REQUIRED = "recusal/required";
const DUE = "conflict/disclosure-due";

function issue(title: string, labels: string[] = []): Scene["file"] {
  return (client, repository) =>
    client.createIssue(repository, { title, body: "It would help us a lot.", labels });
}

function pull(
  title: string,
  body: string,
  more: { headOwner?: string; message?: string } = {},
): Scene["file"] {
  return (client, repository) =>
    client.createPullRequest(repository, {
      title,
      body,
      ...(more.headOwner === undefined ? {} : { headOwner: more.headOwner }),
      commits: [{ message: more.message ?? title }],
    });
}

export const SCENES: readonly Scene[] = [
  {
    what: "issue by a client's engineer",
    by: "clientStaff",
    repository: REPOSITORY,
    file: issue("Crash when the queue is empty"),
    labels: [DUE],
    comment: false,
    calls: 2,
    why: "disclose: on an issue she says so before deciding",
  },
  {
    what: "proposal by a client's engineer (label)",
    by: "clientStaff",
    repository: REPOSITORY,
    file: issue("Make the queue durable", ["proposal"]),
    labels: [DUE, REQUIRED],
    comment: true,
    calls: 2,
    why: "recuse: a current client's confirmed proposal; her colleague discloses",
  },
  {
    what: "pull request from the client's own fork",
    by: "clientStaff",
    repository: REPOSITORY,
    file: pull("Drain the queue on shutdown", "As discussed.", { headOwner: "acme" }),
    labels: [DUE],
    comment: true,
    calls: 4,
    why: "disclose, and one approval by somebody without a conflict",
  },
  {
    what: "proposal by somebody whom only public data places at a client",
    by: "staffByData",
    repository: REPOSITORY,
    file: issue("RFC: a queue for each tenant"),
    labels: [DUE],
    comment: true,
    calls: 2,
    why: "disclose: reported by affiliation data, which is never enough to step back",
  },
  {
    what: "pull request by a workmate of a maintainer",
    by: "workmate",
    repository: REPOSITORY,
    file: pull("Measure the queue", "Numbers, please."),
    labels: [DUE],
    comment: true,
    calls: 4,
    why: "disclose: the same employer, and the policy asks for that",
  },
  {
    what: "pull request with a client's address in a trailer",
    by: "stranger",
    repository: REPOSITORY,
    file: pull("Shorten the lock", "Faster.", {
      message: "Shorten the lock\n\nCo-authored-by: A. Engineer <a.engineer@acme.example>\n",
    }),
    labels: [DUE],
    comment: true,
    calls: 4,
    why: "disclose: self-asserted evidence never reaches recuse",
  },
  {
    what: "proposal by a former client's engineer (title)",
    by: "formerClientStaff",
    repository: REPOSITORY,
    file: issue("RFC: pluggable back ends"),
    labels: [DUE],
    comment: true,
    calls: 2,
    why: "disclose: the contract ended 90 days ago and cools off for 365",
  },
  {
    what: "proposal by who left the client a month ago",
    by: "formerStaff",
    repository: REPOSITORY,
    file: issue("RFC: a simpler file format"),
    labels: [],
    comment: false,
    calls: 0,
    why: "clear: no longer a client's engineer when it was filed",
  },
  {
    what: "proposal by the engineer of a client under NDA",
    by: "confidentialStaff",
    repository: REPOSITORY,
    file: issue("RFC: a plug-in interface"),
    labels: [],
    comment: false,
    private: "recuse",
    calls: 0,
    why: "recuse, told to the maintainer alone: a label would name the client",
  },
  {
    what: "proposal by a client's consultant, known privately",
    by: "clientStaffKnownPrivately",
    repository: REPOSITORY,
    file: issue("RFC: metrics"),
    labels: [],
    comment: false,
    private: "recuse",
    calls: 0,
    why: "recuse, told to the maintainer alone: who she works for is not public",
  },
  {
    what: "proposal by a stranger",
    by: "stranger",
    repository: REPOSITORY,
    file: issue("RFC: dark mode"),
    labels: [],
    comment: false,
    calls: 0,
    why: "clear: no known conflict",
  },
  {
    what: "proposal by the maintainer herself",
    by: "maintainer",
    repository: REPOSITORY,
    file: issue("RFC: a release every month"),
    labels: [REQUIRED],
    comment: false,
    calls: 2,
    why: "recuse: nobody decides on her own proposal",
  },
  {
    what: "pull request by a bot",
    by: "bot",
    repository: REPOSITORY,
    file: pull("Bump a dependency", "Automatic."),
    labels: [],
    comment: false,
    calls: 1,
    why: "unknown, and so no label: nothing says who had the bot write it, not even its commits",
  },
  {
    what: "proposal by a client's engineer elsewhere",
    by: "clientStaff",
    repository: UNLISTED,
    file: issue("RFC: who are her clients?"),
    labels: [],
    comment: false,
    calls: 0,
    why: "nothing: the roster does not list the repository",
  },
];
