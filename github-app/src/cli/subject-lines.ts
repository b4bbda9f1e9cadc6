/* The subjects of a file of lines. */
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { jsonLines } from "./files.ts";
import { CommandError, type Io } from "./io.ts";

/** Every subject of a JSON Lines file (`-`: standard input), in order. @throws CommandError naming the file and line of a bad one */
export async function* subjectLines(file: string, policy: Policy, io: Io): AsyncGenerator<Subject> {
  for await (const { line, value } of jsonLines(file, io)) {
    yield read(value, policy, `${file}:${String(line)}`);
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
