/*
 * The level table and its presets: which relation of a subject to a maintainer's organization asks for
 * which level. A preset changes this table and nothing else.
 */
import type { Level } from "./determination.ts";

/** The rows of the table, in the words of the rules. */
export const ROWS = [
  /** She helped with it, was paid for it, or wrote it. */
  "own-work",
  /** Author, co-author or head repository of a current client, confirmed. */
  "client-confirmed",
  /** The same, reported or self-asserted; a committer; on-behalf-of. */
  "client-reported",
  /** The same, but in cool-off or only imputed from a colleague. */
  "client-remote",
  /** A colleague of her practice helped with it. */
  "colleague-work",
  /** The author has the same employer. */
  "same-employer",
] as const;
export type Row = (typeof ROWS)[number];

export const PRESET_NAMES = ["standard", "cncf", "rust", "ietf"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export interface Cell {
  readonly level: Exclude<Level, "unknown">;
  readonly unconflictedApproval: boolean;
}

/** The columns of the table. A discussion is judged as an issue unless the policy calls it a proposal. */
export interface Cells {
  readonly issue: Cell;
  readonly pull_request: Cell;
  readonly proposal: Cell;
}

export type Table = Readonly<Record<Row, Cells>>;

const CLEAR: Cell = { level: "clear", unconflictedApproval: false };
const DISCLOSE: Cell = { level: "disclose", unconflictedApproval: false };
const DISCLOSE_AND_SECOND: Cell = { level: "disclose", unconflictedApproval: true };
const RECUSE: Cell = { level: "recuse", unconflictedApproval: false };

const STANDARD: Table = {
  "own-work": { issue: RECUSE, pull_request: RECUSE, proposal: RECUSE },
  "client-confirmed": { issue: DISCLOSE, pull_request: DISCLOSE_AND_SECOND, proposal: RECUSE },
  "client-reported": { issue: DISCLOSE, pull_request: DISCLOSE, proposal: DISCLOSE },
  "client-remote": { issue: DISCLOSE, pull_request: DISCLOSE, proposal: DISCLOSE },
  "colleague-work": { issue: RECUSE, pull_request: RECUSE, proposal: RECUSE },
  "same-employer": { issue: CLEAR, pull_request: DISCLOSE, proposal: DISCLOSE },
};

/*
 * The three below differ from the standard only where the governance text that they follow says otherwise;
 * docs/presets.md names the texts and argues each cell.
 */

const CNCF: Table = {
  ...STANDARD,
  "client-reported": { issue: DISCLOSE, pull_request: DISCLOSE_AND_SECOND, proposal: DISCLOSE_AND_SECOND },
  "client-remote": { issue: DISCLOSE, pull_request: DISCLOSE_AND_SECOND, proposal: DISCLOSE_AND_SECOND },
  "same-employer": { issue: CLEAR, pull_request: DISCLOSE_AND_SECOND, proposal: DISCLOSE_AND_SECOND },
};

const RUST: Table = {
  ...STANDARD,
  "client-confirmed": { issue: DISCLOSE, pull_request: RECUSE, proposal: RECUSE },
  "same-employer": { issue: CLEAR, pull_request: DISCLOSE, proposal: RECUSE },
};

const IETF: Table = {
  ...STANDARD,
  "client-confirmed": { issue: DISCLOSE, pull_request: DISCLOSE, proposal: RECUSE },
  "same-employer": { issue: CLEAR, pull_request: CLEAR, proposal: DISCLOSE },
};

/** The table of each preset. */
export const PRESETS: Readonly<Record<PresetName, Table>> = {
  standard: STANDARD,
  cncf: CNCF,
  rust: RUST,
  ietf: IETF,
};
