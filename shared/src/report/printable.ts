/* Text from GitHub made safe for a terminal and for a spreadsheet. */

/** One line without control characters, escape sequences or marks that reorder what follows. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/**
 * A cell of a CSV file (RFC 4180). What a spreadsheet would take for a formula gets a leading apostrophe.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
