/*
 * The one form in which names of organizations are compared. Pure text: what an organization is called
 * besides, or was called before, is the registry's knowledge.
 */
import { spaceForms, withoutLegalForms } from "./legal-forms.ts";

/** No organization has a longer name; it also bounds every comparison of keys. */
const LONGEST = 256;
const NON_ASCII = /[^\0-\x7f]/;
/** Accents of Latin, Greek and Cyrillic letters. Marks of other scripts are letters of their own. */
const ACCENTS = /[\u0300-\u036f]/g;
/** What is not seen: soft hyphens, joiners, direction marks, variation selectors. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const APOSTROPHES = /['`´‘’‛ʼʹ＇]/g;
const NO_WORD = /[^\p{L}\p{N}\p{M}]+/gu;
/** `Massachusetts Institute of Technology (MIT)` */
const ENDS_IN_PARENTHESIS = /^([^()]*)\(([^()]{2,12})\)[^\p{L}\p{N}\p{M}()]*$/u;
const NOT_IN_INITIALS: ReadonlySet<string> = new Set(["of", "the", "and", "for", "in", "at"]);

/** What people and programs write where no organization is named. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(
  [
    "unknown,not found,notfound,none,no,na,not applicable,null,nil,undefined,nan,tbd,tba,todo,void,empty",
    "confidential,undisclosed,not disclosed,private,secret,hidden,anonymous,anon,classified,redacted,various,other,misc",
    "several,many,multiple,somewhere,anywhere,nowhere,everywhere,earth,internet,the internet,web",
    "startup,a startup,stealth,stealth startup,stealth mode,stealth mode startup,bank,a bank,the bank",
    "university,school,high school,college,government,agency,organization,organisation,my company",
    "company name,your company,unbekannt,keine,keiner,aucun,aucune,inconnu,ninguno,ninguna,desconocido",
    "nenhum,nenhuma,desconhecido,nessuno,sconosciuto,нет,неизвестно,无,暂无,没有,未知,なし,無し,不明,없음",
  ].flatMap((line) => line.split(",")),
);

/**
 * The name as it is compared: NFKC, without case, accents, punctuation, legal forms at the end (`Acme, Inc.`
 * and `@acme` are `acme`), what follows `f/k/a`, what precedes `dba`; `&` is `and`. Words are separated by
 * one space. Undefined for what names no organization: nothing, punctuation, `NotFound`, a lone `Ltd.`, text
 * of more than 256 characters. A key's key is itself. Linear; callers that ask again remember the answer.
 */
export function organizationKey(name: string): string | undefined {
  if (name.length > LONGEST) return undefined;
  const folded = withoutAcronym(fold(name));
  const words = withoutLegalForms(nameInUse(joinedInitials(wordsOf(folded))));
  if (words.length === 0 || (words.length === 1 && words[0] === "the")) return undefined;
  const key = words.join(" ");
  return key.length > LONGEST || PLACEHOLDERS.has(key) ? undefined : key;
}

/** Without case, accents and what cannot be seen, in NFKC. */
function fold(name: string): string {
  if (!NON_ASCII.test(name)) return name.toLowerCase();
  // Upper case first: only so do dotless i and some ligatures meet their other forms.
  const lower = name.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKD");
  return spaceForms(
    lower
      .replace(ACCENTS, "")
      .replace(UNSEEN, "")
      .replaceAll("ς", "σ")
      .replaceAll("ß", "ss")
      .normalize("NFKC"),
  );
}

function wordsOf(folded: string): string[] {
  const spaced = folded.replace(APOSTROPHES, "").replaceAll("&", " and ").replace(NO_WORD, " ").trim();
  return spaced === "" ? [] : spaced.split(" ");
}

/** `s.r.o.` is one word, and so is `J. P.` */
function joinedInitials(words: readonly string[]): readonly string[] {
  if (!words.some((word, index) => isLetter(word) && isLetter(words[index + 1]))) return words;
  const joined: string[] = [];
  let afterLetter = false;
  for (const word of words) {
    const letter = isLetter(word);
    if (letter && afterLetter) joined.push(`${joined.pop() ?? ""}${word}`);
    else joined.push(word);
    afterLetter = letter;
  }
  return joined;
}

function isLetter(word: string | undefined): boolean {
  return word?.length === 1 && word >= "a" && word <= "z";
}

/** The name it goes by: without what it was called before (`f/k/a`), or after `doing business as`. */
function nameInUse(words: readonly string[]): readonly string[] {
  const former = words.findIndex((word) => word === "fka" || word === "formerly");
  const current = former < 0 ? words : words.slice(0, former);
  const trade = current.lastIndexOf("dba");
  return trade > 0 && trade < current.length - 1 ? current.slice(trade + 1) : current;
}

/** Without a last parenthesis that holds nothing but the initials of what stands before it. */
function withoutAcronym(folded: string): string {
  const match = ENDS_IN_PARENTHESIS.exec(folded);
  if (match?.[1] === undefined || match[2] === undefined) return folded;
  const words = wordsOf(match[1]);
  const acronym = wordsOf(match[2]).join("");
  const initials = (all: readonly string[]): string => all.map((word) => word.slice(0, 1)).join("");
  const isTheirs =
    words.length > 1 &&
    (acronym === initials(words) || acronym === initials(words.filter((word) => !NOT_IN_INITIALS.has(word))));
  return isTheirs ? match[1] : folded;
}
