/*
 * What a parser has to say about a file, collected while it reads. A file can be wrong in every line, and its
 * writer may be an adversary: past a limit the rest is counted, not kept.
 */
import type { Problem } from "../../config/problem.ts";
import { fieldText } from "../../config/problem.ts";
import type { Misfit } from "../../config/validate.ts";

/** More problems than this are only counted, as in document.ts. */
const MOST_PROBLEMS = 100;
/** Oddities say how well a file was understood; the files that people publish hold a few hundred. */
const MOST_ODDITIES = 1000;

const MORE_PROBLEMS = "more problems; mend the ones above and read the file again";
const MORE_ODDITIES = "more oddities of the same kinds";

/** Where something stands in the file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What was said of a file in the end. */
export interface Said {
  readonly problems: readonly Problem[];
  readonly oddities: readonly Problem[];
}

/** Remarks by line, for formats that are read line by line. */
export interface LineRemarks {
  /** Something that cannot be meant: what was expected and what to do. */
  readonly problem: (line: number, message: string, field?: string) => void;
  /** A known peculiarity that was understood all the same: what was made of it. */
  readonly oddity: (line: number, message: string) => void;
  readonly said: () => Said;
}

/** Collects what is said of one file; each list ends with one sentence for everything past its limit. */
export function lineRemarks(file: string): LineRemarks {
  const problems = limited<Problem>(MOST_PROBLEMS);
  const oddities = limited<Problem>(MOST_ODDITIES);
  return {
    problem: (line, message, field = "") => {
      problems.add({ file, line, column: 1, field, message });
    },
    oddity: (line, message) => {
      oddities.add({ file, line, column: 1, field: "", message });
    },
    said: () => ({
      problems: closed(problems.kept, problems.more(), MORE_PROBLEMS),
      oddities: closed(oddities.kept, oddities.more(), MORE_ODDITIES),
    }),
  };
}

/** A value in a document, or with `key` the key itself inside the mapping at the path. */
export interface Target {
  readonly path: readonly PropertyKey[];
  readonly key?: string;
}

/** Finds the places of all targets at once. */
export type FindPlaces = (targets: readonly Target[]) => readonly Place[];

interface Remark extends Target {
  readonly field: string;
  readonly message: string;
}

/** Remarks by path, for formats that are a tree of values. */
export interface PathRemarks {
  readonly problem: (at: PathOf, message: string) => void;
  readonly oddity: (at: PathOf, message: string) => void;
  /** What a schema found wrong with the value at the path. */
  readonly misfits: (at: PathOf, misfits: readonly Misfit[]) => void;
  /** Finds the places only now, and only when there is anything to place. */
  readonly said: () => Said;
}

/**
 * A path in the document and the path that people are shown, where keys of the document are numbered instead:
 * a key can be somebody's address.
 */
export interface PathOf {
  readonly path: readonly PropertyKey[];
  readonly shown?: readonly PropertyKey[];
}

/** One step further down. */
export function below({ path, shown = path }: PathOf, ...steps: readonly PropertyKey[]): PathOf {
  return { path: [...path, ...steps], shown: [...shown, ...steps] };
}

/** Collects what is said of the values of a document. */
export function pathRemarks(file: string, find: FindPlaces): PathRemarks {
  const problems = limited<Remark>(MOST_PROBLEMS);
  const oddities = limited<Remark>(MOST_ODDITIES);
  const remark = ({ path, shown = path }: PathOf, message: string): Remark => ({
    path,
    field: fieldText(shown),
    message,
  });
  const placed = (remarks: readonly Remark[], places: readonly Place[]): Problem[] =>
    remarks
      .map(({ field, message }, index) => {
        const { line, column } = places[index] ?? { line: 1, column: 1 };
        return { file, line, column, field, message };
      })
      .sort((a, b) => a.line - b.line || a.column - b.column);
  return {
    problem: (at, message) => {
      problems.add(remark(at, message));
    },
    oddity: (at, message) => {
      oddities.add(remark(at, message));
    },
    misfits: ({ path, shown = path }, misfits) => {
      const front = fieldText(shown);
      for (const misfit of misfits) {
        const glue = front === "" || misfit.field === "" || misfit.field.startsWith("[") ? "" : ".";
        problems.add({
          ...misfit,
          path: [...path, ...misfit.path],
          field: `${front}${glue}${misfit.field}`,
        });
      }
    },
    said: () => {
      const all = [...problems.kept, ...oddities.kept];
      const places = all.length === 0 ? [] : find(all);
      const split = problems.kept.length;
      return {
        problems: closed(placed(problems.kept, places.slice(0, split)), problems.more(), MORE_PROBLEMS),
        oddities: closed(placed(oddities.kept, places.slice(split)), oddities.more(), MORE_ODDITIES),
      };
    },
  };
}

function limited<T>(most: number): { kept: readonly T[]; add: (item: T) => void; more: () => number } {
  const kept: T[] = [];
  let more = 0;
  return {
    kept,
    add: (item) => {
      if (kept.length < most) kept.push(item);
      else more += 1;
    },
    more: () => more,
  };
}

/** The list with one sentence for what did not fit into it. */
function closed(kept: readonly Problem[], more: number, words: string): readonly Problem[] {
  const last = kept.at(-1);
  if (more === 0 || last === undefined) return kept;
  return [...kept, { ...last, field: "", message: `and ${more} ${words}` }];
}
