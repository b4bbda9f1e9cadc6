/*
 * A large JSON text → its value, with remarks that know their places. Unlike config/document.ts this keeps no
 * tree of nodes: sixty million characters of affiliation data would need gigabytes for it.
 */
import { jsonProblem } from "../../config/json-grammar.ts";
import type { AffiliationFile, ParsedAffiliations, ParseOptions } from "./affiliation-file.ts";
import { jsonPlaces, placesOf } from "./json-places.ts";
import { pathRemarks, type PathRemarks } from "./remarks.ts";

export type JsonDocument =
  | { readonly ok: true; readonly value: unknown; readonly remarks: PathRemarks }
  | { readonly ok: false; readonly parsed: ParsedAffiliations };

/** Reads the text; one that is no JSON gives `nothing` and one problem that says where. */
export function readJson(text: string, { file }: ParseOptions, nothing: AffiliationFile): JsonDocument {
  try {
    const value: unknown = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
    return { ok: true, value, remarks: pathRemarks(file, (targets) => jsonPlaces(text, targets)) };
  } catch {
    const { offset, message } = jsonProblem(text) ?? { offset: 0, message: "expected JSON that can be read" };
    const [place = { line: 1, column: 1 }] = placesOf(text, [offset]);
    const problem = { file, ...place, field: "", message };
    return { ok: false, parsed: { file: nothing, problems: [problem], oddities: [] } };
  }
}

/** An object that is no list; what comes out of JSON has no other prototype. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
