/*
 * What an intake shows: what a new client would add on each subject, and the counts that decide whether to sign.
 * For the roster's owner alone: it names clients.
 */
import type { Level } from "../conflict/determination.ts";
import type { Intake } from "../conflict/intake.ts";
import { findingJson, findingLines } from "./finding-lines.ts";
import { printable } from "./printable.ts";

/** How many subjects ask for what; `toDisclose`: decisions taken already in which she was involved. */
interface Counts {
  subjects: number;
  open: Record<Level, number>;
  closed: number;
  toDisclose: number;
  meets: number;
}

/** Made by {@link emptyIntakeTally}, changed by {@link tallyIntake}. */
export interface IntakeTally {
  readonly whole: Counts;
  readonly repositories: Map<string, Counts>;
  readonly maintainers: Map<string, Counts>;
  /** The ids and names of other clients who were met, with on how many subjects. */
  readonly met: Map<string, { readonly name: string; subjects: number }>;
}

export function emptyIntakeTally(): IntakeTally {
  return { whole: noCounts(), repositories: new Map(), maintainers: new Map(), met: new Map() };
}

/** Counts one subject, whether the new client adds something there or not. */
export function tallyIntake(tally: IntakeTally, repository: string, intakes: readonly Intake[]): void {
  const places = [tally.whole, countsIn(tally.repositories, repository)];
  for (const place of places) {
    place.subjects += 1;
    count(place, intakes);
  }
  for (const intake of intakes) count(countsIn(tally.maintainers, intake.maintainer.login), [intake]);
  const met = new Map(intakes.flatMap(({ meets }) => meets.map(({ id, name }) => [id, name])));
  for (const [id, name] of met) {
    const known = tally.met.get(id) ?? { name, subjects: 0 };
    known.subjects += 1;
    tally.met.set(id, known);
  }
}

/** Lines for people. */
export function intakeText({
  ref,
  maintainer,
  before,
  level,
  findings,
  meets,
  state,
  involved,
}: Intake): string {
  const marks = [
    ...(before === "clear" ? [] : [before === level ? `${before} already` : `${before} so far`]),
    ...(state === "closed" ? [involved ? "closed, she was involved: to be disclosed" : "closed"] : []),
  ];
  const mark = marks.length === 0 ? "" : `  (${marks.join("; ")})`;
  const others = meets.map(({ name }) => `         meets ${printable(name)} there\n`);
  return `${level.padEnd(9)}${printable(ref)}  @${maintainer.login}${mark}\n${findingLines(findings)}${others.join("")}`;
}

/** The stable line of `recuse intake`, without a line break. */
export function intakeJson({
  ref,
  state,
  maintainer,
  before,
  level,
  asks,
  involved,
  findings,
  meets,
}: Intake): string {
  return JSON.stringify({
    ref,
    state,
    maintainer: maintainer.login,
    before,
    level,
    asks,
    involved,
    meets: meets.map(({ id }) => id),
    findings: findings.map(findingJson),
  });
}

/**
 * The counts for each repository and each maintainer, and one sentence over all.
 *
 * @param name the new client's
 * @param terms what is weighed, such as `a retainer of the practice`
 */
export function intakeSummary(tally: IntakeTally, name: string, terms: string): string {
  const { whole, repositories, maintainers, met } = tally;
  const rows = [
    ...[...repositories].map(
      ([repository, counts]) =>
        `${printable(repository)}: ${amount(counts.subjects, "subject")}, ${levels(counts)}\n`,
    ),
    ...[...maintainers].map(([login, counts]) => `@${login}: ${levels(counts)}\n`),
    ...[...met.values()].map(
      (each) => `meets ${printable(each.name)} on ${amount(each.subjects, "subject")}\n`,
    ),
  ];
  const conflicts = whole.open.recuse + whole.open.disclose;
  const sentence =
    `${printable(name)} as ${terms} would conflict with ${String(conflicts)} open of ${amount(whole.subjects, "subject")} ` +
    `(${String(whole.open.recuse)} recuse, ${String(whole.open.disclose)} disclose${unknown(whole)})` +
    (whole.meets === 0 ? "" : `, ${String(whole.meets)} of all with another client there`) +
    (whole.closed === 0 ? "" : `; ${closed(whole)}`);
  return `${rows.join("")}${sentence}\n`;
}

function levels(counts: Counts): string {
  const { open } = counts;
  const after = counts.closed === 0 ? "" : `; ${closed(counts)}`;
  return `${String(open.recuse)} recuse, ${String(open.disclose)} disclose${unknown(counts)}${after}`;
}

function unknown({ open }: Counts): string {
  return open.unknown === 0 ? "" : `, ${String(open.unknown)} unknown`;
}

function closed({ closed: all, toDisclose }: Counts): string {
  return `${String(all)} closed recently, ${String(toDisclose)} of them to be disclosed`;
}

/** A subject counts once, by the highest level that the new client asks of anybody. */
function count(counts: Counts, intakes: readonly Intake[]): void {
  if (intakes.length === 0) return;
  if (intakes.some(({ meets }) => meets.length > 0)) counts.meets += 1;
  if (intakes.some(({ state }) => state === "closed")) {
    counts.closed += 1;
    if (intakes.some(({ involved }) => involved)) counts.toDisclose += 1;
    return;
  }
  const highest = (["recuse", "disclose", "unknown"] as const).find((level) =>
    intakes.some(({ asks }) => asks === level),
  );
  if (highest !== undefined) counts.open[highest] += 1;
}

function countsIn(counts: Map<string, Counts>, key: string): Counts {
  const known = counts.get(key) ?? noCounts();
  counts.set(key, known);
  return known;
}

function noCounts(): Counts {
  return {
    subjects: 0,
    open: { recuse: 0, disclose: 0, unknown: 0, clear: 0 },
    closed: 0,
    toDisclose: 0,
    meets: 0,
  };
}

function amount(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}
