/*
 * Reasons that their owner published, such as a maintainer's reply to a breach: beside the log, not in it, so that
 * they can be taken back. Shown only where they open the entry's commitment.
 */
import { join } from "node:path";
import { decodeBase64 } from "@recuse/shared/audit/base64.ts";
import { commitmentMatches } from "@recuse/shared/audit/commitment.ts";
import type { RegisterEntry } from "@recuse/shared/report/register-entry.ts";
import { hmacSha256 } from "@recuse/shared/node/node-cryptography.ts";
import { readPublished, type PublicLog } from "./public-log.ts";

/** The published reason of an entry. */
export type RevealedReasons = (entry: RegisterEntry) => string | undefined;

/** A line each: `{"entry":id,"field":"reason","salt":base64,"value":text}`. */
export const REVEALS_FILE = "reveals.jsonl";
const MOST_BYTES = 1_000_000;
const SALT_BYTES = 32;

export async function revealedReasons({ folder }: PublicLog): Promise<RevealedReasons> {
  const file = await readPublished(join(folder, REVEALS_FILE), MOST_BYTES);
  const reveals = new Map(linesOf(file).flatMap((line) => readReveal(line)));
  return ({ id, reason }) => {
    const reveal = reveals.get(id);
    if (reveal === undefined || reason === undefined) return undefined;
    const isOpened = commitmentMatches(hmacSha256, reveal.salt, id, "reason", reveal.value, reason);
    return isOpened ? reveal.value : undefined;
  };
}

function linesOf(file: Buffer | undefined): string[] {
  return file?.toString("utf8").split("\n") ?? [];
}

function readReveal(line: string): [string, { readonly salt: Uint8Array; readonly value: string }][] {
  let reveal: unknown;
  try {
    reveal = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof reveal !== "object" || reveal === null) return [];
  const [entry, field, encoded, value] = ["entry", "field", "salt", "value"].map((name): unknown =>
    Reflect.get(reveal, name),
  );
  if (typeof entry !== "string" || field !== "reason" || typeof value !== "string") return [];
  const salt = typeof encoded === "string" ? decodeBase64(encoded) : undefined;
  return salt?.length === SALT_BYTES && value.isWellFormed() ? [[entry, { salt, value }]] : [];
}
