/*
 * Domains at which anybody can have an address: free-mail and throw-away services, relays, noreply hosts.
 * An address there says nothing of who its owner works for.
 */
import listed from "email-providers/all.json" with { type: "json" };
import { asciiHost } from "./host.ts";

/** Services that the `email-providers` list (2.26) does not hold. */
const UNLISTED = [
  "139.com",
  "189.cn",
  "disroot.org",
  "duck.com",
  "fastmail.com",
  "gmx.ch",
  "googlemail.de",
  "ik.me",
  "kakao.com",
  "kolabnow.com",
  "linux.com",
  "linux.dev",
  "mailfence.com",
  "mozmail.com",
  "netcologne.de",
  "passmail.net",
  "posteo.de",
  "posteo.net",
  "riseup.net",
  "skiff.com",
  "sohu.com",
  "startmail.com",
  "tuta.com",
  "tuta.io",
  "tutanota.com",
  "vodafone.de",
  "vodafonemail.de",
  "xs4all.nl",
  "ziggo.nl",
  "zohomail.com",
];

const FREE_MAIL: ReadonlySet<string> = new Set(
  [...listed, ...UNLISTED].flatMap((host) => asciiHost(host) ?? []),
);

/** Is it a host at which anybody can have an address? Takes the form that {@link asciiHost} gives. */
export function isFreeMail(host: string): boolean {
  return FREE_MAIL.has(host);
}

/** Is it a host of addresses that nobody reads, such as `users.noreply.github.com`? */
export function isNoreplyHost(host: string): boolean {
  return /(?:^|\.)no-?reply\./.test(host);
}
