/*
 * What an entry of the public log is called on the register, and in which words it is told. A page shows these
 * words and a browser that verifies the page derives them again from the entry, so both come from here. Recusals
 * all read the same, whatever their reason; organizations are commitments and never appear.
 */
import { printable } from "./printable.ts";
import type { RegisterAccount, RegisterEntry } from "./register-entry.ts";

/** Kinds of rows, in the order in which a reader looks for them; the words are for headings and filters. */
export const REGISTER_GROUPS = {
  breach: "Breaches",
  recusal: "Recusals",
  disclosure: "Disclosures",
  handover: "Handovers",
  waiver: "Waivers",
  override: "Overrides",
  change: "Changes",
  coverage: "Coverage",
  record: "The record",
} as const;
export type RegisterGroup = keyof typeof REGISTER_GROUPS;

export const GROUP_NAMES = Object.keys(REGISTER_GROUPS) as RegisterGroup[];

/** One row in words; every text is on one line and otherwise as hostile as the entry. */
export interface RowWords {
  readonly group: RegisterGroup;
  /** In the singular. */
  readonly kind: string;
  readonly what: string;
  /** Empty where the entry has none. */
  readonly subject: string;
  /** Empty where the entry has none. */
  readonly maintainer: string;
  readonly claimed: string;
}

/** The words of an entry; undefined for what the register does not show. */
export function rowWords(entry: RegisterEntry): RowWords | undefined {
  const told = tell(entry);
  if (told === undefined) return undefined;
  const [group, kind, what] = told;
  return {
    group,
    kind,
    what: printable(what),
    subject: printable(entry.ref ?? entry.repository ?? ""),
    maintainer: entry.maintainer === undefined ? "" : account(entry.maintainer),
    claimed: timeWords(entry.at),
  };
}

/** `2026-03-01 14:05 UTC`; of a day, the day; anything else as it is. */
export function timeWords(at: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z)?$/.exec(at) ?? [];
  if (day === undefined) return printable(at);
  return time === undefined ? day : `${day} ${time} UTC`;
}

/** An account as people write it. */
export function account({ login }: RegisterAccount): string {
  return `@${printable(login)}`;
}

type Told = readonly [RegisterGroup, string, string];

function tell(entry: RegisterEntry): Told | undefined {
  const by = entry.by === undefined ? "" : ` by ${account(entry.by)}`;
  const to = entry.to === undefined ? "somebody without a conflict" : account(entry.to);
  const until = entry.until === undefined ? "" : ` until ${timeWords(entry.until)}`;
  switch (entry.type) {
    case "determination":
      return tellLevel(entry.level);
    case "recusal":
      return ["recusal", "Recusal", "Stepped back"];
    case "reinstatement":
      return ["change", "Change", `Takes part again${by === "" ? "" : `, decided${by}`}`];
    case "disclosure":
      return ["disclosure", "Disclosure", "Disclosed an interest"];
    case "assist":
      return ["disclosure", "Disclosure", "Helped with it"];
    case "waiver":
      return ["waiver", "Waiver", `Allowed to act after all${by}${until}`];
    case "handover":
      return ["handover", "Handover", `Handed over to ${to}`];
    case "decision":
      return ["handover", "Decision", decidedBy(entry)];
    case "override":
      return ["override", "Override", tellOverride(entry)];
    case "pin":
      return ["override", "Override", `Set${by} by hand${levelWords(entry.level)}`];
    case "breach":
      return ["breach", "Breach", "Acted while recused, and had been told before"];
    case "attestation":
      return ["coverage", "Coverage", `Declared the roster complete${until}`];
    case "outage":
      return ["coverage", "Outage", tellOutage(entry)];
    default:
      return tellRecord(entry, by);
  }
}

function tellLevel(level: string | undefined): Told | undefined {
  if (level === "recuse") return ["recusal", "Recusal", "Must step back"];
  if (level === "disclose") return ["disclosure", "Disclosure", "Must disclose an interest"];
  if (level === "clear") return ["change", "Change", "No conflict known any more"];
  if (level === "unknown") return ["change", "Change", "Could not be determined"];
  return undefined;
}

function decidedBy({ by, to }: RegisterEntry): string {
  const who = to ?? by;
  return who === undefined ? "Decided by somebody else" : `Decided by ${account(who)} instead`;
}

function tellOverride({ by, override }: RegisterEntry): string {
  const who = by === undefined ? "A person" : account(by);
  if (override === undefined) return `${who} overrode the App`;
  const did = override.action === "restored" ? "put back" : "removed";
  return `${who} ${did} the label “${printable(override.label)}”`;
}

function tellOutage({ from, until }: RegisterEntry): string {
  const words = [
    ...(from === undefined ? [] : [`from ${timeWords(from)}`]),
    ...(until === undefined ? [] : [`until ${timeWords(until)}`]),
  ];
  return ["The App was not watching", ...words].join(" ");
}

function levelWords(level: string | undefined): string {
  if (level === "recuse") return ": must step back";
  if (level === "disclose") return ": must disclose an interest";
  if (level === "clear") return ": no conflict";
  return "";
}

function tellRecord({ type }: RegisterEntry, by: string): Told | undefined {
  if (type === "correction") return ["record", "Correction", `An earlier entry was corrected${by}`];
  if (type === "reveal") return ["record", "Reveal", "What an earlier entry commits to was revealed"];
  if (type === "erasure") return ["record", "Erasure", "What earlier entries commit to was erased for good"];
  if (type === "key-rotation") return ["record", "Key", "The log is signed with another key from here on"];
  if (type === "policy") return ["record", "Policy", "The policy changed"];
  return undefined;
}
