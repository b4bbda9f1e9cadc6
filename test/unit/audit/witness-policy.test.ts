import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatVerifierKey, signerKey } from "@recuse/shared/audit/note-key.ts";
import { NoteError } from "@recuse/shared/audit/note.ts";
import { isQuorum, openCheckpoint, PolicyError } from "@recuse/shared/audit/witness-policy.ts";
import { formatPolicy, parsePolicy, PolicyFileError } from "@recuse/shared/audit/witness-policy-file.ts";
import { browser, node } from "../../builders/cryptography.ts";
import {
  LOG_KEY,
  LOG_POLICY,
  QUORUM_POLICY,
  signedCheckpoint,
  TIME,
  WITNESS_KEYS,
} from "../../builders/log-keys.ts";

const LOG = formatVerifierKey(LOG_KEY);
const OTHER_LOG = signerKey(node, "other.example", "ed25519", Buffer.alloc(32, 2));
const WITNESSES = Array.from({ length: 6 }, (_, at) =>
  formatVerifierKey(signerKey(node, `witness.example/${at}`, "cosignature", Buffer.alloc(32, 20 + at))),
);
const [A = "", B = ""] = WITNESSES;

/** The example of https://c2sp.org/tlog-policy#example-policy, with keys. */
const EXAMPLE = `log ${LOG}

witness X1 ${WITNESSES[0]}
witness X2 ${WITNESSES[1]}
witness X3 ${WITNESSES[2]}
group X-witnesses 2 X1 X2 X3

witness Y1 ${WITNESSES[3]}
witness Y2 ${WITNESSES[4]}
witness Y3 ${WITNESSES[5]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

const HEAD = { size: 0, root: node.sha256(new Uint8Array(0)) };

function parse(text: string) {
  return parsePolicy(node.sha256, Buffer.from(text));
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return "accepted";
  } catch (error) {
    const isOwn =
      error instanceof PolicyFileError || error instanceof PolicyError || error instanceof NoteError;
    assert.ok(isOwn, String(error));
    return error.code;
  }
}

describe("a witness policy", () => {
  it("is read as in the specification's example", async () => {
    const policy = parse(EXAMPLE);
    assert.equal(policy.logs.length, 1);
    assert.deepEqual(
      policy.witnesses.map(({ name }) => name),
      ["X1", "X2", "X3", "Y1", "Y2", "Y3"],
    );
    assert.deepEqual(policy.groups.at(-1), {
      name: "X-and-Y",
      threshold: 2,
      members: ["X-witnesses", "Y-witnesses"],
    });
    assert.deepEqual(parse(formatPolicy(policy)), policy);
    assert.deepEqual(await parsePolicy(browser.sha256, Buffer.from(EXAMPLE)), policy);
    const table: [string[], boolean][] = [
      [[], false],
      [["X1", "X2"], false],
      [["X1", "Y1"], false],
      [["X1", "X2", "Y3"], true],
      [["X1", "X3", "Y1", "Y2", "Y3"], true],
      [["Y1", "Y2", "Y3"], false],
      [["X1", "X1", "Y1"], false],
    ];
    for (const [names, expected] of table) assert.equal(isQuorum(policy, names), expected, names.join(" "));
  });

  it("is read strictly, octet by octet", () => {
    const none = "quorum none\n";
    const table: [string, string][] = [
      [none, "accepted"],
      [`# a comment\n \t # another\n\n \t\n${none}`, "accepted"],
      [` log\t \t${LOG} \n${none}`, "accepted"],
      [`log ${LOG} https://log.example/\n${none}`, "accepted"],
      [`quorum A\nwitness A ${A}\n`, "name"],
      [`witness A ${A}\nquorum A\nlog ${LOG}\n`, "accepted"],
      ["", "quorum"],
      ["quorum none", "syntax"],
      [`${none}${none}`, "quorum"],
      ["quorum\n", "syntax"],
      ["quorum none none\n", "syntax"],
      ["quorum X\n", "name"],
      [`Log ${LOG}\n${none}`, "syntax"],
      [`log ${LOG}\r\n${none}`, "syntax"],
      [`log ${LOG}\u007f\n${none}`, "syntax"],
      [`log\u00a0${LOG}\n${none}`, "syntax"],
      ["log\nquorum none\n", "syntax"],
      [`log ${LOG} a b\n${none}`, "syntax"],
      [`log ${LOG}\nlog ${LOG}\n${none}`, "key"],
      [`log ${A}\n${none}`, "key"],
      [`log ${LOG.slice(0, -1)}\n${none}`, "key"],
      [`witness A ${LOG}\n${none}`, "key"],
      [`witness A ${A}\nwitness B ${A}\n${none}`, "key"],
      [`witness A ${A}\nwitness A ${B}\n${none}`, "name"],
      [`witness none ${A}\n${none}`, "name"],
      [`witness A\n${none}`, "syntax"],
      [`witness A ${A}\ngroup G any A\nquorum G\n`, "accepted"],
      [`witness A ${A}\ngroup A any A\n${none}`, "name"],
      [`witness A ${A}\ngroup none any A\n${none}`, "name"],
      [`witness A ${A}\ngroup G any none\n${none}`, "name"],
      [`group G any A\nwitness A ${A}\n${none}`, "name"],
      [`group G any G\n${none}`, "name"],
      [`witness A ${A}\ngroup G any A A\n${none}`, "name"],
      [`witness A ${A}\ngroup G any A\ngroup H any A\n${none}`, "name"],
      [`witness A ${A}\ngroup G any\n${none}`, "syntax"],
      [`witness A ${A}\ngroup G some A\n${none}`, "syntax"],
      [`witness A ${A}\ngroup G 0 A\n${none}`, "syntax"],
      [`witness A ${A}\ngroup G 01 A\n${none}`, "syntax"],
      [`witness A ${A}\ngroup G 2 A\n${none}`, "syntax"],
      [`witness __proto__ ${A}\nquorum __proto__\n`, "accepted"],
      ["quorum __proto__\n", "name"],
      // A Kelvin sign is no K.
      [`witness K ${A}\nquorum \u212a\n`, "name"],
      [`#${"x".repeat(300_000)}\n${none}`, "too-large"],
    ];
    for (const [text, expected] of table)
      assert.equal(
        codeOf(() => parse(text)),
        expected,
        text.slice(0, 200),
      );
    assert.throws(() => parse(`\nwitness A\n${none}`), { line: 2, message: /^policy:2: expected witness/ });
    const octets = Buffer.concat([
      Buffer.from("witness \xff", "latin1"),
      Buffer.from(` ${A}\nquorum \xff\n`, "latin1"),
    ]);
    assert.equal(
      codeOf(() => parsePolicy(node.sha256, octets)),
      "accepted",
    );
  });

  it("throws nothing but its own error, and reads back what it wrote", () => {
    const word = fc.constantFrom(
      "log",
      "witness",
      "group",
      "quorum",
      "none",
      "any",
      "all",
      "1",
      "A",
      "B",
      LOG,
      A,
      B,
      "\n",
      "\n",
      "#",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const text = `${words.join(" ")}\n`;
        if (codeOf(() => parse(text)) === "accepted")
          assert.deepEqual(parse(formatPolicy(parse(text))), parse(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a checkpoint under a policy", () => {
  const [w1, w2, w3] = WITNESS_KEYS;
  assert.ok(w1 && w2 && w3);
  const renamed = signerKey(node, LOG_KEY.name, "ed25519", Buffer.alloc(32, 99));

  it("is trusted with the log's signature and the quorum, and not without", () => {
    const two = { ...QUORUM_POLICY, logs: [{ key: LOG_KEY }, { key: OTHER_LOG }] };
    const table: [string, typeof two | typeof LOG_POLICY, Uint8Array, string][] = [
      ["log alone", LOG_POLICY, signedCheckpoint(HEAD), "accepted"],
      ["witnesses that nobody asked for", LOG_POLICY, signedCheckpoint(HEAD, [w1]), "accepted"],
      ["no witness", QUORUM_POLICY, signedCheckpoint(HEAD), "quorum"],
      ["one witness", QUORUM_POLICY, signedCheckpoint(HEAD, [w1]), "quorum"],
      ["one witness twice", QUORUM_POLICY, signedCheckpoint(HEAD, [w1, w1]), "quorum"],
      ["two witnesses", QUORUM_POLICY, signedCheckpoint(HEAD, [w1, w3]), "accepted"],
      ["another key of the log's name", LOG_POLICY, signedCheckpoint(HEAD, [], renamed), "unsigned"],
      ["another log", LOG_POLICY, signedCheckpoint(HEAD, [], OTHER_LOG, "other.example"), "unsigned"],
      ["a trusted log for another's origin", two, signedCheckpoint(HEAD, [w1, w2], OTHER_LOG), "log"],
      ["the log for another origin", LOG_POLICY, signedCheckpoint(HEAD, [], LOG_KEY, "other.example"), "log"],
      ["a policy without logs", { ...LOG_POLICY, logs: [] }, signedCheckpoint(HEAD), "unsigned"],
      ["witnesses without a log", { ...QUORUM_POLICY, logs: [] }, signedCheckpoint(HEAD, [w1, w2]), "log"],
    ];
    for (const [what, policy, message, expected] of table)
      assert.equal(
        codeOf(() => openCheckpoint(node, policy, message)),
        expected,
        what,
      );
  });

  it("says which log and which witnesses, and when", async () => {
    const message = signedCheckpoint(HEAD, [w1, w2]);
    const opened = openCheckpoint(node, QUORUM_POLICY, message);
    assert.equal(opened.checkpoint.size, 0);
    assert.equal(opened.log.key, LOG_KEY);
    assert.deepEqual(
      opened.witnesses.map(({ witness, time }) => [witness.name, time]),
      [
        ["W1", TIME],
        ["W2", TIME],
      ],
    );
    assert.deepEqual(await openCheckpoint(browser, QUORUM_POLICY, message), opened);
  });
});
