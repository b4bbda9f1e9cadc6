/* The Triage view. It loads nothing yet, so that its welcome text, which says so, is all that it shows. */
import type { TreeDataProvider } from "vscode";

/** A tree without rows. */
export function emptyTriage(): TreeDataProvider<never> {
  return {
    getChildren: () => [],
    getTreeItem: (row) => row,
  };
}
