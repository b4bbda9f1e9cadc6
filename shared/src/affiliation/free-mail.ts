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
  "aon.at",
  "azet.sk",
  "bbox.fr",
  "bredband.net",
  "chello.at",
  "comhem.se",
  "disroot.org",
  "duck.com",
  "elisanet.fi",
  "fastmail.com",
  "gmx.ch",
  "googlemail.de",
  "hispeed.ch",
  "ik.me",
  "in.gr",
  "jubii.dk",
  "kakao.com",
  "kolabnow.com",
  "kolumbus.fi",
  "linux.com",
  "linux.dev",
  "mailfence.com",
  "meta.ua",
  "mozmail.com",
  "netcologne.de",
  "nifty.com",
  "numericable.fr",
  "online.no",
  "otenet.gr",
  "passagen.se",
  "passmail.net",
  "posteo.de",
  "posteo.net",
  "riseup.net",
  "simnet.is",
  "skiff.com",
  "sohu.com",
  "startmail.com",
  "suomi24.fi",
  "tele2.se",
  "telia.com",
  "tlen.pl",
  "tuta.com",
  "tuta.io",
  "tutanota.com",
  "unitymedia.de",
  "vodafone.de",
  "vodafonemail.de",
  "volny.cz",
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
