/*
 * RFC 8785 canonical JSON: one value, one sequence of bytes. Whatever is hashed, committed to or appended
 * to a log goes through here. Nothing is ever re-serialised to verify it.
 */
import canonicalize from "canonicalize";

/**
 * The canonical text of a JSON value; members that are `undefined` are left out, as JSON does.
 *
 * @throws TypeError for what has no canonical form: a lone surrogate, NaN, an infinity, a cycle, `undefined`.
 * The message does not repeat the value
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new TypeError("not a JSON value: it has no canonical form");
  return text;
}

function serialize(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch (error) {
    throw new TypeError(
      "not a JSON value: it holds a lone surrogate, a number that is not finite, or a reference to itself",
      { cause: error },
    );
  }
}
