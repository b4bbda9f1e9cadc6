/*
 * A load generator for the benchmarks: signed deliveries over raw keep-alive sockets, so that it costs far less
 * than the servers it measures. Only for servers on this machine that were started by the benchmark.
 */
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { signatureOf } from "../../github-app/src/inbox/signature.ts";

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

/** A delivery that is ready to be sent but for its id. */
export interface Shot {
  readonly head: string;
  readonly body: Buffer;
}

/** Official example payloads of 10 to 20 kB of the events that are worked, signed. */
export function shots(secret: string, path: string): Shot[] {
  const examples = createRequire(import.meta.url)("@octokit/webhooks-examples") as readonly Example[];
  return examples
    .filter(({ name }) => name === "issues" || name === "pull_request")
    .flatMap(({ name, examples: payloads }) =>
      payloads.map((payload) => ({
        name,
        body: Buffer.from(JSON.stringify({ ...payload, installation: { id: 1 } })),
      })),
    )
    .filter(({ body }) => body.length > 10_000 && body.length < 20_000)
    .map(({ name, body }) => ({
      body,
      head: [
        `POST ${path} HTTP/1.1`,
        "host: 127.0.0.1",
        "content-type: application/json",
        "user-agent: GitHub-Hookshot/bench",
        `x-github-event: ${name}`,
        `x-hub-signature-256: ${signatureOf(secret, body)}`,
        `content-length: ${String(body.length)}`,
        "x-github-delivery: ",
      ].join("\r\n"),
    }));
}

interface Connection {
  readonly send: (shot: Shot) => Promise<number>;
  readonly close: () => void;
}

let serial = 0;

function connection(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let received = "";
    let waiting: PromiseWithResolvers<number> | undefined;
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => {
      resolve({ send, close: () => socket.destroy() });
    });
    socket.on("error", fail);
    socket.on("close", () => {
      fail(new Error("the server closed the connection"));
    });
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (!isComplete(received)) return;
      const status = Number(received.slice(9, 12));
      received = "";
      waiting?.resolve(status);
    });

    function send({ head, body }: Shot): Promise<number> {
      if (socket.destroyed) return Promise.reject(new Error("the server closed the connection"));
      waiting = Promise.withResolvers<number>();
      serial += 1;
      socket.cork();
      socket.write(`${head}bench-${String(process.pid)}-${String(serial)}\r\n\r\n`, "latin1");
      socket.write(body);
      socket.uncork();
      return waiting.promise;
    }
    function fail(error: Error): void {
      waiting?.reject(error);
      reject(error);
    }
  });
}

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  return length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= end + 4 + Number(length);
}

async function withConnections<T>(
  port: number,
  count: number,
  use: (connections: Connection[]) => Promise<T>,
): Promise<T> {
  const connections = await Promise.all(Array.from({ length: count }, () => connection(port)));
  try {
    return await use(connections);
  } finally {
    for (const each of connections) each.close();
  }
}

function demand2xx(status: number): void {
  if (status < 200 || status > 299) throw new Error(`a delivery was answered with ${String(status)}`);
}

/** As fast as the server answers. @returns acknowledgements a second */
export function rateOf(
  port: number,
  all: readonly Shot[],
  connections: number,
  total: number,
): Promise<number> {
  return withConnections(port, connections, async (open) => {
    let left = total;
    const started = performance.now();
    await Promise.all(
      open.map(async ({ send }) => {
        for (let shot = all[left % all.length]; left > 0 && shot; shot = all[left % all.length]) {
          left -= 1;
          demand2xx(await send(shot));
        }
      }),
    );
    return (total * 1000) / (performance.now() - started);
  });
}

/** At a given rate, whether or not the server keeps up. @returns latencies in milliseconds, ascending, from when each was due */
export function latenciesAt(
  port: number,
  all: readonly Shot[],
  connections: number,
  perSecond: number,
  total: number,
): Promise<number[]> {
  return withConnections(port, connections, async (idle) => {
    const latencies: number[] = [];
    const due: number[] = [];
    const started = performance.now();
    let planned = 0;
    await new Promise<void>((resolve, reject) => {
      function dispatch(): void {
        for (; planned < total && started + (planned * 1000) / perSecond <= performance.now(); planned += 1) {
          due.push(started + (planned * 1000) / perSecond);
        }
        while (due.length > 0 && idle.length > 0) {
          fire(idle.shift(), due.shift()).catch(reject);
        }
        if (latencies.length === total) resolve();
        else setTimeout(dispatch, 1);
      }
      async function fire(free: Connection | undefined, at = 0): Promise<void> {
        const shot = all[planned % all.length];
        if (!free || !shot) return;
        demand2xx(await free.send(shot));
        latencies.push(performance.now() - at);
        idle.push(free);
      }
      dispatch();
    });
    return latencies.toSorted((a, b) => a - b);
  });
}
