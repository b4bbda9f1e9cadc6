/*
 * Where values stand in a JSON text. A large file is read with JSON.parse, which forgets that; only when
 * something is wrong is the text gone through once more, once for all the places that are asked for.
 */
import { textEnd } from "../../config/json-grammar.ts";
import type { Place, Target } from "./remarks.ts";

/** A step of the wanted paths: what is asked for here, and what is asked for below. */
interface Step {
  readonly values: number[];
  readonly keys: Map<string, number[]>;
  readonly below: Map<string, Step>;
}

interface Open {
  readonly step: Step | undefined;
  /** The index of the element that comes next; undefined in an object. */
  index: number | undefined;
}

/**
 * The place of each wanted value; the nearest enclosing one where it does not exist. Of a key that stands
 * twice the last one counts, as for JSON.parse. The text must be JSON.
 */
export function jsonPlaces(text: string, wanted: readonly Target[]): Place[] {
  const offsets = new Float64Array(wanted.length);
  const root = stepsOf(wanted);
  const open: Open[] = [];
  let here: Step | undefined = root;
  let awaitsKey = false;
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  const begin = (step: Step | undefined): void => {
    if (step !== undefined) mark(step, offset, offsets);
  };
  while (offset < text.length) {
    const sign = text[offset] ?? "";
    if (sign === '"') {
      const end = textEnd(text, offset) ?? text.length;
      const inside = open.at(-1);
      if (awaitsKey && inside !== undefined) {
        if (inside.step !== undefined) {
          const key = keyText(text.slice(offset, end));
          for (const index of inside.step.keys.get(key) ?? []) offsets[index] = offset;
          here = inside.step.below.get(key);
        } else here = undefined;
        awaitsKey = false;
      } else begin(here);
      offset = end;
      continue;
    }
    if (sign === "{" || sign === "[") {
      begin(here);
      open.push({ step: here, index: sign === "[" ? 0 : undefined });
      awaitsKey = sign === "{";
      if (sign === "[") here = here?.below.get("0");
    } else if (sign === "}" || sign === "]") {
      open.pop();
      awaitsKey = false;
    } else if (sign === ",") {
      const inside = open.at(-1);
      if (inside?.index === undefined) awaitsKey = true;
      else {
        inside.index += 1;
        here = inside.step?.below.get(String(inside.index));
      }
    } else if (!/[\s:]/.test(sign)) {
      begin(here);
      while (offset + 1 < text.length && !/[\s,\]}]/.test(text[offset + 1] ?? "")) offset += 1;
    }
    offset += 1;
  }
  return placesOf(text, offsets);
}

function stepsOf(wanted: readonly Target[]): Step {
  const root: Step = { values: [], keys: new Map(), below: new Map() };
  for (const [index, { path, key }] of wanted.entries()) {
    let step = root;
    for (const name of path) {
      let next = step.below.get(String(name));
      if (next === undefined)
        step.below.set(String(name), (next = { values: [], keys: new Map(), below: new Map() }));
      step = next;
    }
    if (key === undefined) step.values.push(index);
    else {
      const asked = step.keys.get(key);
      if (asked === undefined) step.keys.set(key, [index]);
      else asked.push(index);
      step.values.push(index);
    }
  }
  return root;
}

/** Everything that is asked for at or below the step stands here, until something below it is found. */
function mark(step: Step, offset: number, offsets: Float64Array): void {
  const steps = [step];
  for (let at = steps.pop(); at !== undefined; at = steps.pop()) {
    for (const index of at.values) offsets[index] = offset;
    steps.push(...at.below.values());
  }
}

function keyText(quoted: string): string {
  return quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

/** Lines and columns of offsets, in one pass over the lines. */
export function placesOf(text: string, offsets: ArrayLike<number>): Place[] {
  const order = Array.from({ length: offsets.length }, (_, index) => index).sort(
    (a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0),
  );
  const places: Place[] = Array.from(order, () => ({ line: 1, column: 1 }));
  let line = 1;
  let start = 0;
  let end = text.indexOf("\n");
  for (const index of order) {
    const offset = offsets[index] ?? 0;
    while (end !== -1 && end < offset) {
      line += 1;
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    places[index] = { line, column: offset - start + 1 };
  }
  return places;
}
