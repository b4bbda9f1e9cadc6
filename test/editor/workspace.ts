/* The folder that the editor opens in the tests: a roster that is right, and one with two mistakes at known places. */
import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { makeTemporary } from "./host/temporary.ts";

const MENDED_ROSTER = `{
  "version": 1,
  "repositories": ["octo-org/*"],
  "practice": {
    "name": "Octo Practice",
    "members": [{ "login": "octocat", "id": 583231, "from": "2024-01-01" }]
  },
  "organizations": [
    { "id": "acme", "name": "Acme", "domains": ["acme.example"] }
  ],
  "engagements": [
    { "owner": "octocat", "organization": "acme", "kind": "retainer", "from": "2025-01-01" }
  ]
}
`;

/** Lines count from 1, as the parser and people do. */
export const BROKEN_LINE = 12;
/** What makes the mended roster a broken one: an organization that the roster does not have. */
export const MENDED_TEXT = '"organization": "acme"';
export const BROKEN_TEXT = '"organization": "globex"';

/** Makes the folder and returns its path; the caller removes it with `removeTemporary`. */
export async function makeWorkspace(): Promise<string> {
  const folder = await makeTemporary("workspace");
  await mkdir(path.join(folder, "broken"));
  await writeFile(path.join(folder, "roster.json"), MENDED_ROSTER);
  await writeFile(path.join(folder, "broken/roster.json"), MENDED_ROSTER.replace(MENDED_TEXT, BROKEN_TEXT));
  return folder;
}
