import assert from "node:assert/strict";
import fc from "fast-check";
import { domainMatcher, domainProblem, normalAddress } from "@recuse/shared/affiliation/email-domain.ts";

const PROBLEMS: readonly [domain: string, problem: RegExp | undefined][] = [
  ["acme.example", undefined],
  ["ACME.Example", undefined],
  ["cs.umass.edu", undefined],
  ["acme.co.uk", undefined],
  ["acme.github.io", undefined],
  ["github.com", undefined],
  ["bücher.example", undefined],
  ["xn--bcher-kva.example", undefined],
  ["microsoft.com", undefined],
  ["redhat.com", undefined],
  ["", /^expected a domain such as/],
  ["acme.example.", /^expected a domain such as/],
  [".acme.example", /^expected a domain such as/],
  ["acme..example", /^expected a domain such as/],
  ["@acme.example", /^expected a domain such as/],
  ["octocat@acme.example", /^expected a domain such as/],
  ["*.acme.example", /^expected a domain such as/],
  ["https://acme.example/", /^expected a domain such as/],
  ["acme.example/x", /^expected a domain such as/],
  ["acme example", /^expected a domain such as/],
  ["-acme.example", /^expected a domain such as/],
  ["bücher.example/x", /^expected a domain such as/],
  [`${"a.".repeat(200)}example`, /^expected a domain such as/],
  ["10.0.0.1", /not an IP address$/],
  ["com", /public suffix/],
  ["localhost", /public suffix/],
  ["co.uk", /public suffix/],
  ["CO.UK", /public suffix/],
  ["github.io", /public suffix/],
  ["kawasaki.jp", /public suffix/],
  ["s3.amazonaws.com", /public suffix/],
  ["公司.cn", /public suffix/],
  ["gmail.com", /anyone can have an address/],
  ["GMail.com", /anyone can have an address/],
  ["fastmail.com", /anyone can have an address/],
  ["müllmail.com", /anyone can have an address/],
  ["xn--mllmail-n2a.com", /anyone can have an address/],
  ["users.noreply.github.com", /noreply addresses/],
  ["noreply.github.com", /noreply addresses/],
];

const LISTED = [
  "foo.com",
  "umass.edu",
  "cs.umass.edu",
  "acme.co.uk",
  "bücher.example",
  "github.com",
  "co.uk",
  "github.io",
  "gmail.com",
  "users.noreply.github.com",
].map((domain) => ({ domain, organization: domain }));

const ADDRESSES: readonly [email: string, domain: string | undefined][] = [
  ["a@foo.com", "foo.com"],
  ["A@FOO.com", "foo.com"],
  ["a@foo.com.", "foo.com"],
  ["a@eng.foo.com", "foo.com"],
  ["a@x.y.z.foo.com", "foo.com"],
  ['"a@b"@foo.com', "foo.com"],
  ["a@notfoo.com", undefined],
  ["a@not-foo.com", undefined],
  ["a@foo.com.evil.example", undefined],
  ["a@foo.evil.com", undefined],
  ["a@foo.co", undefined],
  ["a@com", undefined],
  ["foo.com@evil.example", undefined],
  ["a@foo.com@evil.example", undefined],
  ["a@evil.example#@foo.com", "foo.com"],
  ["a@foo.com..", undefined],
  ["a@.foo.com", undefined],
  ["@foo.com", undefined],
  ["foo.com", undefined],
  ["", undefined],
  ["a@", undefined],
  ["a@cs.umass.edu", "cs.umass.edu"],
  ["a@x.cs.umass.edu", "cs.umass.edu"],
  ["a@math.umass.edu", "umass.edu"],
  ["a@acs.umass.edu", "umass.edu"],
  ["a@acme.co.uk", "acme.co.uk"],
  ["a@other.co.uk", undefined],
  ["a@co.uk", undefined],
  ["a@acme.github.io", undefined],
  ["a@bücher.example", "bücher.example"],
  ["a@BÜCHER.example", "bücher.example"],
  ["a@xn--bcher-kva.example", "bücher.example"],
  ["a@XN--BCHER-KVA.example", "bücher.example"],
  ["a@mail.bücher.example", "bücher.example"],
  ["a@b\u00fc\u200dcher.example", undefined],
  ["a@foo。com", "foo.com"],
  ["a@ｆｏｏ.com", "foo.com"],
  ["a@foo.com/ü", undefined],
  ["a@gmail.com", undefined],
  ["1+octocat@users.noreply.github.com", undefined],
  ["octocat@github.com", "github.com"],
  ["noreply@github.com", undefined],
  ["No-Reply@foo.com", undefined],
  [`${"a".repeat(400)}@foo.com`, undefined],
];

describe("e-mail domains", () => {
  for (const [domain, problem] of PROBLEMS) {
    it(`in a roster, ${JSON.stringify(domain.slice(0, 40))}: ${problem === undefined ? "fine" : String(problem)}`, () => {
      if (problem === undefined) assert.equal(domainProblem(domain), undefined);
      else assert.match(domainProblem(domain) ?? "", problem);
    });
  }

  const match = domainMatcher(LISTED);
  for (const [email, domain] of ADDRESSES) {
    it(`${JSON.stringify(email.slice(-40))}: ${domain ?? "nothing"}`, () => {
      assert.equal(match(email)?.organization, domain);
    });
  }

  it("the first of two entries of one domain answers", () => {
    const twice = domainMatcher([
      { domain: "Foo.com", organization: "a" },
      { domain: "foo.com", organization: "b" },
    ]);
    assert.equal(twice("x@foo.com")?.organization, "a");
  });

  it("the order of the domains, case and a trailing dot never change the answer", () => {
    const email = fc.constantFrom(
      ...ADDRESSES.map(([address]) => address).filter((address) => address.includes("@")),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(LISTED, { minLength: LISTED.length }), email, (shuffled, address) => {
        const expected = match(address);
        const reordered = domainMatcher(shuffled);
        assert.equal(reordered(address), expected);
        assert.equal(reordered(address.toUpperCase()), expected);
        if (!address.endsWith(".")) assert.equal(reordered(`${address}.`)?.domain, expected?.domain);
      }),
    );
  });

  it("a match is always the listed domain or a name below it", () => {
    const label = fc.constantFrom(
      "foo",
      "com",
      "umass",
      "edu",
      "cs",
      "evil",
      "example",
      "co",
      "uk",
      "notfoo",
    );
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        const host = labels.join(".");
        const below = LISTED.filter(({ domain }) => domainProblem(domain) === undefined)
          .map(({ domain }) => domain)
          .filter((domain) => `.${host}`.endsWith(`.${domain}`))
          .sort((a, b) => b.length - a.length);
        assert.equal(match(`a@${host}`)?.domain, below[0]);
      }),
    );
  });

  it("hostile text never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (local, host) => {
        match(`${local}@${host}`);
        domainProblem(host);
        normalAddress(host);
      }),
    );
    for (const text of [
      "@".repeat(1e6),
      ".".repeat(1e6),
      `a@${"a.".repeat(5e5)}com`,
      `a@${"ü".repeat(1e6)}`,
    ]) {
      assert.equal(match(text), undefined);
    }
  });
});
