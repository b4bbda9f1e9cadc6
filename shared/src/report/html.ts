/*
 * HTML as a value that text cannot be mistaken for. Whatever is put into a template is escaped, unless it was
 * made by one; what comes from GitHub loses control characters and marks that reorder what follows.
 */
import { printable } from "./printable.ts";

/** No text that was parsed from anywhere has a member of this name. */
const MARKUP: unique symbol = Symbol("markup");

/** Made by {@link html} alone. */
export interface Html {
  readonly [MARKUP]: string;
}

export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * A template of HTML; attributes must stand in double quotes. Texts and numbers are escaped, lists are joined,
 * undefined is nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const texts = strings.map((fixed, at) => fixed + markupOf(parts[at]));
  return { [MARKUP]: texts.join("") };
}

/** A constant style sheet of this program, with nothing put into it. */
export function css(strings: TemplateStringsArray): string {
  return strings.join("");
}

/** The element with exactly this style sheet in it, so that a server can name its hash. */
export function styleElement(sheet: string): Html {
  return { [MARKUP]: `<style>${sheet}</style>` };
}

/** The text of a whole document or part of one. */
export function markup(whole: Html): string {
  return whole[MARKUP];
}

/** Text for an element or for an attribute in quotes, on one line. */
export function escapeText(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  if (isList(part)) return part.map((each) => markupOf(each)).join("");
  return part[MARKUP];
}

function isList(part: Html | readonly HtmlPart[]): part is readonly HtmlPart[] {
  return Array.isArray(part);
}
