/*
 * Host names in one form: lower case, ASCII (IDN as xn--), without a trailing dot.
 */

const ASCII_HOST = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const NON_ASCII = /[^\0-\x7f]/;
/** What would end a host name inside a URL, or be decoded there. */
const URL_SYNTAX = /[\s/\\?#@:%[\]<>^|]/;
const HOST_LENGTH = 253;

/** The host name in its one form, or undefined when it is none. One trailing dot is allowed, as in DNS. */
export function asciiHost(host: string): string | undefined {
  if (host.length > HOST_LENGTH + 1) return undefined;
  const bare = host.endsWith(".") ? host.slice(0, -1) : host;
  if (bare.length <= HOST_LENGTH && ASCII_HOST.test(bare)) return bare;
  const ascii = NON_ASCII.test(bare) ? toAscii(bare) : bare.toLowerCase();
  return ascii !== undefined && ascii.length <= HOST_LENGTH && ASCII_HOST.test(ascii) ? ascii : undefined;
}

/** The URL parser of the platform knows IDNA; it refuses what is no host name. */
function toAscii(host: string): string | undefined {
  if (URL_SYNTAX.test(host)) return undefined;
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return undefined;
  }
}
