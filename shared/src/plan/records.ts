/*
 * Which determinations are news to the log. One entry per maintainer and organization, so that one client
 * can be revealed or erased without another; changed ones only.
 */
import type { EntryDraft, Hidden } from "../audit/entry.ts";
import type { LogName } from "../audit/log.ts";
import type { Determination, Finding, Level } from "../conflict/determination.ts";
import { levelOf } from "../conflict/determine.ts";
import { recordKey, type SubjectState } from "../recusal/journal.ts";
import type { Subject } from "../subject/subject.ts";

export interface PlannedRecord {
  readonly log: LogName;
  readonly draft: Omit<EntryDraft, "cause">;
  /** What the entry commits to, under the organization's key; nothing where no organization is involved. */
  readonly hidden?: Hidden & { readonly organization: string };
  /** An effect on GitHub rests on it, so it must be durable first. */
  readonly beforeEffects: boolean;
}

/**
 * The entries that bring the log up to date with the determinations of one subject.
 *
 * A finding that is publishable goes to the public log, everything else and everything in a private
 * repository to the private one. That nothing could be found out of who brought a subject is true of every bot
 * and says nothing of anybody: it is an entry only where it changes what was recorded, or where a label says it.
 *
 * @param unknownShown a label will say that somebody is `unknown`
 */
export function plannedRecords(
  subject: Subject,
  determinations: readonly Determination[],
  state: SubjectState,
  unknownShown: boolean,
): PlannedRecord[] {
  return determinations.flatMap((determination) => [
    ...changes(subject, determination, "public", state, unknownShown),
    ...changes(subject, determination, "private", state, unknownShown),
  ]);
}

function changes(
  subject: Subject,
  determination: Determination,
  log: LogName,
  state: SubjectState,
  unknownShown: boolean,
): PlannedRecord[] {
  const { maintainer } = determination;
  const groups = byOrganization(determination.findings.filter((finding) => logOf(subject, finding) === log));
  const recorded = state.recorded[log];
  const isNews = (organization: string, level: Level): boolean => {
    const before = recorded.get(recordKey(maintainer.id, organization));
    if (before === undefined && level === "unknown") return unknownShown;
    return level !== (before ?? "clear");
  };
  for (const organization of state.organizationsOf(log, maintainer.id)) {
    if (!groups.has(organization)) groups.set(organization, []);
  }
  return [...groups]
    .map(([organization, findings]) => ({ organization, findings, level: levelOf(findings) }))
    .filter(({ organization, level }) => isNews(organization, level))
    .map(({ organization, findings, level }) => ({
      log,
      draft: {
        type: "determination",
        repository: repositoryOf(subject),
        subject: subjectOf(subject),
        maintainer: { id: maintainer.id, login: maintainer.login },
        level,
      },
      ...(organization === "" ? {} : { hidden: hiddenOf(organization, findings) }),
      beforeEffects: log === "public" || findings.some(isShown(subject)),
    }));
}

/** Which log a finding belongs to. */
export function logOf(subject: Subject, finding: Finding): LogName {
  return finding.exposure === "public" && !subject.repository.private ? "public" : "private";
}

/** The subject as an entry names it. */
export function subjectOf(subject: Subject): NonNullable<EntryDraft["subject"]> {
  return {
    kind: subject.kind,
    ref: subject.ref,
    ...(subject.number === undefined ? {} : { number: subject.number }),
  };
}

/** The repository as an entry names it. */
export function repositoryOf({ repository }: Subject): NonNullable<EntryDraft["repository"]> {
  return { name: repository.name, ...(repository.id === undefined ? {} : { id: repository.id }) };
}

function byOrganization(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.level === "clear") continue;
    const organization = finding.organization ?? "";
    const group = groups.get(organization);
    if (group === undefined) groups.set(organization, [finding]);
    else group.push(finding);
  }
  return groups;
}

function isShown(subject: Subject): (finding: Finding) => boolean {
  return ({ exposure }) => exposure === "neutral" || (subject.repository.private && exposure === "public");
}

function hiddenOf(
  organization: string,
  findings: readonly Finding[],
): Hidden & { readonly organization: string } {
  return {
    organization,
    detail: findings.map(({ relation, strength, source, evidence, level }) => ({
      relation,
      strength,
      source,
      evidence,
      level,
    })),
  };
}
