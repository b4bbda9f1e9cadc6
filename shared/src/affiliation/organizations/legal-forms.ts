/*
 * Legal forms at the end of an organization's name: `Inc.`, `Co. Ltd`, `Sp. z o.o.`, 株式会社. Words as
 * organization-key.ts makes them: lower case, without accents, dotted letters joined.
 */

/** Words that never say which organization is meant when they stand at the end of its name. */
const FORMS: readonly string[] = [
  // English
  ..."inc,incorporated,llc,llp,lllp,lp,ltd,limited,corp,corporation,co,company,plc,pllc".split(","),
  ..."pty,pte,pvt,private limited,bhd,sdn,gmbh and co,fze,fzco,fz llc,wll,pjsc,jsc,pbc".split(","),
  // German, Dutch, Nordic, Baltic
  ..."gmbh,ggmbh,mbh,ag,se,kg,kgaa,ohg,ug,ug haftungsbeschrankt,bv,nv,bvba,oy,oyj,ab,as,aps,asa".split(","),
  ..."ou,uab".split(","),
  // Romance
  ..."sa,sas,sasu,sarl,eurl,sprl,srl,spa,sl,slu,ltda,lda,eirl,sa de cv,s de rl de cv,sapi de cv".split(","),
  // Central and Eastern Europe, Turkey
  ..."kft,zrt,nyrt,sro,spol sro,sp zoo,sp z oo,spzoo,doo,dooel,ood,eood,ooo,oao,zao,pao,ltd sti".split(","),
  ..."ооо,оао,зао,пао,тоо".split(","),
  // East Asia
  ..."kk,株式会社,合同会社,有限会社,株,有限公司,有限责任公司,股份有限公司,주식회사,유한회사,주".split(","),
];

/** Forms that also stand in front of the name. */
const LEADING: ReadonlySet<string> = new Set(
  "株式会社,合同会社,有限会社,株,주식회사,유한회사,주,ооо,оао,зао,пао,тоо".split(","),
);

/** A name of its own when nothing else is written. */
const ALSO_NAMES: ReadonlySet<string> = new Set(["sas"]);

/** These are written without a space; longer ones first, for a shorter one may be their end. */
const UNSPACED = /股份有限公司|有限责任公司|有限公司|株式会社|合同会社|有限会社|주식회사|유한회사/g;

const FORMS_BY_LAST_WORD = byLastWord(FORMS.map((form) => form.split(" ")));

/** Puts spaces around those forms that are written without any. */
export function spaceForms(text: string): string {
  return text.replace(UNSPACED, " $& ");
}

/** The words without legal forms at their end, nor the `and` of `& Co.`; empty where nothing else is said. */
export function withoutLegalForms(words: readonly string[]): readonly string[] {
  let start = 0;
  let end = words.length;
  while (start < end && (LEADING.has(words[start] ?? "") || words[start] === "and")) start += 1;
  while (end > start) {
    const cut = words[end - 1] === "and" ? 1 : formLength(words, start, end);
    if (cut === 0) break;
    if (end - cut === start && ALSO_NAMES.has(words[start] ?? "")) break;
    end -= cut;
  }
  return words.slice(start, end);
}

/** How many words before `end` are one legal form: the longest that fits. */
function formLength(words: readonly string[], start: number, end: number): number {
  let longest = 0;
  for (const form of FORMS_BY_LAST_WORD.get(words[end - 1] ?? "") ?? []) {
    const at = end - form.length;
    if (form.length > longest && at >= start && form.every((word, index) => words[at + index] === word)) {
      longest = form.length;
    }
  }
  return longest;
}

function byLastWord(
  forms: readonly (readonly string[])[],
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const groups = new Map<string, (readonly string[])[]>();
  for (const form of forms) {
    const last = form.at(-1) ?? "";
    const group = groups.get(last);
    if (group === undefined) groups.set(last, [form]);
    else group.push(form);
  }
  return groups;
}
