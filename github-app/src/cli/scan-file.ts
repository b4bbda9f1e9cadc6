/* A tracker out of a file of REST objects. */
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import type { Io } from "./io.ts";
import { subjectLines } from "./subject-lines.ts";

export interface FileScan {
  readonly file: string;
  readonly repository: string;
  readonly policy: Policy;
  /** RFC 3339. */
  readonly since: string | undefined;
  readonly io: Io;
}

/** The open subjects of the repository in the file. @throws CommandError naming the file and line of a bad one */
export async function* scanFile({ file, repository, policy, since, io }: FileScan): AsyncGenerator<Subject> {
  for await (const subject of subjectLines(file, policy, io)) {
    if (subject.repository.name.toLowerCase() !== repository.toLowerCase()) continue;
    if (subject.state === "closed" || isBefore(subject, since)) continue;
    yield subject;
  }
}

function isBefore(subject: Subject, since: string | undefined): boolean {
  return since !== undefined && Date.parse(subject.updatedAt ?? subject.createdAt) < Date.parse(since);
}
