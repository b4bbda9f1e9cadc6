/*
 * The journal: what the log says of every subject now, as a fold over its entries. Each log must be folded
 * in its own order; how the two are interleaved makes no difference, because whatever both may speak of is
 * decided by the entry's id, which carries its time. Holds private matter.
 */
import type { Entry } from "../audit/entry.ts";
import type { LogName, OpenedEntry } from "../audit/log.ts";
import type { Level } from "../conflict/determination.ts";
import type { Pin } from "./pin.ts";
import { foldPin, noPins, standingPins, type PinFacts } from "./standing-pins.ts";

/** What the log says of one subject. */
export interface SubjectState {
  /** The last level recorded in each log, by {@link recordKey}. */
  readonly recorded: Readonly<Record<LogName, ReadonlyMap<string, Level>>>;
  /** The organizations that {@link recorded} knows for a maintainer; "" stands for none. */
  readonly organizationsOf: (log: LogName, maintainer: number) => readonly string[];
  /** Labels that the App set and did not take back, or that a person put back; without those a person removed. */
  readonly labels: ReadonlySet<string>;
  /** Labels that the App had set and a person removed. */
  readonly removedByPerson: ReadonlySet<string>;
  /** The sticky comment, with the hash of its whole text. */
  readonly comment?: { readonly id: number; readonly sha256: string };
  /** A person deleted the sticky comment: it is not written again. */
  readonly commentRemoved: boolean;
  /** The sticky comment was about to be created, and no entry says that it was. */
  readonly commentIntended: boolean;
}

/** Made by {@link emptyJournal}, owned by its maker, changed by {@link fold}, read by {@link subjectState}. */
export interface Journal {
  /** By repository and number: `#id/number`, or `name/number` where an entry knows no repository id. */
  readonly subjects: Map<string, Facts>;
  /** The repository that last had a name, by the name in lower case: a repository can be renamed. */
  readonly names: Map<string, { repository: number; entry: string }>;
  readonly pins: PinFacts;
}

/*
 * One subject's facts, in short arrays rather than maps: there are a hundred thousand subjects with one or
 * two facts each. They are as many as maintainers times organizations, and labels.
 */
interface Facts {
  readonly levels: LevelFact[];
  readonly labels: LabelFact[];
  comment?: CommentFact;
  intended: boolean;
  commentRemoved: boolean;
}

/** `entry` is the id of the entry that says so; of two facts about one thing the later holds. */
interface LevelFact {
  readonly log: LogName;
  readonly maintainer: number;
  readonly organization: string;
  readonly level: Level;
  readonly entry: string;
}

interface LabelFact {
  readonly label: string;
  readonly standing: "set" | "taken-back" | "removed-by-person";
  readonly entry: string;
}

interface CommentFact {
  readonly id: number;
  readonly sha256: string;
  readonly entry: string;
}

/** The key of a level: a maintainer's account id and the roster's id of an organization, "" for none. */
export function recordKey(maintainer: number, organization: string): string {
  return `${maintainer.toString()} ${organization}`;
}

/** A journal in which nothing has been recorded. */
export function emptyJournal(): Journal {
  return { subjects: new Map(), names: new Map(), pins: noPins() };
}

/** Adds one entry to the journal that is passed in, and answers the same journal. */
export function fold(journal: Journal, opened: OpenedEntry): Journal {
  const { repository, subject, id: entry } = opened.entry;
  if (opened.entry.type === "pin") foldPin(journal.pins, opened);
  if (repository === undefined) return journal;
  noteName(journal, repository, entry);
  if (subject?.number === undefined) return journal;
  const key = keyOf(repository, subject.number);
  const facts = journal.subjects.get(key) ?? {
    levels: [],
    labels: [],
    intended: false,
    commentRemoved: false,
  };
  if (addEntry(facts, opened)) journal.subjects.set(key, facts);
  return journal;
}

/** The pins that stand, in the order in which they were made; the same list until one is made or taken back. */
export function pinsOf(journal: Journal): readonly Pin[] {
  return standingPins(journal.pins).all;
}

/**
 * What the log says of a subject; empty for one it never heard of. Entries that know the repository by its id
 * are found under any later name, those that know only a name under that name.
 */
export function subjectState(
  journal: Journal,
  repository: { readonly id?: number | undefined; readonly name: string },
  number: number,
): SubjectState {
  const name = repository.name.toLowerCase();
  const id = repository.id ?? journal.names.get(name)?.repository;
  const byName = journal.subjects.get(keyOf({ name }, number));
  const byId = id === undefined ? undefined : journal.subjects.get(keyOf({ id, name }, number));
  return stateOf(merged([byName, byId].filter((facts) => facts !== undefined)));
}

function keyOf(
  repository: { readonly id?: number | undefined; readonly name: string },
  number: number,
): string {
  const which = repository.id === undefined ? repository.name.toLowerCase() : `#${repository.id.toString()}`;
  return `${which}/${number.toString()}`;
}

function noteName(journal: Journal, repository: NonNullable<Entry["repository"]>, entry: string): void {
  if (repository.id === undefined) return;
  const name = repository.name.toLowerCase();
  const known = journal.names.get(name);
  if (known === undefined) journal.names.set(name, { repository: repository.id, entry });
  else if (known.entry < entry) {
    known.repository = repository.id;
    known.entry = entry;
  }
}

/** False when the entry says nothing that the journal keeps. */
function addEntry(facts: Facts, opened: OpenedEntry): boolean {
  const { entry } = opened;
  if (entry.type === "determination") return addLevel(facts, opened);
  if (entry.type === "override" && entry.override !== undefined) {
    const standing = entry.override.action === "removed" ? "removed-by-person" : "set";
    keepLater(facts.labels, { label: entry.override.label, standing, entry: entry.id }, isSameLabel);
    return true;
  }
  if (entry.type === "effect" && entry.effect !== undefined) {
    addEffect(facts, entry.effect, entry.id);
    return true;
  }
  return false;
}

function addLevel(facts: Facts, { log, entry, hidden }: OpenedEntry): boolean {
  if (entry.maintainer === undefined || entry.level === undefined) return false;
  const organization = hidden?.organization ?? "";
  // An erased organization: whose level this was cannot be known, and must not count as nobody's.
  if (organization === "" && entry.commitments?.organization !== undefined) return false;
  const { level, id } = entry;
  keepLater(
    facts.levels,
    { log, maintainer: entry.maintainer.id, organization, level, entry: id },
    isSameLevel,
  );
  return true;
}

function addEffect(facts: Facts, effect: NonNullable<Entry["effect"]>, entry: string): void {
  switch (effect.kind) {
    case "label-added":
      keepLater(facts.labels, { label: effect.label, standing: "set", entry }, isSameLabel);
      return;
    case "label-removed":
      keepLater(facts.labels, { label: effect.label, standing: "taken-back", entry }, isSameLabel);
      return;
    case "comment-intended":
      facts.intended = true;
      return;
    case "comment":
      keepLaterComment(facts, { id: effect.comment, sha256: effect.sha256, entry });
      return;
    case "comment-removed":
      facts.commentRemoved = true;
  }
}

/** Replaces the fact about the same thing where this one is later, or adds it. */
function keepLater<Fact extends { readonly entry: string }>(
  facts: Fact[],
  fact: Fact,
  isSame: (a: Fact, b: Fact) => boolean,
): void {
  const at = facts.findIndex((known) => isSame(known, fact));
  const known = facts[at];
  if (known === undefined) facts.push(fact);
  else if (known.entry < fact.entry) facts[at] = fact;
}

function keepLaterComment(facts: Facts, comment: CommentFact): void {
  if (facts.comment === undefined || facts.comment.entry < comment.entry) facts.comment = comment;
}

function isSameLevel(a: LevelFact, b: LevelFact): boolean {
  return a.log === b.log && a.maintainer === b.maintainer && a.organization === b.organization;
}

/** Labels that differ only in case are one label, as on GitHub. */
function isSameLabel(a: LabelFact, b: LabelFact): boolean {
  return a.label === b.label || a.label.toLowerCase() === b.label.toLowerCase();
}

function merged(parts: readonly Facts[]): Facts {
  const whole: Facts = {
    levels: [],
    labels: [],
    intended: parts.some(({ intended }) => intended),
    commentRemoved: parts.some(({ commentRemoved }) => commentRemoved),
  };
  for (const part of parts) {
    for (const fact of part.levels) keepLater(whole.levels, fact, isSameLevel);
    for (const fact of part.labels) keepLater(whole.labels, fact, isSameLabel);
    if (part.comment !== undefined) keepLaterComment(whole, part.comment);
  }
  return whole;
}

function stateOf({ levels, labels, comment, intended, commentRemoved }: Facts): SubjectState {
  return {
    recorded: { public: levelsOf(levels, "public"), private: levelsOf(levels, "private") },
    organizationsOf: (log, maintainer) =>
      levels
        .filter((fact) => fact.log === log && fact.maintainer === maintainer)
        .map(({ organization }) => organization),
    labels: labelsThat(labels, "set"),
    removedByPerson: labelsThat(labels, "removed-by-person"),
    ...(comment === undefined ? {} : { comment: { id: comment.id, sha256: comment.sha256 } }),
    commentRemoved,
    commentIntended: intended && comment === undefined,
  };
}

function levelsOf(levels: readonly LevelFact[], log: LogName): Map<string, Level> {
  return new Map(
    levels
      .filter((fact) => fact.log === log)
      .map(({ maintainer, organization, level }) => [recordKey(maintainer, organization), level]),
  );
}

function labelsThat(labels: readonly LabelFact[], standing: LabelFact["standing"]): Set<string> {
  return new Set(labels.filter((fact) => fact.standing === standing).map(({ label }) => label));
}
