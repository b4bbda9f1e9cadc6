import assert from "node:assert/strict";
import fc from "fast-check";
import { standsFor, type Standing } from "@recuse/shared/affiliation/organizations/no-organization.ts";

const TABLE: Readonly<Record<Standing, readonly string[]>> = {
  nobody: [
    ...[
      "Independent",
      "independent",
      "*independent",
      "(Independent)",
      "Independet",
      "Indepedent",
      "Independant",
    ],
    ...["Self", "Self-employed", "self employed", "Selfemployed", "Freelance", "Freelancer", "free-lance"],
    ...[
      "Freelance web developer",
      "Independent consultant",
      "Independent Security Researcher",
      "Freelance, DevOps",
    ],
    ...[
      "Software engineer, freelance",
      "Individual",
      "Individual contributor",
      "Personal",
      "Retired",
      "Retired!",
    ],
    ...[
      "Unemployed",
      "Student",
      "PhD student",
      "Ph.D. student",
      "Looking for work",
      "Open to work",
      "#opentowork",
    ],
    ...[
      "Between jobs",
      "On sabbatical",
      "Myself",
      "me",
      "Hobbyist",
      "None of your business",
      "Not affiliated",
    ],
    ...["Freiberufler", "freiberuflich", "Selbstständig", "selbständig", "Freier Mitarbeiter", "Rentner"],
    ...["Indépendant", "Auto-entrepreneur", "Étudiant", "Retraité", "Autónomo", "Estudiante", "Autônomo"],
    ...["Libero professionista", "ZZP", "ZZP'er", "Zelfstandig", "Frilans", "Egenföretagare", "OSVČ"],
    ...["Bağımsız", "Öğrenci", "Фрилансер", "Самозанятый", "Студент", "自由职业", "个人", "学生"],
    ...["フリーランス", "個人", "프리랜서", "개인"],
  ],
  robot: ["(Robots)", "Robots", "robot", "Bot"],
  unknown: [
    ...[
      "",
      " ",
      "?",
      "-",
      "NotFound",
      "(Unknown)",
      "unknown",
      "None",
      "N/A",
      "null",
      "Inc.",
      "Ltd",
      "🚀",
      "TBD",
    ],
    ...[
      "Startup",
      "Confidential",
      "Various",
      "Stealth",
      "Software Engineer",
      "CTO",
      "Senior DevOps Engineer",
      "нет",
    ],
    ...["无", "なし"],
  ],
  organization: [
    ...[
      "Acme",
      "Independence",
      "Independence Blue Cross",
      "The Independent",
      "Independent News & Media",
      "Self Financial",
    ],
    ...[
      "Freelancer.com",
      "Personal Capital",
      "Student Loans Company",
      "Home Depot",
      "Robot Operating Company X",
    ],
    ...[
      "Student at Acme University",
      "Open Source Initiative",
      "Individual Software Factory",
      "__proto__",
      "toString",
    ],
    ...[
      "Engineer Labs",
      "Software AG",
      "Systems Alliance",
      "Open Systems",
      "Founders Fund",
      "SAS",
      "Bot Libre",
    ],
  ],
};

describe("what stands where an organization is expected", () => {
  for (const [standing, names] of Object.entries(TABLE)) {
    for (const name of names) {
      it(`${JSON.stringify(name)}: ${standing}`, () => {
        assert.equal(standsFor(name), standing);
      });
    }
  }

  it("case, white space and punctuation around it do not matter; hostile text never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...Object.values(TABLE).flat()), fc.string({ unit: "binary" })),
        (name) => {
          const standing = standsFor(name);
          assert.equal(standsFor(name.toUpperCase()), standing);
          assert.equal(standsFor(` ${name} `), standing);
          assert.equal(standsFor(`(${name}.)`), standing);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
