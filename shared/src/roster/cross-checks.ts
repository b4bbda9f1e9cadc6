/*
 * What one part of a roster demands of another: ids that exist, dates that run forwards, accounts that
 * mean one person. Called by the schema alone. Messages name places, never values: the roster is private.
 */
import { dayNumber, intersect, interval } from "./dates.ts";
import type { RosterShape } from "./schema.ts";
import type * as z from "zod";

type Shape = z.infer<typeof RosterShape>;
type Path = readonly (string | number)[];

export interface CrossProblem {
  readonly path: Path;
  readonly message: string;
}

/** Everything that is wrong between the parts of a roster whose parts are right in themselves. */
export function crossProblems(roster: Shape): CrossProblem[] {
  const { members, screens } = roster.practice;
  return [
    ...organizationIds(roster),
    ...references(roster),
    ...owners(roster),
    ...datesForward(members, ["practice", "members"]),
    ...datesForward(screens, ["practice", "screens"]),
    ...datesForward(roster.engagements, ["engagements"]),
    ...datesForward(roster.people, ["people"]),
    ...parentCircles(roster),
    ...membersOnce(members),
    ...peopleIdentified(roster),
    ...domainsOnce(roster),
  ];
}

function organizationIds(roster: Shape): CrossProblem[] {
  const first = new Map<string, number>();
  return roster.organizations.flatMap(({ id }, index) => {
    const earlier = first.get(id);
    first.set(id, earlier ?? index);
    if (earlier === undefined) return [];
    const message = `expected an id of its own; organizations[${String(earlier)}] has the same, rename or merge them`;
    return [{ path: ["organizations", index, "id"], message }];
  });
}

function references(roster: Shape): CrossProblem[] {
  const known = new Set(roster.organizations.map(({ id }) => id));
  const named: { path: Path; id: string | undefined }[] = [
    ...roster.organizations.map(({ parent }, index) => ({
      path: ["organizations", index, "parent", "organization"],
      id: parent?.organization,
    })),
    ...organizationsIn(roster.practice.screens, ["practice", "screens"]),
    ...organizationsIn(roster.engagements, ["engagements"]),
    ...organizationsIn(roster.people, ["people"]),
  ];
  const message =
    "expected the id of an organization of this roster; add it to organizations or mend the spelling";
  return named.flatMap(({ path, id }) => (id === undefined || known.has(id) ? [] : [{ path, message }]));
}

function organizationsIn(
  entries: readonly { organization: string }[],
  path: Path,
): { path: Path; id: string }[] {
  return entries.map(({ organization }, index) => ({
    path: [...path, index, "organization"],
    id: organization,
  }));
}

function owners(roster: Shape): CrossProblem[] {
  const members = new Set(roster.practice.members.map(({ login }) => login.toLowerCase()));
  const screened = roster.practice.screens.flatMap(({ member }, index) =>
    members.has(member.toLowerCase())
      ? []
      : [
          {
            path: ["practice", "screens", index, "member"],
            message: "expected the login of a member; add her to practice.members or mend the spelling",
          },
        ],
  );
  const owned = roster.engagements.flatMap(({ owner }, index) =>
    owner === "practice" || members.has(owner.toLowerCase())
      ? []
      : [
          {
            path: ["engagements", index, "owner"],
            message:
              'expected "practice" or the login of a member; add her to practice.members or mend the spelling',
          },
        ],
  );
  return [...screened, ...owned];
}

interface Dated {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

function datesForward(entries: readonly Dated[], path: Path): CrossProblem[] {
  return entries.flatMap(({ from, until }, index) => {
    if (from === undefined || until === undefined || dayNumber(until) > dayNumber(from)) return [];
    const message =
      "expected a day after from, the first day on which it no longer holds; correct one of the two";
    return [{ path: [...path, index, "until"], message }];
  });
}

/** An organization that is its own parent, however far up. Every one of the circle is named. */
function parentCircles(roster: Shape): CrossProblem[] {
  const parents = new Map(roster.organizations.map(({ id, parent }) => [id, parent?.organization]));
  return roster.organizations.flatMap(({ id }, index) => {
    const seen = new Set<string>();
    let above = parents.get(id);
    while (above !== undefined && above !== id && !seen.has(above)) {
      seen.add(above);
      above = parents.get(above);
    }
    if (above !== id) return [];
    const message =
      "expected parents that end somewhere; this organization is its own ancestor, remove one parent";
    return [{ path: ["organizations", index, "parent", "organization"], message }];
  });
}

/** One account is one member. It may come back after it left, but not be there twice at once. */
function membersOnce(members: Shape["practice"]["members"]): CrossProblem[] {
  return members.flatMap((member, index) =>
    members.slice(0, index).flatMap((earlier, before): CrossProblem[] => {
      const sameLogin = member.login.toLowerCase() === earlier.login.toLowerCase();
      const path = ["practice", "members", index];
      const other = `practice.members[${String(before)}]`;
      if (sameLogin && member.id !== earlier.id) {
        return [
          { path: [...path, "id"], message: `expected the same id as ${other}, which has the same login` },
        ];
      }
      if (member.id !== earlier.id) return [];
      if (!sameLogin) {
        const message = `expected the same login as ${other}, which has the same id; write her current login in both`;
        return [{ path: [...path, "login"], message }];
      }
      const both = intersect(interval(member.from, member.until), interval(earlier.from, earlier.until));
      if (both === undefined) return [];
      const message = `expected days that do not overlap those of ${other}, the same member; end one before the other begins`;
      return [{ path: [...path, "from"], message }];
    }),
  );
}

function peopleIdentified(roster: Shape): CrossProblem[] {
  return roster.people.flatMap(({ login, id, emails }, index) =>
    login === undefined && id === undefined && emails.length === 0
      ? [
          {
            path: ["people", index],
            message: "expected a login, an id or an e-mail address; without one nobody can be recognized",
          },
        ]
      : [],
  );
}

function domainsOnce(roster: Shape): CrossProblem[] {
  const first = new Map<string, Path>();
  const problems: CrossProblem[] = [];
  for (const [index, { domains }] of roster.organizations.entries()) {
    for (const [position, domain] of domains.entries()) {
      const name = domain.toLowerCase();
      const path = ["organizations", index, "domains", position];
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, path);
      else {
        const place = `organizations[${String(earlier[1])}]`;
        const message =
          earlier[1] === index
            ? "expected every domain once; remove one of the two"
            : `expected a domain of one organization; ${place} lists it as well, keep it where the staff is`;
        problems.push({ path, message });
      }
    }
  }
  return problems;
}
