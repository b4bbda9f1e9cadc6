/*
 * What stands where an organization's name is expected and is nobody's employer. Two people who are both
 * `Independent` have nothing in common; neither do two of whom nothing is known.
 */
import { edits } from "../../config/nearest.ts";
import { organizationKey } from "./organization-key.ts";
import { isRole, isRoleOrQualifier } from "./roles.ts";

/**
 * - `organization`: a name, as far as one can tell
 * - `nobody`: the statement that she works for no one (`Independent`, `Freelance`, `Retired`)
 * - `robot`: not a person at all
 * - `unknown`: no statement (`?`, `NotFound`, `Software Engineer`)
 */
export type Standing = "organization" | "nobody" | "robot" | "unknown";

/** As keys; each may be followed or preceded by a role: `freelance web developer`. */
const NOBODY: ReadonlySet<string> = new Set(
  [
    "independent,indie,independents,self,self employed,selfemployed,self employment,myself,me,just me,own",
    "freelance,freelancer,freelancing,free lance,free lancer,individual,individuals,personal,hobby,hobbyist",
    "retired,retiree,unemployed,jobless,student,students,home,at home,no one,nobody,no company,no affiliation",
    "unaffiliated,not affiliated,no organization,no organisation,no employer,sole trader,sole proprietor",
    "sole proprietorship,sabbatical,on sabbatical,parental leave,on parental leave,career break,volunteer",
    "on a career break,gap year,between jobs,between companies,looking for work,looking for a job",
    "looking for job,looking for new opportunities,looking for opportunities,open to work,open for work",
    "opentowork,available,available for hire,for hire,hire me,seeking work,seeking opportunities,job seeker",
    "job hunting,not employed,not working,none of your business,digital nomad,community,open source",
    "contractor,self contractor,private person,bedroom,my bedroom,garage,my garage,basement,my house",
    // German
    "freiberufler,freiberuflerin,freiberuflich,selbstandig,selbststandig,selbstaendig,selbststaendig",
    "freier mitarbeiter,freischaffend,unabhangig,arbeitslos,rentner,rentnerin,im ruhestand,privat",
    "privatperson,schuler,schulerin,studentin,keine firma",
    // French
    "independant,independante,auto entrepreneur,autoentrepreneur,micro entrepreneur,a mon compte,etudiant",
    "etudiante,retraite,retraitee,sans emploi,chomeur,travailleur independant,particulier",
    // Spanish, Portuguese, Italian
    "autonomo,autonoma,independiente,por cuenta propia,cuenta propia,estudiante,jubilado,jubilada",
    "desempleado,desempleada,estudante,aposentado,aposentada,desempregado,desempregada,independente",
    "libero professionista,indipendente,studente,studentessa,pensionato,pensionata,disoccupato,profissional autonomo",
    // Dutch, Nordic
    "zzp,zzper,zelfstandig,zelfstandige,werkloos,gepensioneerd,frilans,frilansare,egenforetagare",
    "pensionar,arbetslos,selvstendig,uafhængig,itsenainen,elakelainen,opiskelija,yrittaja",
    // Polish, Czech, Turkish
    "niezalezny,wolny strzelec,bezrobotny,samozatrudniony,osvc,nezavisly,na volne noze,serbest,ogrenci",
    "emekli,bagimsiz,issiz",
    // Russian, Ukrainian
    "фрилансер,фриланс,независимый,самозанятыи,самозанятый,безработный,студент,студентка,пенсионер",
    "фрілансер,незалежний,безробітний",
    // Chinese, Japanese, Korean
    "自由职业,自由职业者,個人,个人,个人开发者,独立开发者,无业,无业游民,待业,学生,退休,自由工作者,無業",
    "フリーランス,フリー,無職,個人事業主,大学生,개인,프리랜서,무직,학생",
  ]
    .flatMap((line) => line.split(","))
    .map((words) => organizationKey(words) ?? words),
);

const ROBOTS: ReadonlySet<string> = new Set(["robot", "robots", "bot", "bots", "a bot", "automation"]);
const INDEPENDENT = "independent";

/** What the text stands for; see {@link Standing}. Not a judgement whether such an organization exists. */
export function standsFor(name: string): Standing {
  const key = organizationKey(name);
  if (key === undefined) return "unknown";
  if (ROBOTS.has(key)) return "robot";
  if (isNobody(key)) return "nobody";
  const words = key.split(" ");
  return words.some(isRole) && words.every(isRoleOrQualifier) ? "unknown" : "organization";
}

function isNobody(key: string): boolean {
  if (NOBODY.has(key) || isMisspelt(key)) return true;
  const words = key.split(" ");
  // `independent security researcher`, `contractor, self-employed`
  for (let cut = 1; cut < words.length && cut <= 3; cut += 1) {
    if (isStatement(words.slice(0, cut)) && areRole(words.slice(cut))) return true;
    if (isStatement(words.slice(-cut)) && areRole(words.slice(0, -cut))) return true;
  }
  return false;
}

function isStatement(words: readonly string[]): boolean {
  const key = words.join(" ");
  return NOBODY.has(key) || isMisspelt(key);
}

function areRole(words: readonly string[]): boolean {
  return words.every((word) => isRoleOrQualifier(word) || NOBODY.has(word));
}

/** `Independet`, `Indepedent`, `Independant` */
function isMisspelt(word: string): boolean {
  return (
    Math.abs(word.length - INDEPENDENT.length) <= 1 &&
    word.startsWith("ind") &&
    edits(word, INDEPENDENT) === 1
  );
}
