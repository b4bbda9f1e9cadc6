/* Is what stands at a place of a log an entry, and the one that belongs there? Says why not in one sentence. */
import { Entry } from "@recuse/shared/audit/entry.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The entry in these bytes, or what is wrong with it: nothing of the bytes is repeated. */
export function readEntry(bytes: Uint8Array, index: number): Entry | string {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    return "this is not one line of JSON in UTF-8";
  }
  const parsed = Entry.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue === undefined ? "" : issue.path.filter((part) => typeof part === "string").join(".");
    return `this is not an entry of version 1${field === "" ? "" : `: ${field}`}`;
  }
  if (parsed.data.index === index) return parsed.data;
  return (
    `this is entry #${parsed.data.index}, where #${index} belongs: ` +
    "an entry was deleted, inserted or moved here"
  );
}
