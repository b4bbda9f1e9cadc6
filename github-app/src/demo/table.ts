/* The demo's result for people. Names nobody's confidential client: it may be shown to anyone. */
import type { DemoResult } from "./stage.ts";

/** One row for each subject. */
export function demoTable({ scenes }: DemoResult): string {
  const rows = scenes.map(({ scene, ref, labels, comments, calls, wrong }) => [
    wrong.length === 0 ? "ok" : "WRONG",
    ref,
    scene.what,
    [...labels, ...(comments > 0 ? ["+ comment"] : [])].join(" ") || "–",
    String(calls),
    scene.why,
  ]);
  const head = ["", "subject", "what was filed", "what GitHub shows", "calls", "why"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n\n");
}

/** The calls that were spent, what was looked for, and where the record lies. */
export function demoSummary({ scenes, calls, leaks, wrong }: DemoResult, folder: string): string {
  const shown = scenes.filter(({ labels }) => labels.length > 0).length;
  return [
    `${String(scenes.length)} subjects, ${String(shown)} labelled, ${String(calls)} calls to GitHub in all`,
    "(creating each label once and reading the policy once included).",
    leaks.length === 0
      ? "The client under NDA is in no request, no log line and no public file; a label taken off by hand stayed off."
      : "The client under NDA leaked.",
    `The record: ${folder}/log/public/entries.jsonl, what is hers alone in ${folder}/log/private.`,
    ...(wrong.length === 0
      ? ["All of it came out as it must."]
      : ["Not as it must be:", ...wrong.map((each) => `  ${each}`)]),
    "",
  ].join("\n");
}
