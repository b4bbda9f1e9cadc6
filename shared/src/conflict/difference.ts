/*
 * What differs between two judgements of one subject: an older roster's and a newer one's, or what the log last
 * recorded and what holds now. Pure; holds private matter, for the roster's owner alone.
 */
import type { LogName } from "../audit/log.ts";
import type { SubjectState } from "../recusal/journal.ts";
import { higher, type Determination, type Finding, type Level, type Maintainer } from "./determination.ts";
import { levelOf } from "./determine.ts";

/** The level that each organization asks of a maintainer, "" standing for none; organizations that ask nothing are absent. */
export type Position = ReadonlyMap<string, Level>;

/** What changes for one maintainer on one subject. */
export interface Change {
  readonly maintainer: Maintainer;
  readonly before: Level;
  readonly after: Level;
  /** The roster's ids of the organizations that ask for something now and did not, in order. */
  readonly came: readonly string[];
  /** Those that did and do no longer, in order. */
  readonly went: readonly string[];
  /** The findings that ask for what was not asked for before. */
  readonly findings: readonly Finding[];
}

/** What a subject's changes come to: the first of these that is true of any maintainer. */
export const CHANGE_KINDS = [
  "newly-recuse",
  "newly-disclose",
  "no-longer",
  "otherwise",
  "unchanged",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const NOTHING: Position = new Map();
const LOGS = ["public", "private"] as const satisfies readonly LogName[];

/** The position that a determination puts its maintainer into. */
export function positionOf({ findings }: Determination): Position {
  const position = new Map<string, Level>();
  for (const { organization = "", level } of findings) {
    if (level !== "clear") position.set(organization, higher(position.get(organization) ?? "clear", level));
  }
  return position;
}

/** The position in which both logs together last recorded a maintainer. */
export function recordedPosition(state: SubjectState, maintainer: number): Position {
  const position = new Map<string, Level>();
  for (const log of LOGS) {
    for (const [key, level] of state.recorded[log]) {
      const space = key.indexOf(" ");
      if (level === "clear" || Number(key.slice(0, space)) !== maintainer) continue;
      const organization = key.slice(space + 1);
      position.set(organization, higher(position.get(organization) ?? "clear", level));
    }
  }
  return position;
}

/**
 * What changes for everybody whom either side judges, in the order of `after`. Whoever was not judged was in no
 * position, and whoever is judged no more is in none.
 *
 * @param before each maintainer's position, by account id
 */
export function changesOf(
  before: ReadonlyMap<number, { readonly maintainer: Maintainer; readonly position: Position }>,
  after: readonly Determination[],
): Change[] {
  const judged = new Set(after.map(({ maintainer }) => maintainer.id));
  const left = [...before.values()].filter(({ maintainer }) => !judged.has(maintainer.id));
  return [
    ...after.flatMap((determination) => {
      const { maintainer, findings } = determination;
      const was = before.get(maintainer.id)?.position ?? NOTHING;
      return changeOf(maintainer, was, positionOf(determination), findings) ?? [];
    }),
    ...left.flatMap(({ maintainer, position }) => changeOf(maintainer, position, NOTHING, []) ?? []),
  ];
}

/** What the changes of one subject come to. */
export function kindOfChanges(changes: readonly Change[]): ChangeKind {
  return CHANGE_KINDS.find((kind) => changes.some((change) => kindOf(change) === kind)) ?? "unchanged";
}

function changeOf(
  maintainer: Maintainer,
  before: Position,
  after: Position,
  findings: readonly Finding[],
): Change | undefined {
  const moved = new Set(
    [...before.keys(), ...after.keys()].filter((each) => before.get(each) !== after.get(each)),
  );
  if (moved.size === 0) return undefined;
  const came = [...after.keys()].filter((each) => each !== "" && !before.has(each)).sort();
  const fresh = findings.filter(({ organization = "", level, relation }) =>
    relation === "two-clients" ? came.length > 0 : level !== "clear" && moved.has(organization),
  );
  return {
    maintainer,
    before: levelIn(before),
    after: levelOf(findings),
    came,
    went: [...before.keys()].filter((each) => each !== "" && !after.has(each)).sort(),
    findings: fresh,
  };
}

function levelIn(position: Position): Level {
  return [...position.values()].reduce<Level>(higher, "clear");
}

function kindOf({ before, after }: Change): ChangeKind {
  if (after === "recuse" && before !== "recuse") return "newly-recuse";
  if (after === "disclose" && before !== "recuse" && before !== "disclose") return "newly-disclose";
  const asked = before === "recuse" || before === "disclose";
  return asked && after !== "recuse" && after !== "disclose" ? "no-longer" : "otherwise";
}
