/* A tracker out of a file of REST objects. */
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { jsonLines } from "./files.ts";
import { CommandError, type Io } from "./io.ts";

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
  for await (const { line, value } of jsonLines(file, io)) {
    const subject = read(value, policy, `${file}:${String(line)}`);
    if (subject.repository.name.toLowerCase() !== repository.toLowerCase()) continue;
    if (subject.state === "closed" || isBefore(subject, since)) continue;
    yield subject;
  }
}

function read(value: unknown, policy: Policy, place: string): Subject {
  try {
    return subjectFromLine(value, policy);
  } catch (error) {
    if (error instanceof SubjectError) throw new CommandError(`${place}: ${error.message}`);
    throw error;
  }
}

function isBefore(subject: Subject, since: string | undefined): boolean {
  return since !== undefined && Date.parse(subject.updatedAt ?? subject.createdAt) < Date.parse(since);
}
