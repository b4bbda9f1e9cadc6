/* The level table of a policy, and the cell of it that a subject falls into. */
import type { Subject } from "../subject/subject.ts";
import type { Policy } from "./policy.ts";
import { PRESETS, type Cell, type Cells, type Row, type Table } from "./presets.ts";

/** The preset's table with the policy's own rules laid over it. */
export function tableOf(policy: Policy): Table {
  return policy.rules.reduce<Table>(
    (table, { relation, subject, level, unconflictedApproval }) => ({
      ...table,
      [relation]: { ...table[relation], [subject]: { level, unconflictedApproval } },
    }),
    PRESETS[policy.preset],
  );
}

/** A discussion is judged as an issue. */
export function cellOf(table: Table, row: Row, { kind }: Subject): Cell {
  const column: keyof Cells = kind === "discussion" ? "issue" : kind;
  return table[row][column];
}

/** Self-asserted evidence never reaches `recuse`: anyone can forge a trailer. */
export function cappedCell(cell: Cell, selfAsserted: boolean): Cell {
  if (!selfAsserted || cell.level !== "recuse") return cell;
  return { level: "disclose", unconflictedApproval: false };
}
