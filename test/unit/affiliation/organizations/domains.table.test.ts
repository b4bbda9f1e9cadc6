import assert from "node:assert/strict";
import fc from "fast-check";
import { domainMatcher } from "@recuse/shared/affiliation/email-domain.ts";

const ENTRIES = [
  "foo.com",
  "umass.edu",
  "cs.umass.edu",
  "acme.co.uk",
  "acme.com.au",
  "bücher.example",
  "xn--mnchen-3ya.example",
  "公司.example",
  "acme.github.io",
  "github.com",
  "acme.example",
  "deep.sub.acme.example",
  "t.co",
  // None of these may ever answer.
  "com",
  "co.uk",
  "github.io",
  "gmail.com",
  "gmx.de",
  "users.noreply.github.com",
  "noreply.acme.example",
  "10.0.0.1",
  "127.1",
  "localhost",
  "",
  ".",
].map((domain) => ({ domain }));

const FREE_MAIL = [
  ...[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "aol.com",
    "icloud.com",
  ],
  ...["gmx.de", "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr"],
  ...["libero.it", "virgilio.it", "tiscali.it", "seznam.cz", "wp.pl", "o2.pl", "onet.pl", "interia.pl"],
  ...["mail.ru", "yandex.ru", "rambler.ru", "ukr.net", "abv.bg", "freemail.hu", "bluewin.ch", "gmx.ch"],
  ...[
    "telenet.be",
    "skynet.be",
    "ziggo.nl",
    "xs4all.nl",
    "online.no",
    "telia.com",
    "btinternet.com",
    "sky.com",
  ],
  ...["qq.com", "163.com", "126.com", "sina.com", "139.com", "naver.com", "daum.net", "hanmail.net"],
  ...[
    "rediffmail.com",
    "uol.com.br",
    "bol.com.br",
    "terra.com.br",
    "protonmail.com",
    "proton.me",
    "tutanota.com",
  ],
  ...[
    "bredband.net",
    "chello.at",
    "otenet.gr",
    "azet.sk",
    "kolumbus.fi",
    "fastmail.com",
    "posteo.de",
    "mailbox.org",
    "duck.com",
    "comcast.net",
    "verizon.net",
  ],
];

const TABLE: readonly [email: string, domain: string | undefined][] = [
  // Whole labels
  ["a@foo.com", "foo.com"],
  ["a@eng.foo.com", "foo.com"],
  ["a@a.b.c.d.e.f.foo.com", "foo.com"],
  ["a@notfoo.com", undefined],
  ["a@not-foo.com", undefined],
  ["a@foo-com", undefined],
  ["a@fo.com", undefined],
  ["a@foo.com.evil.example", undefined],
  ["a@foo.com.br", undefined],
  ["a@foo.evil.com", undefined],
  ["a@foo.comx", undefined],
  ["a@foo.co", undefined],
  ["a@t.co", "t.co"],
  ["a@it.co", undefined],
  // The longest wins
  ["a@umass.edu", "umass.edu"],
  ["a@cs.umass.edu", "cs.umass.edu"],
  ["a@mail.cs.umass.edu", "cs.umass.edu"],
  ["a@acs.umass.edu", "umass.edu"],
  ["a@cs.umass.edu.cn", undefined],
  ["a@sub.acme.example", "acme.example"],
  ["a@deep.sub.acme.example", "deep.sub.acme.example"],
  ["a@x.deep.sub.acme.example", "deep.sub.acme.example"],
  // Public suffixes
  ["a@com", undefined],
  ["a@co.uk", undefined],
  ["a@other.co.uk", undefined],
  ["a@acme.co.uk", "acme.co.uk"],
  ["a@x.acme.co.uk", "acme.co.uk"],
  ["a@notacme.co.uk", undefined],
  ["a@acme.com.au", "acme.com.au"],
  ["a@github.io", undefined],
  ["a@other.github.io", undefined],
  ["a@acme.github.io", "acme.github.io"],
  // Case and dots
  ["A@FOO.COM", "foo.com"],
  ["a@Foo.Com", "foo.com"],
  ["a@foo.com.", "foo.com"],
  ["a@foo.com..", undefined],
  ["a@.foo.com", undefined],
  ["a@foo..com", undefined],
  ["a@eng..foo.com", undefined],
  ["a@foo.com ", undefined],
  ["a@ foo.com", undefined],
  // IDN in both forms
  ["a@bücher.example", "bücher.example"],
  ["a@BÜCHER.EXAMPLE", "bücher.example"],
  ["a@bu\u0308cher.example", "bücher.example"],
  ["a@xn--bcher-kva.example", "bücher.example"],
  ["a@XN--BCHER-KVA.example", "bücher.example"],
  ["a@mail.xn--bcher-kva.example", "bücher.example"],
  ["a@münchen.example", "xn--mnchen-3ya.example"],
  ["a@公司.example", "公司.example"],
  ["a@xn--55qx5d.example", "公司.example"],
  ["a@bucher.example", undefined],
  ["a@ｆｏｏ.com", "foo.com"],
  ["a@foo。com", "foo.com"],
  ["a@foo\u00ad.com", "foo.com"],
  // Homoglyphs: Cyrillic о, Greek ο, Cyrillic а
  ["a@f\u043eo.com", undefined],
  ["a@fo\u03bf.com", undefined],
  ["a@\u0430cme.example", undefined],
  ["a@foo.c\u043em", undefined],
  ["a@xn--fo-5bc.com", undefined],
  ["a@githuƄ.com", undefined],
  ["a@foo\u2024com", undefined],
  ["a@foo.com\u2044.evil.example", undefined],
  // The local part
  ["a+tag@foo.com", "foo.com"],
  ["a+b+c@foo.com", "foo.com"],
  ["a.b@foo.com", "foo.com"],
  ['"a b"@foo.com', "foo.com"],
  ['"a@b"@foo.com', "foo.com"],
  ['"@foo.com"@evil.example', undefined],
  ["foo.com@evil.example", undefined],
  ["ü@foo.com", "foo.com"],
  ["@foo.com", undefined],
  ["foo.com", undefined],
  ["a@", undefined],
  ["@", undefined],
  ["", undefined],
  // Several @: the last one counts
  ["a@foo.com@evil.example", undefined],
  ["a@evil.example@foo.com", "foo.com"],
  ["a@@foo.com", "foo.com"],
  ["a@foo.com@", undefined],
  // What is no host name
  ["a@foo.com>", undefined],
  ["A <a@foo.com>", undefined],
  ["a@foo.com/x", undefined],
  ["a@foo.com?x=1", undefined],
  ["a@foo.com#x", undefined],
  ["a@foo.com:25", undefined],
  ["a@foo.com\\evil", undefined],
  ["a@foo.com\0", undefined],
  ["a@foo.com\n", undefined],
  ["a@foo.com,b@evil.example", undefined],
  ["a@foo.com, b@acme.example", "acme.example"],
  ["a@-foo.com", undefined],
  ["a@foo-.com", undefined],
  ["a@foo_bar.foo.com", undefined],
  ["a@%66oo.com", undefined],
  ["a@*.foo.com", undefined],
  // Addresses of the network
  ["a@[10.0.0.1]", undefined],
  ["a@10.0.0.1", undefined],
  ["a@127.1", undefined],
  ["a@x.127.1", undefined],
  ["a@[IPv6:::1]", undefined],
  ["a@::1", undefined],
  ["a@localhost", undefined],
  ["a@localhost.localdomain", undefined],
  ["a@0x7f.1", undefined],
  // Noreply
  ["1+octocat@users.noreply.github.com", undefined],
  ["octocat@users.noreply.github.com", undefined],
  ["octocat@USERS.NOREPLY.GITHUB.COM", undefined],
  ["a@noreply.github.com", undefined],
  ["noreply@github.com", undefined],
  ["no-reply@foo.com", undefined],
  ["NoReply@foo.com", undefined],
  ["do-not-reply@foo.com", undefined],
  ["noreply+1@foo.com", undefined],
  ["no_reply@foo.com", undefined],
  ["a@noreply.acme.example", undefined],
  ["a@x.noreply.acme.example", undefined],
  ["noreplying@foo.com", "foo.com"],
  ["octocat@github.com", "github.com"],
  // Length
  [`a@${"a".repeat(60)}.foo.com`, "foo.com"],
  [`a@${"a.".repeat(100)}foo.com`, "foo.com"],
  [`a@${"a".repeat(64)}.foo.com`, undefined],
  [`a@${"a.".repeat(130)}foo.com`, undefined],
  [`${"a".repeat(400)}@foo.com`, undefined],
  ...FREE_MAIL.map((host): [string, undefined] => [`a@${host}`, undefined]),
];

describe("traps of e-mail domains", () => {
  const match = domainMatcher(ENTRIES);

  for (const [email, domain] of TABLE) {
    it(`${JSON.stringify(email.slice(0, 60))}: ${domain ?? "nothing"}`, () => {
      assert.equal(match(email)?.domain, domain);
    });
  }

  it("free mail stays nobody's when it is listed", () => {
    const listed = domainMatcher(FREE_MAIL.map((domain) => ({ domain })));
    assert.deepEqual(
      FREE_MAIL.filter((host) => listed(`a@${host}`) !== undefined || listed(`a@x.${host}`) !== undefined),
      [],
    );
  });

  it("duplicates and the order of the entries never change an answer", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...ENTRIES, ...ENTRIES], { minLength: ENTRIES.length * 2 }),
        fc.constantFrom(...TABLE),
        (entries, [email, domain]) => {
          assert.equal(domainMatcher(entries)(email)?.domain, domain);
        },
      ),
    );
  });
});
