/* Subjects for tests. */
import type { Person, Subject } from "@recuse/shared/subject/subject.ts";

/** An open issue in octo-org/engine by a stranger. */
export function subject(overrides: Partial<Subject> = {}): Subject {
  return {
    ref: "octo-org/engine#7",
    repository: { id: 42, name: "octo-org/engine", private: false },
    number: 7,
    form: "issue",
    kind: "issue",
    state: "open",
    title: "A title",
    body: "A body",
    createdAt: "2026-03-01T10:00:00Z",
    updatedAt: "2026-03-01T10:00:00Z",
    labels: [],
    people: [author({ login: "stranger", id: 9999 })],
    involved: [],
    ...overrides,
  };
}

/** The author of a subject. */
export function author(person: Omit<Person, "role">): Person {
  return { role: "author", ...person };
}
