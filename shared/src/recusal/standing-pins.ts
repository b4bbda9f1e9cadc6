/*
 * The pins that stand: a fold over the entries that pin.ts describes, as a part of the journal. Holds private
 * matter.
 */
import type { OpenedEntry } from "../audit/log.ts";
import { isAbout, pinnedNameKey, PinSaid, type Pin, type SubjectSaid } from "./pin.ts";

/** The pins that a journal knows. Made by {@link noPins}, changed by {@link foldPin}. */
export interface PinFacts {
  /** The latest about each target, withdrawn or not. */
  readonly latest: Map<string, Pin>;
  /** Entry ids of pins that were taken back. */
  readonly withdrawn: Set<string>;
  /** What {@link standingPins} answered since the last change. */
  standing: StandingPins | undefined;
}

/** The pins that stand; the same object until something changes. */
export interface StandingPins {
  /** In the order in which they were made. */
  readonly all: readonly Pin[];
  /** Those about subjects, by the part of the reference after the `#`. */
  readonly bySubject: ReadonlyMap<string, readonly Pin<SubjectSaid>[]>;
}

export function noPins(): PinFacts {
  return { latest: new Map(), withdrawn: new Set(), standing: undefined };
}

/**
 * Adds what an entry of type `pin` says. Of two about one target the later holds; a pin whose details were
 * erased, or that is not in the private log, says nothing. The order of the entries makes no difference.
 */
export function foldPin(facts: PinFacts, { log, entry, hidden }: OpenedEntry): void {
  if (log !== "private" || entry.by === undefined) return;
  const { organization, reason, detail } = hidden ?? {};
  const said = PinSaid.safeParse(detail);
  if (organization === undefined || reason === undefined || !said.success) return;
  facts.standing = undefined;
  if (said.data.about === "withdrawal") {
    facts.withdrawn.add(said.data.pin);
    return;
  }
  const pin: Pin = { id: entry.id, at: entry.at, by: entry.by, organization, reason, said: said.data };
  const key = targetOf(pin);
  const known = facts.latest.get(key);
  if (known === undefined || known.id < pin.id) facts.latest.set(key, pin);
}

/** The latest pin about each target, but those that were taken back: nothing older comes back for one. */
export function standingPins(facts: PinFacts): StandingPins {
  if (facts.standing !== undefined) return facts.standing;
  const all = [...facts.latest.values()]
    .filter(({ id }) => !facts.withdrawn.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const bySubject = new Map<string, Pin<SubjectSaid>[]>();
  for (const pin of all) {
    if (!isAbout(pin, "subject")) continue;
    const key = localPart(pin.said);
    const known = bySubject.get(key);
    if (known === undefined) bySubject.set(key, [pin]);
    else known.push(pin);
  }
  return (facts.standing = { all, bySubject });
}

/** The subject pins on one subject, the latest for each maintainer and organization. */
export function pinsOnSubject(
  { bySubject }: StandingPins,
  subject: {
    readonly ref: string;
    readonly number?: number;
    readonly repository: { readonly id?: number; readonly name: string };
  },
): readonly Pin<SubjectSaid>[] {
  const candidates = bySubject.size === 0 ? undefined : bySubject.get(localPart(subject));
  if (candidates === undefined) return [];
  const found = new Map<string, Pin<SubjectSaid>>();
  for (const pin of candidates) {
    if (!isSameRepository(pin.said.repository, subject.repository)) continue;
    found.set(`${String(pin.said.maintainer)} ${pin.organization}`, pin);
  }
  return [...found.values()];
}

function targetOf({ organization, said }: Pin): string {
  switch (said.about) {
    case "person":
      return JSON.stringify([
        said.about,
        said.account?.id ?? said.account?.login?.toLowerCase() ?? { email: said.email?.toLowerCase() },
        organization,
      ]);
    case "subject":
      return JSON.stringify([
        said.about,
        said.repository.id ?? said.repository.name.toLowerCase(),
        localPart(said),
        said.maintainer,
        organization,
      ]);
    case "organization":
      return JSON.stringify([said.about, pinnedNameKey(said.name), organization]);
  }
}

function localPart({ ref, number }: { readonly ref: string; readonly number?: number | undefined }): string {
  return number?.toString() ?? ref.slice(ref.indexOf("#") + 1);
}

/** Ids decide where both have one: a repository can be renamed, and its name taken. */
function isSameRepository(
  a: { readonly id?: number | undefined; readonly name: string },
  b: { readonly id?: number | undefined; readonly name: string },
): boolean {
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  return a.name.toLowerCase() === b.name.toLowerCase();
}
