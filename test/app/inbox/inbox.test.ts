import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InboxError } from "../../../github-app/src/inbox/errors.ts";
import {
  openInbox,
  type Delivery,
  type Inbox,
  type InboxOptions,
} from "../../../github-app/src/inbox/inbox.ts";

const HOUR = 60 * 60 * 1000;
const START = Date.parse("2026-03-01T09:00:00Z");

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const received = (id: string, value: unknown = { id }) => ({
  id,
  event: "issues",
  body: json(value),
  lane: "1/1",
});

describe("inbox", () => {
  let folder: string;
  let time: number;
  let warnings: string[];
  let opened: Inbox[];

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "recuse-inbox-")), "inbox");
    time = START;
    warnings = [];
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((inbox) => inbox.close()));
    await rm(join(folder, ".."), { recursive: true });
  });

  async function open(options: Partial<InboxOptions> = {}): Promise<Inbox> {
    const inbox = await openInbox(folder, {
      now: () => time,
      warn: (message) => warnings.push(message),
      doneDelay: 1,
      ...options,
    });
    opened.push(inbox);
    return inbox;
  }

  async function takeAll(inbox: Inbox): Promise<Delivery[]> {
    const taken: Delivery[] = [];
    const count = inbox.pending();
    while (taken.length < count) {
      const delivery = await inbox.take();
      assert.ok(delivery);
      taken.push(delivery);
    }
    return taken;
  }

  const segmentsOf = async () => (await readdir(folder)).filter((name) => name.endsWith(".segment")).sort();

  it("hands out in order of arrival what it accepted, bytes and all", async () => {
    const inbox = await open();
    const values = Array.from({ length: 200 }, (_, n) => ({ n, title: "Grüße 🌍 \u001e".repeat(n % 5) }));
    const answers = await Promise.all(
      values.map((value, n) => inbox.accept(received(`d-${String(n)}`, value))),
    );
    assert.deepEqual(new Set(answers), new Set(["accepted"]));
    for (const [n, delivery] of (await takeAll(inbox)).entries()) {
      assert.equal(delivery.id, `d-${String(n)}`);
      assert.equal(delivery.lane, "1/1");
      assert.deepEqual(await inbox.payload(delivery), values[n]);
    }
  });

  it("is readable by its owner alone", async () => {
    const inbox = await open();
    await inbox.accept(received("a"));
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const name of await readdir(folder)) {
      assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
    }
  });

  it("brings back what was not done, in order of arrival", async () => {
    const first = await open();
    for (const id of ["a", "b", "c", "d"]) await first.accept(received(id));
    const [a, b, c] = await takeAll(first);
    assert.ok(a && b && c);
    await first.done(c);
    await first.failed(a, new Error("octo-org is in the message"));
    await first.close();
    const second = await open();
    assert.deepEqual(
      (await takeAll(second)).map(({ id }) => id),
      ["b", "d"],
    );
    assert.deepEqual(warnings, []);
    const done = await readFile(join(folder, "done"), "utf8");
    assert.ok(!done.includes("octo-org"), "the error's words are not kept");
  });

  const duplicates: {
    name: string;
    later: number;
    state: "waiting" | "done" | "failed";
    id: string;
    body: unknown;
    answer: string;
  }[] = [
    { name: "waiting", later: 0, state: "waiting", id: "a", body: 1, answer: "duplicate" },
    {
      name: "waiting for a week",
      later: 168 * HOUR,
      state: "waiting",
      id: "a",
      body: 1,
      answer: "duplicate",
    },
    { name: "done", later: 0, state: "done", id: "a", body: 1, answer: "duplicate" },
    { name: "done 71 hours ago", later: 71 * HOUR, state: "done", id: "a", body: 1, answer: "duplicate" },
    { name: "done 73 hours ago", later: 73 * HOUR, state: "done", id: "a", body: 1, answer: "accepted" },
    { name: "finally failed", later: HOUR, state: "failed", id: "a", body: 1, answer: "accepted" },
    { name: "done, with another body", later: 0, state: "done", id: "a", body: 2, answer: "accepted" },
    { name: "waiting, with another body", later: 0, state: "waiting", id: "a", body: 2, answer: "accepted" },
    { name: "done, under another id", later: 0, state: "done", id: "b", body: 1, answer: "accepted" },
  ];
  for (const { name, later, state, id, body, answer } of duplicates) {
    for (const restart of [false, true]) {
      it(`answers "${answer}" to one that is ${name}${restart ? ", after a restart" : ""}`, async () => {
        let inbox = await open();
        assert.equal(await inbox.accept(received("a", 1)), "accepted");
        const delivery = await inbox.take();
        assert.ok(delivery);
        if (state === "done") await inbox.done(delivery);
        if (state === "failed") await inbox.failed(delivery, new Error("no"));
        time += later;
        if (restart) {
          await inbox.close();
          inbox = await open();
        }
        const before = inbox.pending();
        assert.equal(await inbox.accept(received(id, body)), answer);
        assert.equal(inbox.pending(), before + (answer === "accepted" ? 1 : 0));
      });
    }
  }

  it("works two deliveries whose millisecond ids are equal and whose bodies are not", async () => {
    const inbox = await open();
    const id = "1772355600000";
    const answers = [{ n: 1 }, { n: 2 }, { n: 1 }].map((value) => inbox.accept(received(id, value)));
    assert.deepEqual(await Promise.all(answers), ["accepted", "accepted", "duplicate"]);
    const [one, two] = await takeAll(inbox);
    assert.ok(one && two);
    await inbox.done(one);
    await inbox.close();
    const again = await open();
    const left = await takeAll(again);
    assert.equal(left.length, 1);
    assert.deepEqual(await again.payload(left[0] ?? one), { n: 2 });
  });

  it("tells a failed delivery that was accepted again from the first attempt", async () => {
    const first = await open();
    await first.accept(received("a"));
    const delivery = await first.take();
    assert.ok(delivery);
    await first.failed(delivery, new Error("no"));
    assert.equal(await first.accept(received("a")), "accepted");
    await first.close();
    const second = await open();
    assert.equal(second.pending(), 1);
  });

  it("cuts a torn record at every byte, with a warning, and keeps the others", async function () {
    this.timeout(30_000);
    const first = await open();
    await first.accept(received("a"));
    await first.accept(received("b"));
    await first.close();
    const [name] = await segmentsOf();
    const path = join(folder, name ?? "");
    const whole = await readFile(path);
    const begin = whole.lastIndexOf(0x1e);
    assert.ok(begin > 0);
    for (let size = begin + 1; size < whole.length; size += 1) {
      for (const tail of ["", "zeros"]) {
        await rm(folder, { recursive: true });
        await (await open()).close();
        const torn =
          tail === ""
            ? whole.subarray(0, size)
            : Buffer.concat([whole.subarray(0, size), Buffer.alloc(whole.length - size)]);
        await writeFile(path, torn);
        warnings = [];
        const inbox = await open();
        assert.deepEqual(
          (await takeAll(inbox)).map(({ id }) => id),
          ["a"],
          `cut at ${String(size)}`,
        );
        assert.equal(warnings.length, 1);
        assert.equal((await stat(path)).size, begin);
        await inbox.close();
      }
    }
  });

  it("recovers a group that was torn in its middle, because nothing of it was acknowledged", async () => {
    const first = await open();
    await first.accept(received("kept"));
    await Promise.all([first.accept(received("b")), first.accept(received("c"))]);
    await first.close();
    const path = join(folder, (await segmentsOf())[0] ?? "");
    const whole = await readFile(path);
    whole.fill(0, whole.indexOf(0x1e, 1), whole.lastIndexOf(0x1e));
    await writeFile(path, whole);
    const second = await open();
    assert.deepEqual(
      (await takeAll(second)).map(({ id }) => id),
      ["kept"],
    );
    assert.equal(warnings.length, 1);
  });

  it("refuses damage before its end, at any byte, in one sentence without a payload", async function () {
    this.timeout(30_000);
    const first = await open();
    await first.accept(received("a", { secret: "octo-org" }));
    await first.accept(received("b"));
    await first.close();
    const path = join(folder, (await segmentsOf())[0] ?? "");
    const whole = await readFile(path);
    const second = whole.lastIndexOf(0x1e);
    for (let at = 0; at < second; at += 1) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await writeFile(path, altered);
      await assert.rejects(openInbox(folder, { now: () => time }), (error: InboxError) => {
        assert.equal(error.code, "damaged");
        assert.match(error.message, /segment is damaged at byte 0, .*restore/u);
        assert.ok(!error.message.includes("octo-org"));
        return true;
      });
    }
    await writeFile(path, whole);
  });

  it("refuses a torn end in any segment but the newest", async () => {
    const first = await open({ limits: { roll: 1, retire: 1 } });
    await first.accept(received("a"));
    await first.accept(received("b"));
    await first.close();
    const names = await segmentsOf();
    assert.equal(names.length, 2);
    const path = join(folder, names[0] ?? "");
    await truncate(path, (await stat(path)).size - 1);
    await assert.rejects(
      openInbox(folder, { now: () => time }),
      (error: InboxError) => error.code === "damaged",
    );
  });

  it("cuts a torn end of the done file and works that delivery again", async () => {
    const first = await open();
    await first.accept(received("a"));
    await first.accept(received("b"));
    const [a] = await takeAll(first);
    assert.ok(a);
    await first.done(a);
    await first.close();
    await truncate(join(folder, "done"), (await stat(join(folder, "done"))).size - 1);
    const second = await open();
    assert.deepEqual(
      (await takeAll(second)).map(({ id }) => id),
      ["a", "b"],
    );
    assert.equal(warnings.length, 1);
  });

  it("rolls and deletes segments as their deliveries are done, keeping the order throughout", async () => {
    const inbox = await open({ limits: { roll: 2000, retire: 2000 } });
    const ids = Array.from({ length: 100 }, (_, n) => `d-${String(n)}`);
    await Promise.all(ids.map((id) => inbox.accept(received(id, { id, text: "x".repeat(300) }))));
    assert.ok((await segmentsOf()).length > 10);
    const taken = await takeAll(inbox);
    assert.deepEqual(
      taken.map(({ id }) => id),
      ids,
    );
    const [last] = taken.splice(50, 1);
    assert.ok(last);
    await Promise.all(taken.map((delivery) => inbox.done(delivery)));
    assert.equal((await segmentsOf()).filter((name) => Number.parseInt(name) === last.segment).length, 1);
    assert.ok((await segmentsOf()).length <= 2, "all other full segments are gone");
    await inbox.payload(last);
    await inbox.done(last);
    await inbox.close();
    assert.deepEqual(await segmentsOf(), [], "no body outlives its work");
    const again = await open();
    assert.equal(again.pending(), 0);
    assert.equal(await again.accept(received("d-1", { id: "d-1", text: "x".repeat(300) })), "duplicate");
  });

  it("compacts the done file, and never forgets what keeps a stored delivery from being worked twice", async () => {
    const inbox = await open({ compactAt: 5000 });
    await inbox.accept(received("unworked"));
    for (let n = 0; n < 40; n += 1) await inbox.accept(received(`d-${String(n)}`));
    const taken = await takeAll(inbox);
    await Promise.all(taken.slice(1).map((delivery) => inbox.done(delivery)));
    const full = (await stat(join(folder, "done"))).size;
    time += 80 * HOUR;
    await inbox.close();
    const again = await open({ compactAt: 5000 });
    assert.deepEqual(
      (await takeAll(again)).map(({ id }) => id),
      ["unworked"],
      "its segment still holds the others",
    );
    assert.equal((await stat(join(folder, "done"))).size, full);
    await again.done(taken[0] ?? assert.fail());
    await again.close();
    await (await open()).close();
    const size = (await stat(join(folder, "done"))).size;
    assert.ok(size < full / 20, `${String(size)} of ${String(full)} bytes`);
  });

  it("compacts while it runs", async () => {
    const inbox = await open({ compactAt: 3000, limits: { roll: 1, retire: 1 } });
    for (let n = 0; n < 30; n += 1) {
      time += 4 * HOUR;
      await inbox.accept(received(`d-${String(n)}`));
      await inbox.done((await inbox.take()) ?? assert.fail());
    }
    assert.ok((await stat(join(folder, "done"))).size < 7000);
    assert.equal(await inbox.accept(received("d-29")), "duplicate");
    assert.equal(await inbox.accept(received("d-1")), "accepted");
  });

  it("takes nothing after it was closed, and tells whoever waits", async () => {
    const inbox = await open();
    const taken = inbox.take();
    await inbox.close();
    assert.equal(await taken, undefined);
    await assert.rejects(inbox.accept(received("late")), (error: InboxError) => error.code === "closed");
    assert.equal(inbox.writable(), false);
  });
});
