/* Affiliation data out of texts, ready to be asked: through the real parsers and the real index. */
import { parseAffiliations } from "@recuse/shared/affiliation/formats/format.ts";
import { openEmployment, type Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { nameReading } from "@recuse/shared/affiliation/employment/reading.ts";
import { buildIndex } from "@recuse/shared/affiliation/index/build.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";

export interface AffiliationText {
  readonly file: string;
  readonly text: string;
}

/** @throws Error when a text has problems: what a test means to be sound must be */
export function employmentOf(texts: readonly AffiliationText[], today = "2026-11-01"): Employment {
  const reading = nameReading([]);
  const files = texts.map(({ file, text }, index) => {
    const { file: parsed, problems } = parseAffiliations(text, { file, today: dayNumber(today) });
    if (problems.length > 0)
      throw new Error(problems.map(({ line, message }) => `${file}:${line}: ${message}`).join("\n"));
    return { name: file, sha256: String(index).padStart(64, "0"), parsed };
  });
  return openEmployment(buildIndex(files, reading), reading);
}
