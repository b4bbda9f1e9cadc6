/*
 * E-mail domains as evidence: which a roster may use, and which of them an address belongs to.
 */
import { parse } from "tldts";
import { isFreeMail, isNoreplyHost } from "./free-mail.ts";
import { asciiHost } from "./host.ts";

/** With or without a `+tag`. */
const NOREPLY_LOCAL = /^(?:no|do[-_.]?not)[-_.]?reply(?:$|\+)/i;
/** A last label by which programs take the host for an IPv4 address, such as `127.1`. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/;
const ADDRESS_LENGTH = 320;

/**
 * Says in one sentence why a roster may not use this domain as evidence, or undefined when it may. Domains
 * may be written in any case, as IDN or as xn--; a public suffix is one by https://publicsuffix.org, its
 * private part included (`github.io`).
 */
export function domainProblem(domain: string): string | undefined {
  const host = domain.endsWith(".") ? undefined : asciiHost(domain);
  if (host === undefined)
    return "expected a domain such as acme.example, without @ and without dots around it";
  const { isIp, publicSuffix } = parse(host, { allowPrivateDomains: true });
  if (isIp === true || ENDS_IN_NUMBER.test(host))
    return "expected a domain such as acme.example, not an IP address";
  if (publicSuffix === host) {
    return "expected a domain of one organization: this is a public suffix, under which anyone can register";
  }
  if (isNoreplyHost(host)) {
    return "expected a domain of one organization: noreply addresses belong to everyone";
  }
  if (isFreeMail(host)) {
    return "expected a domain of one organization: anyone can have an address here; list people[].emails instead";
  }
  return undefined;
}

/**
 * The look-up of an address among domains: whole labels only, the longest domain wins, case and IDN form do
 * not matter, free-mail and noreply addresses never match. Of a domain that is listed twice the first entry
 * answers; a domain that {@link domainProblem} refuses never does.
 */
export function domainMatcher<E extends { readonly domain: string }>(
  entries: readonly E[],
): (email: string) => E | undefined {
  const byHost = new Map<string, E>();
  for (const entry of entries) {
    const host = domainProblem(entry.domain) === undefined ? asciiHost(entry.domain) : undefined;
    if (host !== undefined && !byHost.has(host)) byHost.set(host, entry);
  }
  return (email) => {
    if (byHost.size === 0) return undefined;
    const host = evidenceHost(email);
    if (host === undefined) return undefined;
    for (let rest = host; ;) {
      const entry = byHost.get(rest);
      if (entry !== undefined) return entry;
      const dot = rest.indexOf(".");
      if (dot < 0) return undefined;
      rest = rest.slice(dot + 1);
    }
  };
}

/**
 * The address in one form for comparison, or undefined when it is none. Local parts compare without case. The very
 * text where it is in that form already: otherwise every address would be in memory twice.
 */
export function normalAddress(email: string): string | undefined {
  const at = email.lastIndexOf("@");
  if (at <= 0 || email.length > ADDRESS_LENGTH) return undefined;
  const written = email.slice(at + 1);
  const host = asciiHost(written);
  if (host === undefined) return undefined;
  const local = email.slice(0, at);
  const folded = local.toLowerCase();
  return folded === local && host === written ? email : `${folded}@${host}`;
}

/**
 * The host of an address that may be evidence, or undefined for free mail, noreply addresses and what is none.
 *
 * @param hostOf {@link soundHost}, or the same remembered where addresses are many and hosts few
 */
export function evidenceHost(email: string, hostOf = soundHost): string | undefined {
  const at = email.lastIndexOf("@");
  if (at <= 0 || email.length > ADDRESS_LENGTH) return undefined;
  const host = hostOf(email.slice(at + 1));
  return host === undefined || NOREPLY_LOCAL.test(email.slice(0, at)) ? undefined : host;
}

/** The host in the form of host.ts, or undefined for free mail, noreply hosts and what is none. */
export function soundHost(written: string): string | undefined {
  const host = asciiHost(written);
  return host === undefined || isFreeMail(host) || isNoreplyHost(host) ? undefined : host;
}
