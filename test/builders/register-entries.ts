/* Entries as a practice of two maintainers would have them, one of every kind that the register shows. */
import { entryId, type EntryFields } from "./public-log.ts";
import { HUBOT, OCTOCAT } from "./roster.ts";

const WILE = { id: 1001, login: "wile" };
const cause = { kind: "delivery" };

function on(number: number, name = "octo-org/hello-world", kind = "pull_request"): Record<string, unknown> {
  return { repository: { id: 1296269, name }, subject: { kind, number, ref: `${name}#${String(number)}` } };
}

/** One of every kind; the breach is entry {@link BREACH} and the next one answers it. */
export function everyKind(): EntryFields[] {
  const other = "octo-org/spoon-knife";
  return [
    { type: "attestation", maintainer: OCTOCAT, by: OCTOCAT, until: "2026-12-31" },
    { type: "policy", cause },
    { type: "determination", ...on(412), maintainer: OCTOCAT, level: "recuse", cause },
    { type: "recusal", ...on(412), maintainer: OCTOCAT, by: OCTOCAT },
    { type: "handover", ...on(412), maintainer: OCTOCAT, by: OCTOCAT, to: WILE },
    { type: "decision", ...on(412), maintainer: OCTOCAT, by: WILE },
    { type: "determination", ...on(77, other, "issue"), maintainer: HUBOT, level: "disclose", cause },
    { type: "disclosure", ...on(77, other, "issue"), maintainer: HUBOT, by: HUBOT },
    { type: "outage", from: "2026-01-01T06:10:00.000Z", until: "2026-01-01T09:45:00.000Z" },
    { type: "waiver", ...on(420), maintainer: OCTOCAT, by: WILE, until: "2026-02-01" },
    {
      type: "override",
      ...on(77, other, "issue"),
      by: HUBOT,
      override: { label: "conflict/disclosure-due", action: "removed" },
    },
    { type: "private-head" },
    { type: "recusal", ...on(430, other), maintainer: HUBOT, by: HUBOT },
    { type: "breach", ...on(430, other), maintainer: HUBOT, by: HUBOT, cause },
    { type: "correction", about: entryId(BREACH), maintainer: HUBOT, by: HUBOT },
    { type: "determination", ...on(412), maintainer: OCTOCAT, level: "clear", cause },
    { type: "reinstatement", ...on(412), maintainer: OCTOCAT, by: WILE },
    { type: "assist", ...on(431), maintainer: OCTOCAT, by: OCTOCAT },
    { type: "key-rotation" },
  ];
}

export const BREACH = 13;

/** A determination, for logs of many. */
export function determination(number: number): EntryFields {
  return { type: "determination", ...on(number), maintainer: OCTOCAT, level: "disclose", cause };
}
