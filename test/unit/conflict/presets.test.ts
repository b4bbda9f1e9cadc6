import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  PRESET_NAMES,
  PRESETS,
  ROWS,
  type Cell,
  type PresetName,
  type Row,
} from "@recuse/shared/conflict/presets.ts";

/** Issue, pull request, proposal. */
type Line = [string, string, string];

const STANDARD: Record<Row, Line> = {
  "own-work": ["recuse", "recuse", "recuse"],
  "client-confirmed": ["disclose", "disclose +1", "recuse"],
  "client-reported": ["disclose", "disclose", "disclose"],
  "client-remote": ["disclose", "disclose", "disclose"],
  "colleague-work": ["recuse", "recuse", "recuse"],
  "same-employer": ["clear", "disclose", "disclose"],
};

const TABLES: Record<PresetName, Record<Row, Line>> = {
  standard: STANDARD,
  cncf: {
    ...STANDARD,
    "client-reported": ["disclose", "disclose +1", "disclose +1"],
    "client-remote": ["disclose", "disclose +1", "disclose +1"],
    "same-employer": ["clear", "disclose +1", "disclose +1"],
  },
  rust: {
    ...STANDARD,
    "client-confirmed": ["disclose", "recuse", "recuse"],
    "same-employer": ["clear", "disclose", "recuse"],
  },
  ietf: {
    ...STANDARD,
    "client-confirmed": ["disclose", "disclose", "recuse"],
    "same-employer": ["clear", "clear", "disclose"],
  },
};

function said({ level, unconflictedApproval }: Cell): string {
  return unconflictedApproval ? `${level} +1` : level;
}

describe("presets", () => {
  for (const preset of PRESET_NAMES) {
    for (const row of ROWS) {
      it(`${preset}: ${row}`, () => {
        const { issue, pull_request: pull, proposal } = PRESETS[preset][row];
        assert.deepEqual([issue, pull, proposal].map(said), TABLES[preset][row]);
      });
    }

    it(`${preset}: what may rest on anybody's word never asks for recusal`, () => {
      for (const row of ["client-reported", "client-remote"] as const) {
        const { issue, pull_request: pull, proposal } = PRESETS[preset][row];
        for (const cell of [issue, pull, proposal]) assert.notEqual(cell.level, "recuse");
      }
    });

    it(`${preset}: is documented with the text it follows`, async () => {
      const text = await readFile(new URL("../../../docs/presets.md", import.meta.url), "utf8");
      const [, section = ""] = text.split(`\n## ${preset}\n`);
      assert.ok(section.length > 0);
      if (preset !== "standard") assert.match(section.split("\n## ")[0] ?? "", /https:\/\//);
    });
  }
});
