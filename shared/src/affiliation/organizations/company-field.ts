/*
 * The `company` field of a GitHub profile: free text in which people name accounts (`@acme`), companies,
 * what they do there and where they were before. What they left behind is left out.
 */
import { standsFor } from "./no-organization.ts";
import { organizationKey } from "./organization-key.ts";
import { isRole, isRoleOrQualifier } from "./roles.ts";

export type CompanyMention =
  | { readonly kind: "account"; readonly login: string }
  /** May stand for nobody, such as `Freelance`: see no-organization.ts. */
  | { readonly kind: "name"; readonly name: string };

/** GitHub takes 255 characters or so; what is longer was not written there. */
const LONGEST = 512;
const MOST_MENTIONS = 16;

const LOGIN = /(?<![\w.@/-])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?![\w@-]|\.[A-Za-z0-9])/g;
const GITHUB_ADDRESS =
  /(?:https?:\/\/)?(?:www\.)?github\.com\/(?:orgs\/)?([A-Za-z0-9][A-Za-z0-9-]{0,38})(?![\w-])\S*/gi;
const WEB_ADDRESS = /https?:\/\/(?:www\.)?([^\s/?#:@]+)\S*/gi;
const UNSEEN_OR_EMOJI =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\p{Variation_Selector}\p{Cf}\p{Cc}]/gu;
/** `@acme/team` */
const TEAM = /(@[\w-]{1,39})\/[\w.-]+/g;
/** A parenthesis that says how she is tied to whom; any other belongs to the name around it. */
const ASIDE =
  /\(\s*(?=@|via\b|ex\b|formerly\b|former\b|prev|past\b|now\b|currently\b|and\b|also\b)([^()]*)\)/gi;
/** What separates two organizations. A comma before a legal form does not: see {@link pieces}. */
const SEPARATOR =
  /\s*[|;·•\n\r→⇒]+\s*|\s+[/+–—-]+\s+|(?<=[^\s/]{3})\/(?=[^\s/]{3})|\s*,\s*|\s+(?:and|&)\s+(?=@|ex\b)|(?<=@[\w-]{1,39})\s+(?:and|&)\s+/i;
const BEFORE_NOW =
  /^(?:formerly|former|previously|previous|prev|past|used to (?:be|work)|was|alum|alumni|alumnus|alumna)\b[\s:.@-]/i;
/** `ex-` and `ex @acme` say it of one organization; `Ex Libris` is a company. */
const EX = /^(?:[Ee][Xx](?:[-–.]|\s+@)|ex\s)/;
const NOW =
  /^(?:(?:now|currently|presently|today|at present)\b[\s:,.-]+|(?:current|present)\s*:\s*)(?:(?:at|with)\s+)?(?=\S)/i;
const TIE = /^(?:via|through|at|with|and|also)\s+/i;
const AT = /\s(?:at|@|bei|chez|bij|for|with)\s+(?=\S)/i;

/** Everything the field names as a present company, in its order, each once. Linear; never throws. */
export function companyMentions(text: string): readonly CompanyMention[] {
  const mentions = new Map<string, CompanyMention>();
  let past = false;
  for (const written of pieces(plain(text))) {
    let piece = written;
    if (NOW.test(piece)) {
      past = false;
      piece = piece.replace(NOW, "");
    } else if (EX.test(piece)) continue;
    else if (BEFORE_NOW.test(piece)) past = true;
    if (past) continue;
    for (const mention of mentionsIn(piece.replace(TIE, ""))) {
      const key =
        mention.kind === "account" ? `@${mention.login.toLowerCase()}` : organizationKey(mention.name);
      if (key !== undefined && !mentions.has(key)) mentions.set(key, mention);
    }
    if (mentions.size >= MOST_MENTIONS) break;
  }
  return [...mentions.values()].slice(0, MOST_MENTIONS);
}

/** Without emoji and control characters; addresses of GitHub as accounts, other web addresses as their host. */
function plain(text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(/[\t\n\r]/g, (blank) => (blank === "\t" ? " " : " ; "))
    .replace(UNSEEN_OR_EMOJI, " ")
    .replace(GITHUB_ADDRESS, " @$1 ")
    .replace(WEB_ADDRESS, " $1 ")
    .replace(TEAM, "$1 ")
    .replace(ASIDE, " ; $1 ; ");
}

/** The text at its separators; `Acme, Inc.` stays whole. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  for (const piece of text.split(SEPARATOR).map((each) => each.trim())) {
    if (piece === "") continue;
    const last = found.at(-1);
    if (last !== undefined && isLegalForm(piece)) found[found.length - 1] = `${last}, ${piece}`;
    else found.push(piece);
  }
  return found;
}

/** Is it nothing but a legal form? */
function isLegalForm(piece: string): boolean {
  return (
    /^\p{L}/u.test(piece) &&
    !/^f(?:ormerly|\W?k\W?a)\b/i.test(piece) &&
    organizationKey(`x1 ${piece}`) === "x1"
  );
}

function mentionsIn(piece: string): CompanyMention[] {
  const accounts = [...piece.matchAll(LOGIN)].flatMap(([, login]) =>
    login === undefined ? [] : [{ kind: "account" as const, login }],
  );
  if (accounts.length > 0) return accounts;
  if (/\S@\S/.test(piece)) return [];
  const name = employer(piece).replace(/^[\s@"'“”„*~:.-]+|[\s"'“”*~:,;-]+$/g, "");
  return name === "" || standsFor(name) === "unknown" ? [] : [{ kind: "name", name }];
}

/** `Engineer at Acme` is at Acme; `Look at Media` is a name. */
function employer(piece: string): string {
  const at = AT.exec(` ${piece}`);
  if (at === null) return piece;
  const before = organizationKey(piece.slice(0, Math.max(0, at.index - 1)))?.split(" ") ?? [];
  const rest = piece.slice(at.index - 1 + at[0].length);
  const isRoleText =
    before.some(isRole) || before.some((word) => /^(?:work|works|working|employed)$/.test(word));
  return before.length === 0 || (isRoleText && before.every(isRoleOrWork)) ? rest : piece;
}

function isRoleOrWork(word: string): boolean {
  return isRoleOrQualifier(word) || word === "work";
}
