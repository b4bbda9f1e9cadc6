import assert from "node:assert/strict";
import fc from "fast-check";
import {
  parseOrganizations,
  wellKnownOrganizations,
} from "@recuse/shared/affiliation/organizations/organizations-file.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { compileRegistry } from "@recuse/shared/affiliation/organizations/registry.ts";
import { resemblance, type Resemblance } from "@recuse/shared/affiliation/organizations/resemblance.ts";
import { contains, dayNumber } from "@recuse/shared/roster/dates.ts";

type Row = readonly [a: string, b: string, expected: Resemblance];

/** What the text alone says. */
const BY_TEXT: readonly Row[] = [
  // Legal forms, punctuation, case
  ["Acme", "ACME", "same"],
  ["Acme", "Acme, Inc.", "same"],
  ["Acme Inc", "Acme, Incorporated", "same"],
  ["Acme LLC", "acme l.l.c.", "same"],
  ["Acme Ltd", "Acme Limited", "same"],
  ["Acme Pty Ltd", "Acme", "same"],
  ["Acme Pvt. Ltd.", "Acme Private Limited", "same"],
  ["Acme Pte Ltd", "Acme", "same"],
  ["Acme GmbH", "acme", "same"],
  ["Acme GmbH & Co. KG", "Acme", "same"],
  ["Acme AG", "Acme SE", "same"],
  ["Acme S.A.", "Acme SAS", "same"],
  ["Acme S.p.A.", "Acme SpA", "same"],
  ["Acme S.r.l.", "Acme", "same"],
  ["Acme B.V.", "Acme BV", "same"],
  ["Acme N.V.", "Acme", "same"],
  ["Acme A/S", "Acme AS", "same"],
  ["Acme Oy", "Acme", "same"],
  ["Acme AB", "Acme", "same"],
  ["Acme OÜ", "Acme", "same"],
  ["Acme s.r.o.", "Acme, s. r. o.", "same"],
  ["Acme Sp. z o.o.", "Acme sp z o o", "same"],
  ["Acme Sp. z o. o", "Acme", "same"],
  ["Acme Kft.", "Acme", "same"],
  ["Acme K.K.", "Acme", "same"],
  ["Acme Co., Ltd.", "Acme", "same"],
  ["Acme Corporation", "Acme Corp.", "same"],
  ["Acme Ltda", "Acme", "same"],
  ["Acme S.A. de C.V.", "Acme", "same"],
  ["Acme plc", "Acme L.P.", "same"],
  ["株式会社Acme", "Acme", "same"],
  ["Acme有限公司", "Acme", "same"],
  ["ＡＣＭＥ", "Acme", "same"],
  ["ООО Рога", "Рога", "same"],
  ["@acme", "Acme", "same"],
  ["  Acme\t ", "Acme", "same"],
  ["Acme!", "Acme", "same"],
  ["Acme·", "Acme", "same"],
  ['"Acme"', "Acme", "same"],
  ["Acme\u200b", "Acme", "same"],
  ["Red-Hat", "Red Hat", "same"],
  ["Mercedes-Benz AG", "Mercedes Benz", "same"],
  ["Sainsbury's", "Sainsburys", "same"],
  ["L’Oréal", "L'Oreal", "same"],
  ["ETH Zürich", "ETH Zurich", "same"],
  ["Deutsche Börse", "Deutsche Borse AG", "same"],
  ["Société Générale", "Societe Generale S.A.", "same"],
  ["STRASSE", "Straße", "same"],
  ["Procter & Gamble", "Procter and Gamble Co.", "same"],
  ["McKinsey & Company", "McKinsey", "same"],
  ["Goldman Sachs & Co. LLC", "Goldman Sachs", "same"],
  ["J.P. Morgan", "JP Morgan", "same"],
  ["J. P. Morgan", "JP Morgan", "same"],
  ["D2iQ Inc. (f/k/a Mesosphere)", "D2iQ", "same"],
  ["Fairwinds, formerly ReactiveOps", "Fairwinds", "same"],
  ["Hound Technology Inc. dba Honeycomb", "Honeycomb", "same"],
  ["Advanced Micro Devices (AMD)", "Advanced Micro Devices", "same"],
  ["Texas Advanced Computing Center (TACC)", "Texas Advanced Computing Center", "same"],
  // One name within the other
  ["Acme", "Acme Cloud Platform", "similar"],
  ["Acme", "Acme Labs", "similar"],
  ["Acme", "Acme Group", "similar"],
  ["Acme", "Acme Deutschland GmbH", "similar"],
  ["Acme Software", "Acme Systems Inc.", "apart"],
  ["The Scale Factory", "Scale Factory", "similar"],
  ["Tencent", "Tencent Holdings Limited", "similar"],
  ["Inspur", "Inspur Group", "similar"],
  ["Salesforce.com Inc.", "Salesforce", "similar"],
  ["Solo.io", "Solo", "similar"],
  ["SAP", "SAP Labs", "similar"],
  ["IBM", "IBM Research", "similar"],
  ["Nokia", "Nuage Networks from Nokia", "similar"],
  ["Samsung", "Samsung SDS", "similar"],
  ["Stanford", "Stanford University", "similar"],
  ["Univ. of Edinburgh", "University of Edinburgh", "similar"],
  ["Edinburgh University", "Univ Edinburgh", "similar"],
  ["Bosch", "Robert Bosch GmbH", "similar"],
  ["Chase", "JPMorgan Chase", "similar"],
  // Spacing
  ["RedHat", "Red Hat", "similar"],
  ["Cloud Bees", "CloudBees", "similar"],
  ["Digital Ocean", "DigitalOcean", "similar"],
  ["Thought Works", "ThoughtWorks Inc", "similar"],
  ["Wal-Mart", "Walmart", "similar"],
  // Typing
  ["Goggle", "Google", "similar"],
  ["Micorsoft", "Microsoft", "similar"],
  ["Mircosoft Corporation", "Microsoft", "similar"],
  ["Mesospere", "Mesosphere", "similar"],
  ["Kubermatik", "Kubermatic", "similar"],
  ["Hashicrop", "HashiCorp", "similar"],
  ["Ratonal Software", "Rational Software", "similar"],
  ["Univercity of Example", "University of Example", "similar"],
  ["Meta", "Beta", "apart"],
  ["Cisco", "Sisco", "apart"],
  ["Sysco", "Cisco", "apart"],
  ["Intel", "Intuit", "apart"],
  ["Confluent", "Confluence", "apart"],
  ["Rancher", "Ranger", "apart"],
  ["Arm", "Army", "apart"],
  ["Uber", "Ubik", "apart"],
  ["Area51 Systems", "Area52 Systems", "apart"],
  // Initials
  ["MIT", "Massachusetts Institute of Technology", "similar"],
  ["IBM", "International Business Machines", "similar"],
  ["AWS", "Amazon Web Services", "similar"],
  ["HPE", "Hewlett Packard Enterprise", "similar"],
  ["AMD", "Advanced Micro Devices", "similar"],
  ["GE", "General Electric", "similar"],
  ["CNCF", "Cloud Native Computing Foundation", "similar"],
  ["UCL", "University College London", "similar"],
  ["MIT", "Michigan Industries", "apart"],
  ["IBM", "IBN", "apart"],
  // Words that decide alone
  ["Penn State", "University of Pennsylvania", "apart"],
  ["Penn State", "Penn", "apart"],
  ["Pennsylvania State University", "University of Pennsylvania", "apart"],
  ["Michigan State University", "University of Michigan", "apart"],
  ["Michigan State", "Michigan", "apart"],
  ["Ohio State University", "Ohio University", "apart"],
  ["Washington State University", "University of Washington", "apart"],
  ["Georgia Tech", "Georgia State", "apart"],
  ["Georgia Tech", "University of Georgia", "apart"],
  ["Virginia Tech", "University of Virginia", "apart"],
  ["Technical University of Munich", "University of Munich", "apart"],
  ["Imperial College", "Imperial", "apart"],
  ["Boston College", "Boston University", "apart"],
  ["Boston Medical", "Boston", "apart"],
  ["Northwestern University", "Western University", "apart"],
  ["Northeastern University", "University", "apart"],
  ["University of North Carolina", "University of South Carolina", "apart"],
  ["North Dakota State University", "South Dakota State University", "apart"],
  ["Linux Foundation", "Linux", "apart"],
  ["Apple Inc", "Apple Bank", "apart"],
  ["Apple Bank", "Apple", "apart"],
  ["Delta Airlines", "Delta", "apart"],
  ["Acme Health", "Acme", "apart"],
  ["Acme Insurance", "Acme Bank", "apart"],
  ["Acme Hospital", "Acme", "apart"],
  ["Acme 2", "Acme 3", "apart"],
  ["Acme 2", "Acme", "apart"],
  ["US Army", "US Navy", "apart"],
  ["National Institute of Example", "Institute of Example", "apart"],
  // Universities
  ["Washington University", "University of Washington", "apart"],
  ["Miami University", "University of Miami", "apart"],
  ["University of Massachusetts", "Massachusetts Institute of Technology", "apart"],
  ["Illinois Institute of Technology", "University of Illinois", "apart"],
  ["Oxford Instruments", "University of Oxford", "apart"],
  ["University of California, Berkeley", "University of California, Davis", "apart"],
  ["University of Cambridge", "University of Oxford", "apart"],
  ["Stanford University", "Samford University", "apart"],
  ["University", "University of Oxford", "apart"],
  ["The University", "The Institute", "apart"],
  // One word in common
  ["Samsung SDS", "Samsung Electronics", "apart"],
  ["Deutsche Bank", "Deutsche Telekom", "apart"],
  ["Deutsche Bank", "Deutsche Börse", "apart"],
  ["General Electric", "General Motors", "apart"],
  ["American Express", "American Airlines", "apart"],
  ["Red Hat", "Red Badger", "apart"],
  ["Red", "Red Hat", "apart"],
  ["Open", "Open Networking", "apart"],
  ["Cloud", "Alibaba Cloud", "apart"],
  ["Data", "Data Dog", "apart"],
  ["Software AG", "Acme Software", "apart"],
  ["Wind River", "River Island", "apart"],
  ["Palo Alto Networks", "Palo Alto Research Center", "apart"],
  ["Capital One", "Capital Group", "apart"],
  ["Morgan Stanley", "JP Morgan", "apart"],
  ["HP Inc", "HPE", "apart"],
  ["Alibaba Cloud", "Acme Cloud", "apart"],
  ["Black Duck", "Black Rock", "apart"],
  ["United Airlines", "United Health", "apart"],
  ["SAS", "SAP", "apart"],
  ["Slack", "Stack Exchange", "apart"],
  ["AT&T", "T-Systems", "apart"],
  ["Philips", "Schuberg Philis", "apart"],
  ["Palantir", "Palantir Technologies Inc.", "similar"],
  ["Hewlett", "Hewlett Packard Enterprise", "similar"],
  ["GitLab", "GitHub", "apart"],
  ["Square", "Squarespace", "apart"],
  ["Sky", "Skype", "apart"],
  // No organization at all
  ["?", "?", "apart"],
  ["Inc.", "Inc.", "apart"],
  ["NotFound", "NotFound", "apart"],
  ["", "Acme", "apart"],
  ["N/A", "-", "apart"],
  ["Startup", "Startup", "apart"],
];

/** What the shipped registry adds. */
const BY_REGISTRY: readonly Row[] = [
  ["Loodse", "Kubermatic GmbH", "same"],
  ["Facebook", "Meta Platforms Inc.", "same"],
  ["Mesosphere", "D2iQ Inc. (f/k/a Mesosphere)", "same"],
  ["CloudByte Inc", "MayaData Inc. (f/k/a CloudByte Inc)", "same"],
  ["Huawei", "Huawei Technologies Co. Ltd", "same"],
  ["华为技术有限公司", "Huawei", "same"],
  ["International Business Machines Corporation", "IBM", "same"],
  ["Salesforce.com Inc.", "Salesforce", "same"],
  ["AWS", "Amazon", "same"],
  ["Amazon Web Services (AWS)", "Amazon.com, Inc.", "same"],
  ["Oracle America Inc.", "Oracle", "same"],
  ["Hewlett Packard Enterprise Development LP", "HPE", "same"],
  ["SUSE Linux GmbH", "SUSE LLC", "same"],
  ["Samsung Electronics Co. Ltd.", "Samsung", "same"],
  ["RedHat", "Red Hat Inc.", "same"],
  ["ReactiveOps", "Fairwinds Ops Inc", "same"],
  ["Datawire", "Ambassador Labs (f/k/a Datawire)", "same"],
  ["Avago Technologies", "Broadcom Inc.", "same"],
  ["Mashape", "Kong Inc.", "same"],
  ["Gravitational", "Teleport", "same"],
  ["Cloud Native Computing Foundation", "CNCF", "same"],
  ["MIT", "Massachusetts Institute of Technology", "same"],
  ["Penn State", "Pennsylvania State University", "same"],
  ["Bloomberg LP", "Bloomberg L.P.", "same"],
  ["HP Inc.", "Hewlett Packard Enterprise", "apart"],
  ["Hewlett-Packard", "Hewlett Packard Enterprise", "apart"],
  ["HP", "HPE", "apart"],
  ["Samsung", "Samsung SDS", "apart"],
  ["Samsung Electronics", "Samsung SDS", "apart"],
  ["Washington University in St. Louis", "University of Washington", "apart"],
  ["MIT", "University of Massachusetts", "apart"],
  ["IBM", "Kyndryl", "apart"],
  ["Citi", "Citrix", "apart"],
  ["Mercedes-Benz", "Daimler Truck AG", "apart"],
  ["Facebook", "Metaswitch", "apart"],
  ["Deutsche Bank", "Deutsche Bahn", "apart"],
  ["CoreOS", "Red Hat", "apart"],
];

/** Whether whoever is at the first on that day is also at the second. */
const UP: readonly [child: string, parent: string, day: string, expected: boolean][] = [
  ["CoreOS Inc.", "Red Hat Inc.", "2018-01-29", false],
  ["CoreOS Inc.", "Red Hat Inc.", "2018-01-30", true],
  ["CoreOS", "IBM", "2018-06-01", false],
  ["CoreOS", "IBM", "2019-07-09", true],
  ["Red Hat", "International Business Machines Corporation", "2019-07-08", false],
  ["Red Hat", "IBM", "2019-07-09", true],
  ["IBM", "Red Hat", "2024-01-01", false],
  ["Heptio Inc.", "VMware Inc.", "2019-01-01", true],
  ["Heptio", "Broadcom", "2019-01-01", false],
  ["Heptio", "Broadcom", "2023-11-22", true],
  ["Pivotal", "VMware", "2019-12-29", false],
  ["Pivotal", "VMware", "2019-12-30", true],
  ["Rancher Labs Inc.", "SUSE LLC", "2020-11-30", false],
  ["Rancher Labs Inc.", "SUSE LLC", "2020-12-01", true],
  ["Kinvolk GmbH", "Microsoft Corporation", "2021-04-29", true],
  ["GitHub Inc.", "Microsoft", "2018-10-25", false],
  ["npm Inc.", "Microsoft", "2020-04-15", true],
  ["Google LLC", "Alphabet Inc.", "2015-10-02", true],
  ["YouTube", "Alphabet Inc.", "2014-01-01", false],
  ["Mesosphere", "Nutanix", "2019-01-01", false],
  ["Mesosphere", "Nutanix", "2024-01-01", true],
  ["Isovalent", "Cisco Systems Inc.", "2024-04-12", true],
  ["CNCF", "The Linux Foundation", "2016-01-01", true],
  ["HPE", "HP", "2014-01-01", false],
  ["VMware", "EMC", "2016-09-06", true],
  ["VMware", "Dell EMC", "2016-09-06", false],
  ["VMware", "Dell EMC", "2016-09-07", true],
  ["VMware", "Dell", "2021-10-31", true],
  ["VMware", "Dell", "2021-11-01", false],
  ["VMware", "Broadcom", "2023-11-21", false],
  ["VMware", "Broadcom", "2023-11-22", true],
  ["Heptio", "Dell", "2018-11-30", false],
  ["Heptio", "Dell", "2018-12-01", true],
  ["Heptio", "Dell", "2021-11-01", false],
  ["Pivotal", "Dell", "2016-09-07", true],
  ["Pivotal", "Dell", "2020-06-01", true],
  ["Pivotal", "Dell", "2022-01-01", false],
  ["Pivotal", "VMware", "2016-09-07", false],
  ["Pivotal", "Broadcom", "2023-11-22", true],
  ["SUSE", "Novell", "2010-01-01", true],
  ["SUSE", "Micro Focus", "2014-11-19", false],
  ["SUSE", "Micro Focus", "2014-11-20", true],
  ["SUSE", "Micro Focus", "2019-03-14", true],
  ["SUSE", "Micro Focus", "2019-03-15", false],
  ["SUSE", "OpenText", "2023-01-31", false],
  ["Rancher Labs", "Micro Focus", "2020-12-01", false],
  ["Braintree", "eBay", "2013-12-19", true],
  ["Braintree", "eBay", "2015-07-18", false],
];

describe("names of organizations", () => {
  const registry = compileRegistry([wellKnownOrganizations()]);

  for (const [a, b, expected] of BY_TEXT) {
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)}: ${expected}`, () => {
      assert.equal(resemblance(a, b), expected);
      assert.equal(resemblance(b, a), expected);
    });
  }

  for (const [a, b, expected] of BY_REGISTRY) {
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)}, as is well known: ${expected}`, () => {
      assert.equal(resemblance(a, b, registry), expected);
      assert.equal(resemblance(b, a, registry), expected);
    });
  }

  for (const [child, parent, day, expected] of UP) {
    it(`${child} is ${expected ? "" : "not "}at ${parent} on ${day}`, () => {
      const key = registry.canonical(organizationKey(parent) ?? "");
      const above = registry.parentsOf(organizationKey(child) ?? "");
      assert.equal(
        above.some((each) => each.key === key && contains(each, dayNumber(day))),
        expected,
      );
    });
  }

  it("case, white space, punctuation and order never change a verdict", () => {
    const rows = [
      ...BY_TEXT.map((row) => [...row, undefined] as const),
      ...BY_REGISTRY.map((row) => [...row, registry] as const),
    ];
    const noise = fc.constantFrom("", " ", "  ", ", ", "!", " . ", "\t", "\u200b");
    const spelling = fc.constantFrom(
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
      (text: string) => text.normalize("NFD"),
      (text: string) => text.replaceAll(" ", "  "),
      (text: string) => text,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        spelling,
        noise,
        noise,
        fc.boolean(),
        (row, spell, before, after, turn) => {
          const [a, b, expected, known] = row;
          const noisy = `${before}${spell(a)}${after}`;
          assert.equal(turn ? resemblance(b, noisy, known) : resemblance(noisy, b, known), expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("a verdict is symmetric, and same exactly where the keys are equal", () => {
    const word = fc.constantFrom(
      "acme",
      "Acme",
      "globex",
      "state",
      "University",
      "of",
      "Inc.",
      "labs",
      "2",
      "&",
      "bank",
      "acmes",
      "",
    );
    const name = fc.oneof(
      fc.array(word, { maxLength: 5 }).map((words) => words.join(" ")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(name, name, (a, b) => {
        const verdict = resemblance(a, b);
        assert.equal(resemblance(b, a), verdict);
        const key = organizationKey(a);
        assert.equal(verdict === "same", key !== undefined && key === organizationKey(b));
      }),
      { numRuns: 2000 },
    );
  });

  it("the order of entries and files that do not speak of the same never changes what is known", () => {
    const { organizations } = wellKnownOrganizations();
    const keys = BY_REGISTRY.flatMap(([a, b]) => [organizationKey(a) ?? "", organizationKey(b) ?? ""]);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(organizations, { minLength: organizations.length }),
        fc.nat(organizations.length),
        (shuffled, cut) => {
          const parts = [shuffled.slice(0, cut), shuffled.slice(cut)];
          const other = compileRegistry(
            parts.map((part) => ({ version: 1, asOf: "2026-01-01", organizations: part })),
          );
          for (const key of keys) {
            assert.equal(other.canonical(key), registry.canonical(key));
            assert.deepEqual(other.parentsOf(key), registry.parentsOf(key));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it("what is shipped is a sound file", () => {
    const result = parseOrganizations(
      JSON.stringify(wellKnownOrganizations()),
      "well-known-organizations.json",
    );
    assert.ok(result.ok);
    assert.ok(result.value.organizations.length >= 120);
  });
});
