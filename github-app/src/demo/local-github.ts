/*
 * A local GitHub: Vercel Labs' `emulate`, exactly 0.12.2, on a free loopback port, with one App installed, and
 * webhook-relay.ts between the two. Started by the demo, and by the tests through test/peers/github.ts; nothing
 * that serves real repositories may import it. It runs inside the calling process, holds everything in memory
 * and is gone with `close()`.
 *
 * How emulate differs from GitHub, read in its source and measured (webhook-relay.ts mends the deliveries):
 *
 * Accounts
 *  - A token nobody seeded acts as the FIRST seeded user; so does an installation token after a reset. The first
 *    user here is therefore `unknown-token`, who belongs nowhere. Public repositories let any user do nearly
 *    anything: label, edit and close what is not theirs, request reviewers. Only contents are guarded.
 *  - Ids are counted per kind from 1: `ghost` and `admin` are users 1 and 2, seeded users follow in order, the
 *    App's bot (`<slug>[bot]`, type `Bot`) comes with its first write. Organizations count from 1 as well, so
 *    that an organization and a user would share an id, which never happens on GitHub: fillers keep them apart.
 *    Ids are learnt with GET /users/{login} and GET /orgs/{org} (`idOf`). Nobody can be renamed.
 *  - Every seeded account is a `User`; an account of a bot that is no App has type `User` here.
 *  - `public_members` does not exist (404); `members` shows all of them to everyone.
 * Subjects
 *  - Issues carry no `type`, no `pull_request` key, no `body` when none was given (null), no `organization`.
 *    GET /issues and GET /issues/{n} do not know pull requests (GitHub: they do); labels and comments of a pull
 *    request work under /issues/{n}. Only `transferred` repositories, no transferred issues.
 *  - `author_association` tells private members too (`MEMBER`); GitHub hides them.
 *  - Pull requests need a head branch: in the base repository, or in a fork by a user or an organization (its
 *    members may fork into it, but only its admins may then push). `head.repo.owner` and `head.user` are there, in payloads too. The head commit is
 *    fixed at creation: later pushes neither move it nor fire `synchronize`; `update-branch` moves it silently.
 *  - /pulls/{n}/commits works, but lists the base commit too (in a fork: the whole history, whose first commit is
 *    the forker's "Initial commit"); `author` and `committer` are always null, nothing is ever verified.
 *  - A check run can be put on any commit, but /commits/{ref}/check-runs is 404 for one in a fork.
 *  - Over-long labels and comments are accepted; a private repository without access is 403 (GitHub: 404).
 *  - Labels are found by exact case (GitHub ignores it); adding an unknown one creates it in a random colour.
 * Webhooks
 *  - Fired without waiting and not in order; never retried; 10 s each. Also for what the App itself does, with
 *    the bot as sender. No `changes.*.from` (only true or false), no `installation` or `ping` events, one
 *    `labeled` for each label added. `push` is sent for a file put, without `commits[].author.username`.
 *  - `installation` is `{id, node_id}` as on GitHub.
 * Calls
 *  - No ETag, no 304, no secondary limit, no reactions, no GraphQL, no /app/hook/*. 5,000 calls an hour per
 *    token: poll gently. An expired or garbled App JWT is 401.
 */

import { createEmulator } from "emulate";
import { freePort } from "./loopback.ts";
import { localClient, type LocalClient } from "./local-client.ts";
import { startWebhookRelay, type WebhookRelay } from "./webhook-relay.ts";

export interface LocalUser {
  readonly login: string;
  readonly name?: string;
  readonly email?: string;
  readonly company?: string;
}

export interface LocalOrganization {
  readonly login: string;
  readonly name?: string;
  readonly members?: readonly { readonly login: string; readonly role?: "admin" | "member" }[];
}

export interface LocalRepository {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  readonly description?: string;
}

export interface LocalGitHubSeed {
  readonly users: readonly LocalUser[];
  readonly organizations: readonly LocalOrganization[];
  readonly repositories: readonly LocalRepository[];
  /** Accounts the App is installed on, all repositories each. */
  readonly installedOn: readonly string[];
}

export interface LocalGitHubOptions {
  readonly seed: LocalGitHubSeed;
  readonly webhookSecret: string;
  /** Where the App listens; may be said later with `deliverTo`, once it does. */
  readonly webhookUrl?: string;
  /** Of the App and of each installation. Default: what Recuse asks for. */
  readonly permissions?: Readonly<Record<string, "read" | "write">>;
  readonly events?: readonly string[];
}

export interface LocalGitHub {
  /** Base URL of the REST API. */
  readonly url: string;
  readonly appId: number;
  /** The App's login when it writes. */
  readonly botLogin: string;
  /** PEM, PKCS#1, as GitHub hands it out. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Of the first account in `installedOn`. */
  readonly installationId: number;
  /** @throws Error if the App is not installed on the account. */
  installationOn(account: string): number;
  /** Acts as a seeded user. @throws Error for any other. */
  as(login: string): LocalClient;
  /** Numeric id of a user or organization. */
  idOf(login: string): Promise<number>;
  readonly webhooks: Omit<WebhookRelay, "url" | "close">;
  close(): Promise<void>;
}

const APP_ID = 1001;
const FIRST_INSTALLATION_ID = 5001;
const APP_SLUG = "recuse";
const NOBODY = "unknown-token";
const ROOM_FOR_USERS = 100;

const PERMISSIONS = {
  issues: "write",
  pull_requests: "write",
  checks: "write",
  contents: "read",
  metadata: "read",
} as const;
const EVENTS = ["issues", "pull_request", "push"];

function tokenOf(login: string): string {
  return `local_${login}`;
}

function emulateSeed(options: LocalGitHubOptions, webhookUrl: string): Record<string, unknown> {
  const { users, organizations, repositories, installedOn } = options.seed;
  const permissions = options.permissions ?? PERMISSIONS;
  const events = options.events ?? EVENTS;
  const fillers = Array.from({ length: ROOM_FOR_USERS }, (_, index) => ({ login: `filler-${index + 1}` }));
  return {
    users: [{ login: NOBODY }, ...users],
    orgs: [...fillers, ...organizations],
    repos: repositories.map((repository) => ({ ...repository, auto_init: true })),
    apps: [
      {
        app_id: APP_ID,
        slug: APP_SLUG,
        name: "Recuse",
        permissions,
        events,
        webhook_url: webhookUrl,
        webhook_secret: options.webhookSecret,
        installations: installedOn.map((account, index) => ({
          installation_id: FIRST_INSTALLATION_ID + index,
          account,
          repository_selection: "all",
          permissions,
          events,
        })),
      },
    ],
  };
}

export async function startLocalGitHub(options: LocalGitHubOptions): Promise<LocalGitHub> {
  const { seed, webhookSecret, webhookUrl } = options;
  if (seed.users.length > ROOM_FOR_USERS - 10) {
    throw new Error(`the local GitHub has room for ${ROOM_FOR_USERS - 10} users, not ${seed.users.length}`);
  }
  const relay = await startWebhookRelay({
    secret: webhookSecret,
    appId: APP_ID,
    ...(webhookUrl !== undefined && { target: webhookUrl }),
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const scopes = ["repo", "user", "admin:org", "admin:repo_hook"];
  const emulator = await createEmulator({
    service: "github",
    port,
    hostname: "127.0.0.1",
    baseUrl: url,
    seed: {
      tokens: Object.fromEntries(seed.users.map(({ login }) => [tokenOf(login), { login, scopes }])),
      github: emulateSeed(options, relay.url),
    },
  }).catch(async (error: unknown) => {
    await relay.close();
    throw error;
  });
  const privateKey = emulator.generatedSecrets[0]?.value;
  if (privateKey === undefined) throw new Error("the local GitHub made no key for the App");

  const anybody = localClient({ url, login: NOBODY, token: tokenOf(NOBODY) });
  const { deliveries, deliverTo, redeliver, quiet } = relay;
  return {
    url,
    appId: APP_ID,
    botLogin: `${APP_SLUG}[bot]`,
    privateKey,
    webhookSecret,
    installationId: FIRST_INSTALLATION_ID,
    installationOn: (account) => {
      const index = seed.installedOn.indexOf(account);
      if (index < 0) throw new Error(`the App is not installed on ${account}`);
      return FIRST_INSTALLATION_ID + index;
    },
    as: (login) => {
      if (!seed.users.some((user) => user.login === login)) throw new Error(`${login} was not seeded`);
      return localClient({ url, login, token: tokenOf(login) });
    },
    idOf: (login) => anybody.idOf(login),
    webhooks: { deliveries, deliverTo, redeliver, quiet },
    close: async () => {
      await emulator.close();
      await relay.close();
    },
  };
}
