/*
 * A JSON or YAML text, read into plain values together with where each of them stands. A policy comes out
 * of somebody else's repository: size, depth, aliases, tags and duplicate keys are all the writer's choice,
 * so each is bounded or refused here, before any schema sees a value.
 */
import * as yaml from "yaml";
import { jsonProblem } from "./json-grammar.ts";
import { fieldText, type Problem, type Result } from "./problem.ts";

/** Where something stands; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LocatedDocument {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at the path begins; the nearest enclosing value where there is none. */
  readonly positionOf: (path: readonly PropertyKey[]) => Position;
  /** Where the key itself stands inside the mapping at the path. */
  readonly positionOfKey: (path: readonly PropertyKey[], key: string) => Position;
}

/** A file with more mistakes than this gets no longer list: its writer may be an adversary. */
const MOST_PROBLEMS = 100;

/**
 * Reads a document. A file name that ends in `.json` must hold strict JSON; any other is YAML 1.2.
 *
 * @param file the name that problems show; nothing is opened
 * @param longest the greatest accepted length of the text, in UTF-16 units
 */
export function readDocument(text: string, file: string, longest: number): Result<LocatedDocument> {
  const lines = new yaml.LineCounter();
  const problem = (offset: number, field: string, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), field, message };
  };
  const refuse = (...problems: Problem[]): Result<never> => ({ ok: false, problems });

  if (text.length > longest) {
    return refuse(problem(0, "", `expected at most ${String(longest)} characters; make the file smaller`));
  }
  const isJson = file.toLowerCase().endsWith(".json");
  if (isJson) {
    const broken = jsonProblem(text);
    if (broken !== undefined) {
      lineStarts(text, lines);
      return refuse(problem(broken.offset, "", broken.message));
    }
  }

  // JSON is YAML as well: one tree serves to find every value of either.
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Compares every key with every other: found below in linear time instead.
    uniqueKeys: false,
    resolveKnownTags: false,
    schema: "core",
    logLevel: "error",
  });
  const problems = [...document.errors, ...document.warnings]
    .map((error) => problem(error.pos[0], "", sentence(error.code)))
    // One broken place makes the parser say several things about it: the first is enough.
    .filter(
      (each, index, all) => each.line !== all[index - 1]?.line || each.column !== all[index - 1]?.column,
    );
  if (document.directives.yaml.version !== "1.2") {
    problems.push(problem(0, "", "expected YAML 1.2; remove the %YAML line"));
  }
  if (problems.length === 0) {
    walk(document.contents, [], (offset, path, message) => {
      problems.push(problem(offset, fieldText(path), message));
    });
  }
  if (problems.length > 0) return refuse(...problems.slice(0, MOST_PROBLEMS));

  const root = document.contents;
  const value: unknown = isJson
    ? JSON.parse(text.replace(/^\uFEFF/, ""))
    : document.toJS({ maxAliasCount: 0 });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  return {
    ok: true,
    value: {
      file,
      value,
      positionOf: (path) => at(offsetOf(root, path)),
      positionOfKey: (path, key) => {
        const mapping = nodeAt(root, path);
        const found = yaml.isMap(mapping) ? mapping.items.find((pair) => keyOf(pair.key) === key) : undefined;
        return at(found === undefined ? offsetOf(root, path) : start(found.key));
      },
    },
  };
}

/** yaml's codes in words that say what to do; its own messages can quote the file. */
function sentence(code: string): string {
  switch (code) {
    case "TAB_AS_INDENT":
      return "expected spaces as indentation; replace the tab";
    case "MULTIPLE_DOCS":
      return "expected one document; remove the --- line and what follows it";
    case "MISSING_CHAR":
      return "expected a closing quote, bracket or comma before this place";
    case "BAD_INDENT":
      return "expected the indentation of the lines around it";
    case "BLOCK_AS_IMPLICIT_KEY":
      return "expected one key and one value on the line; put quotes around a value that holds a colon";
    case "TAG_RESOLVE_FAILED":
      return "expected a plain value; remove the tag (!…)";
    case "RESOURCE_EXHAUSTION":
      return "expected far fewer levels of nesting; check the brackets and the indentation";
    case "BAD_ALIAS":
      return "expected a plain value; write an alias (*…) out, or put quotes around a value that begins with *";
    case "BAD_DQ_ESCAPE":
      return "expected a known escape; write \\\\ for a backslash";
    default:
      return "expected YAML 1.2; check the indentation, the quotes and the brackets here";
  }
}

type Report = (offset: number, path: readonly PropertyKey[], message: string) => void;

/** Finds what YAML allows and a configuration file has no use for. */
function walk(node: unknown, path: readonly PropertyKey[], report: Report): void {
  if (yaml.isAlias(node)) {
    report(start(node), path, "expected the value itself; write the alias (*…) out");
    return;
  }
  if (yaml.isNode(node) && node.tag !== undefined) {
    report(start(node), path, "expected a plain value; remove the tag (!…)");
    return;
  }
  if (yaml.isSeq(node)) {
    for (const [index, item] of node.items.entries()) walk(item, [...path, index], report);
    return;
  }
  if (!yaml.isMap(node)) return;
  const seen = new Set<string>();
  for (const pair of node.items) {
    const key = keyOf(pair.key);
    if (key === undefined) {
      report(start(pair.key), path, "expected a word as key; put quotes around it");
      continue;
    }
    if (seen.has(key))
      report(start(pair.key), path, "expected every key once; this key stands here twice, remove one");
    seen.add(key);
    walk(pair.value, [...path, key], report);
  }
}

/** The name of a mapping's key, or undefined for one that is no plain text. */
function keyOf(key: unknown): string | undefined {
  return yaml.isScalar(key) && typeof key.value === "string" && key.tag === undefined ? key.value : undefined;
}

function start(node: unknown): number {
  return yaml.isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function child(node: unknown, step: PropertyKey): unknown {
  if (yaml.isSeq(node) && typeof step === "number") return node.items[step];
  if (yaml.isMap(node)) return node.items.find((pair) => keyOf(pair.key) === String(step))?.value;
  return undefined;
}

function nodeAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(child, root);
}

function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = start(root);
  for (const step of path) {
    node = child(node, step);
    if (!yaml.isNode(node)) break;
    offset = start(node);
  }
  return offset;
}

function lineStarts(text: string, lines: yaml.LineCounter): void {
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
}
