/*
 * Which format a text is in, and from there to its parser. The text decides; the name of the file only where the
 * text could be several.
 */
import type {
  AffiliationFile,
  ParseAffiliations,
  ParsedAffiliations,
  ParseOptions,
} from "./affiliation-file.ts";
import { parseCommitDomains } from "./commit-domains.ts";
import { parseDatedList } from "./dated-list.ts";
import { parseDomainMap } from "./domain-map.ts";
import { parseGitdm } from "./gitdm.ts";
import { isGroup } from "./json-document.ts";
import { parseSortingHat } from "./sortinghat.ts";
import { parseStackalytics } from "./stackalytics.ts";

const PARSERS = {
  gitdm: parseGitdm,
  sortinghat: parseSortingHat,
  stackalytics: parseStackalytics,
  "dated-list": parseDatedList,
  "domain-map": parseDomainMap,
  "commit-domains": parseCommitDomains,
} satisfies Record<string, ParseAffiliations>;

export type FormatName = keyof typeof PARSERS;

/** Every format, in the order in which the documentation lists them. */
export const FORMATS = Object.keys(PARSERS) as readonly FormatName[];

/** The longest text that is read, in UTF-16 units; the largest published one is a few million. */
export const LONGEST_AFFILIATIONS = 67_108_864;

/** Lines of a text that are looked at. */
const SAMPLE = 50;
const SAMPLE_CHARACTERS = 20_000;

/** Anywhere, for some programs put keys in order. */
const YAML_LIST = /^["']?recuse["']?[ \t]*:[ \t]*["']?affiliations\b/m;

/** The format of the text, or undefined when it is none that is known. Only the file's last name is looked at. */
export function detectFormat(text: string, fileName: string): FormatName | undefined {
  const name = fileName.slice(fileName.search(/[^/\\]*$/)).toLowerCase();
  const start = text.search(/[^\s\uFEFF]/);
  if (start === -1) return byName(name);
  if (text[start] === "{") return jsonFormat(text, start, name);
  if (text[start] === "[") return undefined;
  if (YAML_LIST.test(text)) return "dated-list";
  return textFormat(text, name);
}

/**
 * Reads a file of affiliation data. Never throws: a format that is not known is a problem as well.
 *
 * @param options.format when somebody said which it is; otherwise the text is asked
 */
export function parseAffiliations(
  text: string,
  options: ParseOptions & { readonly format?: FormatName },
): ParsedAffiliations {
  if (text.length > LONGEST_AFFILIATIONS) {
    return refused(options.file, `expected at most ${LONGEST_AFFILIATIONS} characters; split the file`);
  }
  const format = options.format ?? detectFormat(text, options.file);
  if (format === undefined) {
    return refused(
      options.file,
      `expected affiliation data in one of the formats ${FORMATS.join(", ")}; see docs/affiliation-data.md`,
    );
  }
  return PARSERS[format](text, options);
}

function refused(file: string, message: string): ParsedAffiliations {
  const nothing: AffiliationFile = {
    title: "affiliations",
    asOf: undefined,
    disclosure: "private",
    people: [],
    domains: [],
  };
  return { file: nothing, problems: [{ file, line: 1, column: 1, field: "", message }], oddities: [] };
}

function byName(name: string): FormatName | undefined {
  if (name.startsWith("developers_affiliations")) return "gitdm";
  if (name.startsWith("domain-map")) return "domain-map";
  if (name === "default_data.json") return "stackalytics";
  return /\.(?:jsonl|ndjson)$/.test(name) ? "commit-domains" : undefined;
}

/** Words that only one format has; a file that is cut short or broken still shows them. */
function jsonFormat(text: string, start: number, name: string): FormatName | undefined {
  const end = text.indexOf("\n", start);
  const first = text.slice(start, Math.min(end === -1 ? text.length : end, start + SAMPLE_CHARACTERS));
  if (isCommit(first)) return "commit-domains";
  if (/"recuse"\s*:\s*"affiliations"/.test(text)) return "dated-list";
  if (text.includes('"uidentities"') || text.includes('"individuals"')) return "sortinghat";
  if (text.includes('"company_name"') || text.includes('"launchpad_id"')) return "stackalytics";
  return byName(name);
}

function textFormat(text: string, name: string): FormatName | undefined {
  const lines = text
    .slice(text.startsWith("\uFEFF") ? 1 : 0, SAMPLE_CHARACTERS)
    .split("\n", SAMPLE)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const records = lines.filter((line) => /^[^\s:]+[ \t]?\*?:(?:\s|$)/.test(line)).length;
  const below = lines.filter((line) => /^[\t ]/.test(line)).length;
  const mappings = lines.filter((line) => /^[a-z0-9@._+-]+\.[a-z0-9-]+\s+[^\s:!]/i.test(line)).length;
  if (records > 0 && below > 0 && records + below > mappings) return "gitdm";
  if (mappings * 2 > lines.length) return "domain-map";
  return byName(name);
}

function isCommit(line: string): boolean {
  try {
    return isGroup(JSON.parse(line)) && /"at"\s*:/.test(line) && !line.includes('"people"');
  } catch {
    return false;
  }
}
