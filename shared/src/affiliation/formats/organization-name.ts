/*
 * Names of organizations as data files write them. Whether a name stands for an organization at all, and for
 * which, is decided in organizations/; here only white space and the debris of comma splitting are dealt with.
 */

/** A longer name is no name. */
export const LONGEST_NAME = 200;

const SUFFIX = /^(?:inc|incorporated|llc|ltd|limited|gmbh|corp|co|s\.?a|plc|b\.?v|ag|llp|pvt|pty)\.?$/i;

/** White space that is not one space; most names have none. */
const UNFOLDED = /[^\S ]|\s\s/;

/** White space folded to single spaces, none at the ends. */
export function foldedName(text: string): string {
  const trimmed = text.trim();
  return UNFOLDED.test(trimmed) ? trimmed.replace(/\s+/g, " ") : trimmed;
}

/** Only the legal form of a company, left over when `Acme, Inc.` was split at its comma? */
export function isBareSuffix(name: string): boolean {
  return name.length <= 12 && SUFFIX.test(name);
}
