/* The roster and the policy that `recuse init` writes: small, valid as written, and made to be edited. */
import { randomBytes } from "node:crypto";

export interface StarterOptions {
  readonly login: string;
  readonly id: number;
  readonly repositories: readonly string[];
  /** Today, YYYY-MM-DD. */
  readonly today: string;
}

/** The text of a starter roster, with a commitment key of its own for the client in it. */
export function starterRoster({ login, id, repositories, today }: StarterOptions): string {
  const roster = {
    version: 1,
    repositories,
    practice: { name: `${login}'s practice`, members: [{ login, id, from: today }], screens: [] },
    organizations: [
      {
        id: "acme",
        name: "Acme",
        aliases: [],
        github: { orgs: ["acme"], logins: [] },
        domains: ["acme.example"],
        disclosure: "confidential",
        labelIn: [],
        commitmentKey: randomBytes(32).toString("base64"),
      },
    ],
    engagements: [{ owner: login, organization: "acme", kind: "retainer", from: today }],
    people: [],
  };
  return `${JSON.stringify(roster, null, 2)}\n`;
}

/** The text of a starter policy. */
export function starterPolicy(): string {
  return `# How this project treats conflicts of interest of its maintainers. Public; names nobody's clients.
version: 1

# The level table: standard, cncf, rust or ietf.
preset: standard

# observe: record only. label: label and comment.
mode: label

# Which maintainers this concerns; empty: all whose own roster lists this repository.
maintainers: []

# What is a proposal: an issue or pull request with one of these labels, title prefixes or issue types.
proposals:
  labels: [proposal]
  titles: ["RFC: "]
  types: []

# always: label every conflict. involved: only when a conflicted maintainer is assigned, requested or listed.
labelWhen: always

# on-action: one comment, kept up to date, where somebody must act. never: labels only.
comment: on-action
`;
}
