/*
 * The local GitHub of github-app/src/demo/local-github.ts (read its header for how it differs from GitHub) with
 * the accounts and repositories that the tests speak of. Nothing here is real but GitHub's own placeholders.
 */

import {
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
  type LocalGitHubSeed,
} from "../../github-app/src/demo/local-github.ts";

/**
 * octo-org: the project. octocat and hubot maintain it. acme, globex and initech are organizations that the
 * roster may call clients (initech: the confidential one). `acme-alumna` left acme; `passer-by` has no employer;
 * `update-robot` is a bot that is no App.
 */
export const SEED = {
  users: [
    { login: "octocat", name: "The Octocat", email: "octocat@octo.example" },
    { login: "hubot", name: "Hubot", email: "hubot@octo.example" },
    { login: "acme-staff", name: "Acme Staff", email: "staff@acme.example", company: "@acme" },
    { login: "acme-alumna", name: "Acme Alumna", email: "alumna@mail.example" },
    { login: "globex-staff", name: "Globex Staff", email: "staff@globex.example", company: "Globex" },
    { login: "initech-staff", name: "Initech Staff", email: "staff@initech.example" },
    { login: "passer-by", name: "Passer By", email: "passer-by@mail.example" },
    { login: "update-robot" },
  ],
  organizations: [
    { login: "octo-org", members: [{ login: "octocat", role: "admin" }, { login: "hubot" }] },
    { login: "acme", members: [{ login: "acme-staff", role: "admin" }] },
    { login: "globex", members: [{ login: "globex-staff", role: "admin" }] },
    { login: "initech", members: [{ login: "initech-staff", role: "admin" }] },
    { login: "other-org", members: [{ login: "passer-by", role: "admin" }] },
  ],
  repositories: [
    { owner: "octo-org", name: "hello-world", description: "public, in the roster" },
    { owner: "octo-org", name: "spoon-knife", private: true, description: "private" },
    { owner: "octo-org", name: "boysenberry", description: "public, in no roster" },
    { owner: "other-org", name: "probe", description: "public, somebody else's, with the App installed" },
    { owner: "acme", name: "product", description: "public, without the App" },
  ],
  installedOn: ["octo-org", "other-org"],
} as const satisfies LocalGitHubSeed;

export type Login = (typeof SEED.users)[number]["login"];

export interface StartGitHubOptions extends Partial<LocalGitHubOptions> {
  /** What a test needs beside SEED; the App is installed on no more accounts than there. */
  readonly extra?: Partial<LocalGitHubSeed>;
}

export type GitHubPeer = LocalGitHub;

export function startGitHub(options: StartGitHubOptions = {}): Promise<GitHubPeer> {
  const { extra = {}, ...rest } = options;
  return startLocalGitHub({
    webhookSecret: "a secret of the tests",
    ...rest,
    seed: rest.seed ?? {
      users: [...SEED.users, ...(extra.users ?? [])],
      organizations: [...SEED.organizations, ...(extra.organizations ?? [])],
      repositories: [...SEED.repositories, ...(extra.repositories ?? [])],
      installedOn: [...SEED.installedOn, ...(extra.installedOn ?? [])],
    },
  });
}
