/* The pins that stand, as lines: for the holder of the roster alone, because they name clients. */
import type { Pin } from "@recuse/shared/recusal/pin.ts";
import { printable } from "@recuse/shared/report/printable.ts";
import { CommandError } from "./io.ts";

const FORMATS = ["table", "jsonl"] as const;
export type PinFormat = (typeof FORMATS)[number];

/** @throws CommandError for a format that does not exist */
export function pinFormatOf(text: string | undefined): PinFormat {
  const format = FORMATS.find((each) => each === (text ?? "table"));
  if (format === undefined) throw new CommandError(`--format: expected ${FORMATS.join(", ")}`);
  return format;
}

/** One JSON object a line, or two lines for people: what is pinned, and by whom and why. */
export function pinLines(pins: readonly Pin[], format: PinFormat): string {
  if (format === "jsonl") return pins.map((pin) => `${jsonOf(pin)}\n`).join("");
  if (pins.length === 0) return "no pins\n";
  return pins.map(textOf).join("");
}

function jsonOf({ id, at, by, organization, reason, said }: Pin): string {
  return JSON.stringify({ id, at, by: by.login, organization, reason, ...said });
}

function textOf({ id, at, by, organization, reason, said }: Pin): string {
  const until = said.until === undefined ? "" : `, until ${said.until}`;
  return (
    `${id}  ${printable(whatOf(said, organization))}${until}\n` +
    `    @${printable(by.login)}, ${at.slice(0, 10)}: ${printable(reason)}\n`
  );
}

function whatOf(said: Pin["said"], organization: string): string {
  switch (said.about) {
    case "person":
      return `${personOf(said)} ${said.verdict} at ${organization}`;
    case "subject":
      return `${said.ref}, maintainer ${String(said.maintainer)}: ${verdictOf(said)}, ${organization}`;
    case "organization":
      return `the name ${JSON.stringify(said.name)} ${said.verdict} ${organization}`;
  }
}

function personOf({ account, email }: Extract<Pin["said"], { about: "person" }>): string {
  if (account === undefined) return email ?? "";
  const id = account.id === undefined ? "" : `(${String(account.id)})`;
  return account.login === undefined ? id : `${account.login}${id}`;
}

function verdictOf({ verdict, level = "disclose" }: Extract<Pin["said"], { about: "subject" }>): string {
  return verdict === "conflict" ? `${verdict} (${level})` : verdict;
}
