/** What the review's rules remark on in a letter that a bank reads. Suggestions for the reader; they decide nothing. */

import en from "../../spec/review/rules/en.json";
import es from "../../spec/review/rules/es.json";
import rules from "../../spec/review/rules/rules.json";
import { find, type Language, type Rule, type Wording } from "../review.ts";
import { plainText, textOf, type Words } from "../words.ts";
import { say } from "./sentences.ts";

const ROWS = rules.rules as unknown as readonly Rule[];
const WORDING = { en, es } as unknown as Readonly<Record<Language, Wording>>;

/** A passage of the plain text, by code points, and why it was marked. */
export interface Reviewed {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly passage: string;
  /** Why, for who reads it here. */
  readonly why: string;
  /** The same for who wrote it, in the language of their words. */
  readonly told: string;
  readonly source: string;
}

/** Why a rule marks a passage, and how to mend it, in a language; what was said where it is a reader's own remark. */
export function reasonIn(language: Language, rule: string, said: string): string {
  const row = ROWS.find((each) => each.id === rule);
  return row === undefined ? said : `${row.why[language]} ${row.mend[language]}`;
}

export function reviewed(words: Words): readonly Reviewed[] {
  const lang: Language = words.lang.toLowerCase().startsWith("es") ? "es" : "en";
  const text = plainText(words);
  const points = Array.from(text);
  const own = [textOf(words.salutation ?? []), textOf(words.sign ?? [])] as const;
  return find(text, lang, ROWS, WORDING[lang], own, true).flatMap((found) => {
    const rule = ROWS.find((each) => each.id === found.rule);
    if (rule === undefined) return [];
    const passage = points.slice(found.start, found.end).join("");
    return [{ ...found, passage, why: rule.why[say.language], told: rule.why[lang], source: rule.source }];
  });
}
