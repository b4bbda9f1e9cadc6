/*
 * Starting the App: store, inbox, Probot, worker, server, and stopping them in the opposite order. What each
 * of them does lies elsewhere.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pino, type Logger } from "pino";
import { Probot, type ProbotOctokit } from "probot";
import { organizationsToAsk } from "@recuse/shared/affiliation/members-source.ts";
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { repositoryMatcher } from "@recuse/shared/roster/repositories.ts";
import { refreshMembers } from "./affiliations/members-refresh.ts";
import { INDEX_FILE, openEmploymentFiles } from "./affiliations/employment-files.ts";
import { HANDLED_EVENTS, recuseApp } from "./app.ts";
import type { ServeEnvironment } from "./env.ts";
import { DELIVERY_OUTCOMES, frontDoor } from "./http/front-door.ts";
import { anyInstallationClient } from "./github/client.ts";
import { pauseAskedFor } from "./github/limits.ts";
import { isPermanent } from "./github/permanent.ts";
import { logRoutes } from "./http/log-routes.ts";
import { createMetrics } from "./http/metrics.ts";
import { serveHttp } from "./http/server.ts";
import { PermanentError } from "./inbox/errors.ts";
import { openInbox } from "./inbox/inbox.ts";
import { pauseAfter, work, type WorkedDelivery } from "./inbox/worker.ts";
import { reconcileDependencies } from "./reconcile/dependencies.ts";
import { openPolicies } from "./reconcile/policies.ts";
import type { Sleep } from "./sleep.ts";
import { openFileStore } from "./store/file.ts";
import { keepPrivateHeads } from "./store/private-heads.ts";

export interface StartOptions {
  /** Where the log of the process goes, a JSON line each; standard error unless given. */
  readonly logTo?: { write: (line: string) => void };
  /** In place of the global one: counts or checks what is asked of GitHub. */
  readonly fetch?: typeof fetch;
  /** A client with other plugin settings; tests and the demo turn throttling off. */
  readonly Octokit?: typeof ProbotOctokit;
  readonly now?: () => Date;
  /** How long an answer of GitHub is waited for, in milliseconds. */
  readonly patience?: number;
  /** How what the App does on its own, without a delivery, waits for its time; tests hold it still. */
  readonly sleep?: Sleep;
}

export interface RunningApp {
  /** Where it listens, without a path. */
  readonly url: string;
  /** How many deliveries still wait or are worked. */
  readonly pending: () => number;
  /** Takes nothing more, finishes what runs, closes everything. */
  readonly close: () => Promise<void>;
}

/** Deliveries of different subjects that are worked at once. */
const CONCURRENCY = 8;

/** An answer that takes longer never comes; the delivery is worked again later. In milliseconds. */
const PATIENCE = 30_000;

/** Starts the App. @throws what keeps it from starting, with a sentence to act on; nothing is then left running */
export async function start(environment: ServeEnvironment, options: StartOptions = {}): Promise<RunningApp> {
  const { folder, roster, webhookSecret: secret, host, port } = environment;
  const now = options.now ?? (() => new Date());
  const log = pino({ name: "recuse", level: environment.logLevel }, options.logTo ?? pino.destination(2));
  const warn = (sentence: string): void => {
    log.warn(sentence);
  };
  /** What is open, in the order in which it was opened; closed the other way round. */
  const open: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = open.pop(); close !== undefined; close = open.pop()) await close();
  };
  try {
    const employment = await givenEmployment(environment, now(), warn);
    const store = await openFileStore({ folder, roster, ...environment.log, employment, now, warn });
    open.push(store.close);
    const privateHeads = keepPrivateHeads({ log: store.log, now, warn, sleep: options.sleep });
    open.push(privateHeads.stop);
    const inbox = await openInbox(join(folder, "inbox"), { now: () => now().getTime(), warn });
    open.push(inbox.close);
    const metrics = createMetrics();
    const calls = metrics.counter("recuse_github_calls_total", "Calls to GitHub.", "kind", ["all"]);
    const counted = countingFetch(options, () => {
      calls.add("all");
    });
    const probot = await loadProbot(environment, options, counted);
    await probot.load(
      recuseApp({
        ...reconcileDependencies(store, now),
        actsIn: repositoryMatcher(store.roster.repositories),
        policies: openPolicies({ store: store.repositories, now, warn }),
        applied: (subject, effects) => {
          log.info({ subject, effects: effects.map(({ kind }) => kind) }, "written to GitHub");
        },
      }),
    );
    const outcomes = metrics.counter(
      "recuse_deliveries_total",
      "Deliveries by answer.",
      "outcome",
      DELIVERY_OUTCOMES,
    );
    metrics.gauge("recuse_inbox_pending", "Deliveries that are not worked yet.", inbox.pending);
    metrics.gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
    let resumeAt = 0;
    const worker = work(inbox, (delivery) => receive(probot, delivery), {
      concurrency: CONCURRENCY,
      backoff: (failures) => Math.max(pauseAfter(failures), resumeAt - now().getTime()),
      now: () => now().getTime(),
      report: (outcome, delivery, error) => {
        resumeAt = Math.max(resumeAt, now().getTime() + pauseAskedFor(error, now().getTime()));
        reportWork(log, outcome, delivery.id, error);
      },
    });
    open.push(worker.stop);
    const register = logRoutes({
      log: { folder: join(folder, "log", "public") },
      web: webOf(environment.apiUrl),
      now,
    });
    const server = await serveHttp({
      host,
      port,
      log: register.handle,
      webhooks: frontDoor({ inbox, secret, events: new Set(HANDLED_EVENTS), count: outcomes.add }),
      metrics,
      ready: () => inbox.writable() && store.log.writable(),
      fault: (error) => {
        log.error({ fault: nameOf(error) }, "a request could not be answered");
      },
    });
    open.push(server.close);
    const { appId, privateKey, apiUrl: baseUrl } = environment;
    const members = refreshMembers({
      orgs: organizationsToAsk(store.roster),
      store: store.members,
      client: (signal) => anyInstallationClient({ appId, privateKey }, { baseUrl, fetch: counted }, signal),
      now,
      jitter: Math.random,
      warn,
      sleep: options.sleep,
    });
    open.push(members.stop);
    register.warm().catch((error: unknown) => {
      log.warn({ fault: nameOf(error) }, "the public log could not be read for its register");
    });
    log.info({ url: server.url }, "listening");
    return { url: server.url, pending: inbox.pending, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Where subjects are on the web, beside an API such as `https://github.example/api/v3`. */
function webOf(apiUrl: string | undefined): string {
  return apiUrl === undefined ? "https://github.com" : new URL(apiUrl).origin;
}

/** Affiliation data where the environment names any; its index is kept in the App's folder. */
async function givenEmployment(
  { employment: files, folder }: ServeEnvironment,
  now: Date,
  warn: (sentence: string) => void,
): Promise<Employment | undefined> {
  if (files === undefined) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { employment, warning } = await openEmploymentFiles({
    ...files,
    cache: join(folder, INDEX_FILE),
    lenient: false,
    today: dayNumber(now.toISOString()),
  });
  if (warning !== undefined) warn(warning);
  return employment;
}

/**
 * Probot logs payloads and request bodies at its finer levels, so it logs nothing here: what is worth saying
 * is said above, without them.
 */
async function loadProbot(
  { appId, privateKey, webhookSecret, apiUrl }: ServeEnvironment,
  { Octokit }: StartOptions,
  counted: typeof fetch,
): Promise<Probot> {
  const probot = new Probot({
    appId,
    privateKey,
    secret: webhookSecret,
    log: pino({ level: "silent" }),
    request: { fetch: counted },
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
    ...(Octokit === undefined ? {} : { Octokit }),
  });
  return probot.ready();
}

/** Counts each call, and gives up waiting for its answer after a while. */
function countingFetch({ fetch: given, patience = PATIENCE }: StartOptions, count: () => void): typeof fetch {
  return (input, init) => {
    count();
    const limit = AbortSignal.timeout(patience);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return (given ?? fetch)(input, { ...init, signal });
  };
}

/** Dispatches through Probot, which does not verify again. The front door keeps only the events named here. */
async function receive(probot: Probot, { id, event, payload }: WorkedDelivery): Promise<void> {
  const name = HANDLED_EVENTS.find((each) => each === event);
  if (name === undefined) return;
  // The payload is GitHub's and is read with zod further in; its type is not relied upon.
  const delivery = { id, name, payload } as Parameters<Probot["receive"]>[0];
  try {
    await probot.receive(delivery);
  } catch (error) {
    throw isPermanent(error) ? new PermanentError(nameOf(error)) : error;
  }
}

function reportWork(log: Logger, outcome: string, delivery: string, error: unknown): void {
  if (outcome === "done") return;
  const level = outcome === "failed" ? "error" : "warn";
  log[level]({ delivery, outcome, fault: nameOf(error) }, "a delivery could not be worked");
}

/** An error's class and status: its words may quote what must stay private. */
function nameOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(nameOf).join(", ");
  if (!(error instanceof Error)) return "failure";
  return "status" in error ? `${error.name} ${String(error.status)}` : error.name;
}
