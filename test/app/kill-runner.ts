/*
 * The App in a process of its own, for kill.test.ts to kill. It says where it listens on standard output and
 * ends with its standard input. It can be broken on purpose, to see that the test would notice.
 */
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod";
import { listenOnLoopback } from "../../github-app/src/demo/loopback.ts";
import { start } from "../../github-app/src/main.ts";
import { sleepUntilStopped } from "../../github-app/src/sleep.ts";
import { faultEnvironment } from "../builders/fault-app.ts";
import { unthrottled } from "../builders/running-app.ts";

export const Charge = z.object({
  folder: z.string(),
  gitHub: z.string(),
  /** `early`: acknowledges before anything is durable. `blind`: finds no comment of an earlier run. */
  broken: z.enum(["early", "blind"]).optional(),
});
export type Charge = z.infer<typeof Charge>;

export const CHARGE_VARIABLE = "RECUSE_TEST_CHARGE";

const given = process.env[CHARGE_VARIABLE];
if (given !== undefined) await run(Charge.parse(JSON.parse(given)));

async function run({ folder, gitHub, broken }: Charge): Promise<void> {
  const app = await start(faultEnvironment(folder, gitHub), {
    Octokit: unthrottled(),
    sleep: sleepUntilStopped,
    logTo: { write: () => undefined },
    ...(broken === "blind" ? { fetch: seesNoComments } : {}),
  });
  const url = broken === "early" ? await acknowledgeEarly(app.url) : app.url;
  process.stdout.write(`${JSON.stringify({ url, pending: `${app.url}/metrics` })}\n`);
  process.stdin.on("end", () => process.exit()).resume();
}

/** A front that says yes to everything and passes it on a little later. */
async function acknowledgeEarly(appUrl: string): Promise<string> {
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      response.writeHead(202).end();
      const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
      const kept = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
      setTimeout(() => {
        void fetch(`${appUrl}${request.url ?? ""}`, { method: "POST", headers: kept, body });
      }, 100);
    });
  });
  return `http://127.0.0.1:${String(await listenOnLoopback(server))}`;
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

async function seesNoComments(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { method, url } = new Request(input, init);
  if (method === "GET" && new URL(url).pathname.endsWith("/comments")) return Response.json([]);
  return fetch(input, init);
}
