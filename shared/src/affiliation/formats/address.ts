/*
 * Addresses and domains as affiliation data writes them.
 */
import { domainProblem, normalAddress } from "../email-domain.ts";
import { isFreeMail, isNoreplyHost } from "../free-mail.ts";
import { asciiHost } from "../host.ts";

const NEVER_INSIDE = /[\s,<>]/;

/** The address if it is one that can be somebody's: a local part and a host with a dot. */
export function soundAddress(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  if (at <= 0 || !text.includes(".", at) || NEVER_INSIDE.test(text)) return undefined;
  return normalAddress(text) === undefined ? undefined : text;
}

export type DomainReading =
  | { readonly domain: string }
  /** Sound, but it says nothing of who somebody works for. */
  | { readonly domain: undefined; readonly isHost: boolean; readonly why: string };

/** A domain that one organization owns, in the form of host.ts, or why it is none. */
export function ownedDomain(text: string): DomainReading {
  const domain = asciiHost(text);
  const why = domainProblem(text.endsWith(".") ? text.slice(0, -1) : text);
  if (domain === undefined)
    return { domain, isHost: false, why: why ?? "expected a domain such as acme.example" };
  return why === undefined ? { domain } : { domain: undefined, isHost: true, why };
}

/** A host at which somebody was seen, in the form of host.ts; undefined for free mail, noreply and what is no domain. */
export function sightedHost(host: string): string | undefined {
  const domain = asciiHost(host);
  if (domain?.includes(".") !== true || isFreeMail(domain) || isNoreplyHost(domain)) return undefined;
  return domain;
}
