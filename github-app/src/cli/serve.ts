/* `recuse serve`: the App. */
import { serveEnvironment } from "../env.ts";
import { keepHeapSmall } from "../small-heap.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";
import { stopSignal } from "./stop-signal.ts";

const usage = `Usage: recuse serve

Runs the GitHub App until SIGINT or SIGTERM. Configured by the environment:

  APP_ID                            the App's number
  PRIVATE_KEY or PRIVATE_KEY_PATH   the App's key, PEM
  WEBHOOK_SECRET                    as in the App's settings; it does not start without one
  RECUSE_ROSTER                     default: roster.json
  RECUSE_AFFILIATIONS               files of affiliation data, separated as in PATH; default: none
  RECUSE_ORGANIZATIONS              files of names of organizations, likewise
  RECUSE_DATA                       folder of the log and the inbox; default: .recuse
  RECUSE_LOG_KEY or RECUSE_LOG_KEY_PATH   what signs the log; default: log/key in that folder
  RECUSE_LOG_ANCHOR                 a remembered checkpoint of the public log, a file or an address: an older log
                                    is not signed; default: none
  RECUSE_LOG_ORIGIN                 the log's name, when its key is made
  HOST, PORT                        default: 127.0.0.1, 3000
  GITHUB_API_URL                    for GitHub Enterprise Server
  LOG_LEVEL                         default: info
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  options(args, {});
  const environment = await serveEnvironment(io.env, io.cwd);
  keepHeapSmall();
  const { start } = await import("../main.ts"); // Later than the line above, which keeps the heap as it finds it.
  const app = await start(environment).catch((error: unknown) => {
    throw cannotListen(error)
      ? new CommandError(`PORT: ${String(environment.port)} is taken: give another`)
      : error;
  });
  await print(io.stdout, `listening on ${app.url}; deliveries go to ${app.url}/api/github/webhooks\n`);
  await stopSignal();
  await app.close();
  return 0;
}

function cannotListen(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

export const command: Command = { summary: "the GitHub App", usage, run };
