/* `recuse replay`: stored payloads as signed deliveries to a running App. */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import * as z from "zod";
import { WEBHOOK_PATH } from "../http/server.ts";
import { signatureOf } from "../inbox/signature.ts";
import { readText } from "./files.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse replay FILE… [--url URL] [--event NAME] [--installation ID] [--allow-remote]

Signs stored payloads with $WEBHOOK_SECRET and delivers them to a running App. A FILE is one payload (its
event from --event, or from the file's name as in issues.opened.json), JSON Lines of
{"event","id"?,"payload"}, or the list that @octokit/webhooks-examples publishes. A replayed payload is old: the App reads the subject again before it writes.

  --url URL           default: http://127.0.0.1:3000${WEBHOOK_PATH}
  --installation ID   put into payloads as installation.id
  --allow-remote      deliver to an address that is not this machine
`;

const Payload = z.record(z.string(), z.unknown());
const StoredDelivery = z.object({ event: z.string(), id: z.string().optional(), payload: Payload });
type StoredDelivery = z.infer<typeof StoredDelivery>;
/** As `@octokit/webhooks-examples` keeps them: the payloads of each event. */
const Examples = z.array(z.object({ name: z.string(), examples: z.array(Payload) }));

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    {
      url: { type: "string", default: `http://127.0.0.1:3000${WEBHOOK_PATH}` },
      event: { type: "string" },
      installation: { type: "string" },
      "allow-remote": { type: "boolean", default: false },
    },
    { least: 1, most: Infinity, name: "at least one FILE" },
  );
  const secret = io.env["WEBHOOK_SECRET"];
  if (secret === undefined || secret === "") {
    throw new CommandError("WEBHOOK_SECRET: missing: set it to the running App's, to sign with");
  }
  const url = targetOf(values.url, values["allow-remote"]);
  const installation = installationOf(values.installation);
  const read = await Promise.all(positionals.map((file) => deliveriesIn(file, values.event, io)));
  let refused = 0;
  for (const { event, id = randomUUID(), payload } of read.flat()) {
    const whole = installation === undefined ? payload : { ...payload, installation: { id: installation } };
    const status = await deliver(url, secret, event, id, JSON.stringify(whole));
    if (status < 200 || status > 299) refused += 1;
    await print(io.stdout, `${String(status)} ${event} ${id}\n`);
  }
  return refused === 0 ? 0 : 1;
}

async function deliver(url: URL, secret: string, event: string, id: string, body: string): Promise<number> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": id,
        "x-hub-signature-256": signatureOf(secret, Buffer.from(body)),
      },
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    throw new CommandError(
      `nothing answers at ${url.origin}: start the App with recuse serve, or give its --url`,
    );
  }
}

async function deliveriesIn(file: string, event: string | undefined, io: Io): Promise<StoredDelivery[]> {
  const text = await readText(file, io);
  const whole = json(text);
  const single = Payload.safeParse(whole);
  const stored = StoredDelivery.safeParse(whole);
  const examples = Examples.safeParse(whole);
  if (stored.success) return [stored.data];
  if (single.success) return [{ event: event ?? eventOf(file), payload: single.data }];
  if (examples.success) {
    return examples.data.flatMap(({ name, examples }) =>
      examples.map((payload) => ({ event: name, payload })),
    );
  }
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = StoredDelivery.safeParse(json(line));
    if (parsed.success) return [parsed.data];
    throw new CommandError(
      `${file}:${String(index + 1)}: expected a payload, or lines of {"event":…,"payload":{…}}`,
    );
  });
}

/** `issues.opened.json` and `issues.json` are of the event issues. */
function eventOf(file: string): string {
  const [event = ""] = basename(file).split(".");
  if (/^[a-z0-9_]+$/.test(event)) return event;
  throw new CommandError(
    `${file}: which event is it? give --event, or name the file like issues.opened.json`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function targetOf(text: string, allowRemote: boolean): URL {
  if (!URL.canParse(text))
    throw new CommandError("--url: expected an address such as http://127.0.0.1:3000/…");
  const url = new URL(text);
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (isLocal || allowRemote) return url;
  throw new CommandError("--url: that is not this machine; add --allow-remote if you mean it");
}

function installationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new CommandError("--installation: expected a number");
  return Number(text);
}

export const command: Command = {
  summary: "stored payloads as signed deliveries to a running App",
  usage,
  run,
};
