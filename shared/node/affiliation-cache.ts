/*
 * Affiliation data on disk: the files that people keep, and beside them an index built from them. The index is
 * used only while it says what the files say; otherwise the files are read and it is written anew.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type {
  AffiliationFile,
  ParseAffiliations,
  ParsedAffiliations,
} from "../src/affiliation/formats/affiliation-file.ts";
import { buildIndex, type FileToIndex, type OrganizationNames } from "../src/affiliation/index/build.ts";
import type { AffiliationIndex } from "../src/affiliation/index/columns.ts";
import { decodeIndex } from "../src/affiliation/index/decode.ts";
import { encodeIndex, IndexFileError, type Provenance } from "../src/affiliation/index/encode.ts";
import { problemText, type Problem } from "../src/config/problem.ts";
import type { DayNumber } from "../src/roster/dates.ts";
import { AffiliationFileError, dayOfLastChange, readWhole, sha256OfFile } from "./affiliation-file.ts";
import { replaceFile } from "./durable-file.ts";

/** With more to say than this the index is not kept: it is built to be read fast. */
const MOST_NOTES = 10_000;

export interface OpenAffiliationsOptions {
  /** Paths; problems name them as they are written here. */
  readonly files: readonly string[];
  /** Where the index is kept; without it every file is read every time. */
  readonly cache?: string | undefined;
  readonly today: DayNumber;
  /** Use what is sound of files with problems. */
  readonly lenient: boolean;
  readonly parse: ParseAffiliations;
  readonly names: OrganizationNames;
  /** Of everything else that shapes the index, `parse` and `names` included: another one, and it is built anew. */
  readonly fingerprint: string;
}

export interface OpenedAffiliations {
  readonly index: AffiliationIndex;
  /** Of the files, also when the index came from the cache. */
  readonly problems: readonly Problem[];
  readonly oddities: readonly Problem[];
  readonly fromCache: boolean;
  /**
   * What became of the cache: `fresh`, it was right; `written`, there was none or it was stale; `mended`, it was
   * damaged; `unwritten`, it could not be written; `none`, none was asked for.
   */
  readonly cache: "none" | "fresh" | "written" | "mended" | "unwritten";
  /** One sentence: the cache was damaged, or could not be written. The answers are right all the same. */
  readonly warning?: string;
}

/**
 * Opens affiliation data. The cache holds while the same files have the same content, in the same order, were last
 * written on the same days and the fingerprint is the same; days that were in the future when it was built and are not now make it stale too.
 *
 * @throws AffiliationFileError `missing`, `unreadable`, `too-large` for a file that cannot be read; `invalid` with
 *   every problem when there are any and `lenient` is false: nothing is loaded then, and no cache written
 */
export async function openAffiliations(options: OpenAffiliationsOptions): Promise<OpenedAffiliations> {
  const hashes: string[] = [];
  const changed: DayNumber[] = [];
  for (const path of options.files) {
    if (options.cache !== undefined) hashes.push(await sha256OfFile(path));
    changed.push(await dayOfLastChange(path, options.today));
  }
  return openChanged(
    { ...options, fingerprint: `${options.fingerprint} changed ${changed.join()}` },
    hashes,
    changed,
  );
}

/** @param changed when each file was last written: shapes the index, and so is part of the fingerprint */
async function openChanged(
  options: OpenAffiliationsOptions,
  hashes: readonly string[],
  changed: readonly DayNumber[],
): Promise<OpenedAffiliations> {
  const kept = await readCache(options, hashes);
  if (kept.opened !== undefined) return checked(kept.opened, options);

  const { files, ...provenance } = await readFiles(options, changed);
  const built = { problems: provenance.problems, oddities: provenance.oddities, fromCache: false };
  refuseProblems(built.problems, options);
  const index = buildIndex(files, options.names);
  const unwritten = await writeCache(options, index, provenance);
  const warning = kept.warning ?? unwritten;
  const cache = cacheAfter(options, kept.warning !== undefined, unwritten !== undefined);
  return { index, ...built, cache, ...(warning === undefined ? {} : { warning }) };
}

function cacheAfter(
  { cache }: OpenAffiliationsOptions,
  wasDamaged: boolean,
  isUnwritten: boolean,
): OpenedAffiliations["cache"] {
  if (cache === undefined) return "none";
  if (isUnwritten) return "unwritten";
  return wasDamaged ? "mended" : "written";
}

interface Kept {
  readonly opened?: OpenedAffiliations;
  readonly warning?: string;
}

/** The index that is kept, if it still holds. A cache of another version, or of other files, is merely stale. */
async function readCache(options: OpenAffiliationsOptions, hashes: readonly string[]): Promise<Kept> {
  const { cache } = options;
  if (cache === undefined) return {};
  try {
    const { index, provenance } = decodeIndex(await readFile(cache), sha256);
    if (!holds(index, provenance, options, hashes)) return {};
    const names = new Map(index.sources.map(({ file }, at) => [file, options.files[at] ?? file]));
    const renamed = (notes: readonly Problem[]): Problem[] =>
      notes.map((note) => ({ ...note, file: names.get(note.file) ?? note.file }));
    return {
      opened: {
        index: {
          ...index,
          sources: index.sources.map((source) => ({
            ...source,
            file: names.get(source.file) ?? source.file,
          })),
        },
        problems: renamed(provenance.problems),
        oddities: renamed(provenance.oddities),
        fromCache: true,
        cache: "fresh",
      },
    };
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "other-version")) return {};
    const why = error instanceof IndexFileError ? error.message : "it cannot be read";
    return { warning: `${cache}: not used, because ${why}; built anew from the files` };
  }
}

function holds(
  { sources }: AffiliationIndex,
  { fingerprint, today, until }: Provenance,
  options: OpenAffiliationsOptions,
  hashes: readonly string[],
): boolean {
  return (
    fingerprint === options.fingerprint &&
    options.today >= today &&
    (until === undefined || options.today < until) &&
    sources.length === hashes.length &&
    sources.every(({ sha256 }, at) => sha256 === hashes[at])
  );
}

interface ReadFiles extends Provenance {
  readonly files: readonly FileToIndex[];
}

/** A file that names no day at all speaks until the day on which it was last written. */
async function readFiles(
  options: OpenAffiliationsOptions,
  changed: readonly DayNumber[],
): Promise<ReadFiles> {
  const files: FileToIndex[] = [];
  const problems: Problem[] = [];
  const oddities: Problem[] = [];
  let until = Infinity;
  for (const [at, path] of options.files.entries()) {
    const { hash, parsed } = read(path, await readWhole(path), options);
    const asOf = parsed.file.asOf ?? changed[at];
    for (const problem of parsed.problems) problems.push(problem);
    for (const oddity of parsed.oddities) oddities.push(oddity);
    until = Math.min(until, firstDayAfter(parsed.file, options.today));
    files.push({ name: path, sha256: hash, parsed: { ...parsed.file, asOf } });
  }
  return {
    files,
    fingerprint: options.fingerprint,
    today: options.today,
    until: until === Infinity ? undefined : until,
    problems,
    oddities,
  };
}

interface ReadFile {
  readonly hash: string;
  readonly parsed: ParsedAffiliations;
}

function read(path: string, bytes: Uint8Array, { parse, today }: OpenAffiliationsOptions): ReadFile {
  const hash = createHash("sha256").update(bytes).digest("hex");
  return { hash, parsed: parse(new TextDecoder().decode(bytes), { file: path, today }) };
}

/** The earliest day after today that the file names; until then it reads the same. */
function firstDayAfter({ people, domains, asOf }: AffiliationFile, today: DayNumber): number {
  let first = Infinity;
  const see = (day: DayNumber | undefined): void => {
    if (day !== undefined && day > today && day < first) first = day;
  };
  see(asOf);
  for (const { from, until } of domains) {
    see(from);
    see(until);
  }
  for (const { stints, sightings } of people) {
    for (const { from, until } of stints) {
      see(from);
      see(until);
    }
    for (const { day } of sightings) see(day);
  }
  return first;
}

/** A sentence when it could not be written: that is a pity, and no failure. */
async function writeCache(
  { cache }: OpenAffiliationsOptions,
  index: AffiliationIndex,
  provenance: Provenance,
): Promise<string | undefined> {
  if (cache === undefined) return undefined;
  if (provenance.problems.length + provenance.oddities.length > MOST_NOTES) {
    return `${cache}: not written, because there is too much to say about the files; mend them first`;
  }
  try {
    await replaceFile(cache, encodeIndex(index, provenance, sha256));
    return undefined;
  } catch {
    return `${cache}: cannot be written; check that its folder exists and may be written, ${basename(cache)} speeds up the next start`;
  }
}

function checked(opened: OpenedAffiliations, options: OpenAffiliationsOptions): OpenedAffiliations {
  refuseProblems(opened.problems, options);
  return opened;
}

function refuseProblems(problems: readonly Problem[], { lenient }: OpenAffiliationsOptions): void {
  if (lenient || problems.length === 0) return;
  throw new AffiliationFileError("invalid", problems.map(problemText).join("\n"), problems);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
