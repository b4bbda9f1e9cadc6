/*
 * The repositories that a roster lists: where it may act at all. A name that no glob matches means that
 * nobody's interests are looked at there.
 */
const NOTHING = (): boolean => false;

/**
 * Makes a matcher of `owner/name` out of globs such as `octo-org/*`. Compares without regard to case, as
 * GitHub does; `*` stands for any characters but a slash. No glob at all matches nothing.
 */
export function repositoryMatcher(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return NOTHING;
  const pattern = new RegExp(`^(?:${globs.map(patternOf).join("|")})$`, "i");
  return (name) => pattern.test(name);
}

function patternOf(glob: string): string {
  return glob
    .replace(/\*+/g, "*")
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", String.raw`[^/\s]*`);
}
