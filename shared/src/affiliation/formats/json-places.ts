/*
 * Where values stand in a JSON text. A large file is read with JSON.parse, which forgets that; only when
 * something is wrong is the text gone through once more, once for all the places that are asked for.
 */
import { textEnd } from "../../config/json-grammar.ts";
import type { Place, Target } from "./remarks.ts";

/** One step of the paths that are asked for. */
interface Step {
  /** Where the value began last; of a key that stands twice the last one counts, as for JSON.parse. */
  offset: number;
  /** The keys inside it that are asked for, and where each stood last. */
  readonly keys: Map<string, number>;
  readonly below: Map<string, Step>;
}

/** A list or group that is being gone through; without a step nothing inside it is asked for. */
interface Open {
  readonly step: Step | undefined;
  /** The index of the element that comes next; undefined in a group. */
  index: number | undefined;
}

/** What a value that is neither text nor group nor list ends before. */
const LITERAL = /[^\s,\]}]+/y;

/** The place of each target; the nearest enclosing value where it does not exist. The text must be JSON. */
export function jsonPlaces(text: string, targets: readonly Target[]): Place[] {
  const root = stepsOf(targets);
  const open: Open[] = [];
  let here: Step | undefined = root;
  let awaitsKey = false;
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  while (offset < text.length) {
    const sign = text[offset] ?? "";
    let next = offset + 1;
    switch (sign) {
      case " ":
      case "\t":
      case "\r":
      case "\n":
      case ":":
        break;
      case '"':
        next = textEnd(text, offset) ?? text.length;
        if (awaitsKey) {
          here = keyIn(open.at(-1)?.step, text, offset, next);
          awaitsKey = false;
        } else if (here !== undefined) here.offset = offset;
        break;
      case "{":
      case "[":
        if (here !== undefined) here.offset = offset;
        open.push({ step: here, index: sign === "[" ? 0 : undefined });
        awaitsKey = sign === "{";
        if (sign === "[") here = here?.below.get("0");
        break;
      case "}":
      case "]":
        open.pop();
        awaitsKey = false;
        break;
      case ",": {
        const inside = open.at(-1);
        awaitsKey = inside?.index === undefined;
        if (inside?.index === undefined) break;
        inside.index += 1;
        here = inside.step?.below.get(String(inside.index));
        break;
      }
      default:
        if (here !== undefined) here.offset = offset;
        LITERAL.lastIndex = offset;
        next = offset + Math.max(1, LITERAL.exec(text)?.[0].length ?? 1);
    }
    offset = next;
  }
  return placesOf(
    text,
    targets.map((target) => offsetOf(root, target)),
  );
}

/** The key between the offsets: remembers its place where it is asked for, and answers the step of its value. */
function keyIn(step: Step | undefined, text: string, start: number, end: number): Step | undefined {
  if (step === undefined) return undefined;
  const quoted = text.slice(start, end);
  const key = quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
  if (step.keys.has(key)) step.keys.set(key, start);
  return step.below.get(key);
}

function stepsOf(targets: readonly Target[]): Step {
  const root = newStep();
  for (const { path, key } of targets) {
    let step = root;
    for (const name of path) {
      let next = step.below.get(String(name));
      if (next === undefined) step.below.set(String(name), (next = newStep()));
      step = next;
    }
    if (key !== undefined) step.keys.set(key, -1);
  }
  return root;
}

function newStep(): Step {
  return { offset: -1, keys: new Map(), below: new Map() };
}

/** A value begins behind the one around it; what does not is left from a key that stands twice. */
function offsetOf(root: Step, { path, key }: Target): number {
  let step = root;
  for (const name of path) {
    const next = step.below.get(String(name));
    if (next === undefined || next.offset <= step.offset) return step.offset;
    step = next;
  }
  return Math.max(step.offset, key === undefined ? -1 : (step.keys.get(key) ?? -1));
}

/** Lines and columns of offsets, in one pass over the lines. */
export function placesOf(text: string, offsets: readonly number[]): Place[] {
  const order = offsets.map((_, index) => index).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
  const places: Place[] = offsets.map(() => ({ line: 1, column: 1 }));
  let line = 1;
  let start = 0;
  let end = text.indexOf("\n");
  for (const index of order) {
    const offset = Math.max(0, offsets[index] ?? 0);
    while (end !== -1 && end < offset) {
      line += 1;
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    places[index] = { line, column: offset - start + 1 };
  }
  return places;
}
