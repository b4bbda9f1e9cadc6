/* The text form of a C2SP tlog-policy: read strictly, with the line in every message; and written. */
import { sameBytes } from "./bytes.ts";
import { hashing } from "./cryptography.ts";
import type { Answer, Hashing, Sha256, Sha256Async } from "./cryptography.ts";
import { formatVerifierKey, KeyError, verifierKeySteps } from "./note-key.ts";
import type { SignatureType, VerifierKey } from "./note-key.ts";
import { parseSize } from "./sizes.ts";
import type { PolicyGroup, PolicyLog, PolicyWitness, WitnessPolicy } from "./witness-policy.ts";

/**
 * `syntax`: not a line of a policy. `name`: a name that is not defined, defined twice, used twice or reserved.
 * `key`: not a key for its use, or there already. `quorum`: none, or more than one. `too-large`: past the limits.
 */
export type PolicyFileErrorCode = "syntax" | "name" | "key" | "quorum" | "too-large";

export class PolicyFileError extends Error {
  readonly code: PolicyFileErrorCode;
  /** From 1; absent where the file as a whole is meant. */
  readonly line?: number;

  constructor(code: PolicyFileErrorCode, message: string, line?: number) {
    super(line === undefined ? `policy: ${message}` : `policy:${line}: ${message}`);
    this.name = "PolicyFileError";
    this.code = code;
    if (line !== undefined) this.line = line;
  }
}

export const MAX_POLICY_BYTES = 256 * 1024;
/** Of logs, of witnesses and of groups each. The specification asks for 32. */
export const MAX_POLICY_ITEMS = 256;

/** A policy while its lines are read. */
interface Draft {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  /** Witnesses and groups share one space of names; true once one is a member of a group. */
  readonly names: Map<string, boolean>;
  quorum?: string;
}

const NONE = "none";

/**
 * The policy in a file.
 *
 * @throws PolicyFileError (or rejects with it, if the host's SHA-256 is asynchronous)
 * @see https://c2sp.org/tlog-policy#policy-file-syntax-and-structure
 */
export function parsePolicy<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  file: Uint8Array,
): Answer<Host, WitnessPolicy> {
  return hashing(sha256, policySteps(file));
}

/**
 * The file of a policy: logs, witnesses, groups, quorum.
 *
 * @see https://c2sp.org/tlog-policy#policy-file-syntax-and-structure
 */
export function formatPolicy({ logs, witnesses, groups, quorum }: WitnessPolicy): string {
  const url = (item: { url?: string }) => (item.url === undefined ? [] : [item.url]);
  const lines = [
    ...logs.map((log) => ["log", formatVerifierKey(log.key), ...url(log)]),
    ...witnesses.map((each) => ["witness", each.name, formatVerifierKey(each.key), ...url(each)]),
    ...groups.map(({ name, threshold, members }) => ["group", name, String(threshold), ...members]),
    ["quorum", quorum ?? NONE],
  ];
  return lines.map((words) => `${words.join(" ")}\n`).join("");
}

function* policySteps(file: Uint8Array): Hashing<WitnessPolicy> {
  if (file.length > MAX_POLICY_BYTES)
    throw new PolicyFileError("too-large", `a policy has at most ${MAX_POLICY_BYTES} bytes`);
  const lines = octetText(file).split("\n");
  if (lines.pop() !== "")
    throw new PolicyFileError("syntax", "the last line does not end in a line feed", lines.length + 1);
  const draft: Draft = { logs: [], witnesses: [], groups: [], names: new Map() };
  for (const [at, line] of lines.entries()) yield* readLine(draft, line, at + 1);
  if (draft.quorum === undefined) throw new PolicyFileError("quorum", "there is no quorum line");
  const { logs, witnesses, groups, quorum } = draft;
  return { logs, witnesses, groups, ...(quorum === NONE ? {} : { quorum }) };
}

function* readLine(draft: Draft, line: string, number: number): Hashing<void> {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(line))
    throw new PolicyFileError("syntax", "there is a control character", number);
  const words = line.split(/[ \t]+/).filter((word) => word !== "");
  const [keyword, ...rest] = words;
  if (keyword === undefined || keyword.startsWith("#")) return;
  switch (keyword) {
    case "log":
      return yield* readLog(draft, rest, number);
    case "witness":
      return yield* readWitness(draft, rest, number);
    case "group":
      readGroup(draft, rest, number);
      return;
    case "quorum":
      readQuorum(draft, rest, number);
      return;
    default:
      throw new PolicyFileError("syntax", "expected log, witness, group, quorum or #", number);
  }
}

/** `log <vkey> [<url>]` @see https://c2sp.org/tlog-policy#defining-a-log */
function* readLog({ logs }: Draft, words: readonly string[], line: number): Hashing<void> {
  const [vkey, url] = words;
  if (vkey === undefined || words.length > 2)
    throw new PolicyFileError("syntax", "expected log <vkey> [<url>]", line);
  const key = yield* readKey(vkey, "ed25519", logs, line);
  logs.push({ key, ...(url === undefined ? {} : { url: unicode(url) ?? url }) });
}

/** `witness <name> <vkey> [<url>]` @see https://c2sp.org/tlog-policy#defining-a-witness */
function* readWitness({ witnesses, names }: Draft, words: readonly string[], line: number): Hashing<void> {
  const [name, vkey, url] = words;
  if (name === undefined || vkey === undefined || words.length > 3)
    throw new PolicyFileError("syntax", "expected witness <name> <vkey> [<url>]", line);
  define(names, name, line);
  const key = yield* readKey(vkey, "cosignature", witnesses, line);
  witnesses.push({ name, key, ...(url === undefined ? {} : { url: unicode(url) ?? url }) });
}

/** `group <name> all|any|<k> <name>...` @see https://c2sp.org/tlog-policy#defining-a-witness-group */
function readGroup({ groups, names }: Draft, words: readonly string[], line: number): void {
  const [name, rule, ...members] = words;
  if (name === undefined || rule === undefined || members.length === 0)
    throw new PolicyFileError("syntax", "expected group <name> all|any|<number> <name>...", line);
  if (groups.length >= MAX_POLICY_ITEMS) throw tooMany(line);
  const threshold = rule === "all" ? members.length : rule === "any" ? 1 : parseSize(rule);
  if (threshold === undefined || threshold < 1 || threshold > members.length)
    throw new PolicyFileError("syntax", "expected all, any, or a number from 1 to that of the members", line);
  for (const member of members) {
    const isMember = names.get(member);
    if (isMember === undefined)
      throw new PolicyFileError("name", "a member of the group is not defined on a line before", line);
    if (isMember) throw new PolicyFileError("name", "a member of the group is in a group already", line);
    names.set(member, true);
  }
  define(names, name, line);
  groups.push({ name, threshold, members });
}

/** `quorum <name>|none` @see https://c2sp.org/tlog-policy#defining-the-quorum */
function readQuorum(draft: Draft, words: readonly string[], line: number): void {
  const [name] = words;
  if (name === undefined || words.length > 1)
    throw new PolicyFileError("syntax", "expected quorum <name> or quorum none", line);
  if (draft.quorum !== undefined) throw new PolicyFileError("quorum", "there is a second quorum line", line);
  if (name !== NONE && !draft.names.has(name))
    throw new PolicyFileError("name", "the quorum is not defined on a line before", line);
  draft.quorum = name;
}

function define(names: Map<string, boolean>, name: string, line: number): void {
  if (name === NONE) throw new PolicyFileError("name", "none is not a name for a witness or a group", line);
  if (names.has(name)) throw new PolicyFileError("name", "the name is defined on a line before", line);
  names.set(name, false);
}

function* readKey(
  octets: string,
  type: SignatureType,
  before: readonly { readonly key: VerifierKey }[],
  line: number,
): Hashing<VerifierKey> {
  if (before.length >= MAX_POLICY_ITEMS) throw tooMany(line);
  const key = yield* readVkey(octets, line);
  if (key.type !== type)
    throw new PolicyFileError("key", `expected a key for signatures of type ${type}`, line);
  if (before.some((other) => sameBytes(other.key.publicKey, key.publicKey)))
    throw new PolicyFileError("key", "the public key is on a line before", line);
  return key;
}

function* readVkey(octets: string, line: number): Hashing<VerifierKey> {
  try {
    return yield* verifierKeySteps(unicode(octets) ?? "");
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new PolicyFileError("key", error.message, line);
  }
}

/** Each octet as the character of its number: compared as octets, whatever they mean. */
function octetText(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => String.fromCharCode(octet)).join("");
}

/** What octets say in UTF-8, if they are UTF-8. */
function unicode(octets: string): string | undefined {
  try {
    const bytes = Uint8Array.from(octets, (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function tooMany(line: number): PolicyFileError {
  return new PolicyFileError("too-large", `there are more than ${MAX_POLICY_ITEMS} of a kind`, line);
}
