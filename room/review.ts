/**
 * The review's rules on wording, read in the browser: remarks beside passages, and never a score. `spec/review/README.md`
 * is normative; `src/amends/desk/letters/review/patterns.py` and `finding.py` are the same in Python. The rules
 * themselves are data, `spec/review/rules/`; whoever reviews gives them in.
 */

export type Weight = "blocks" | "high" | "medium" | "note";
export type Language = "en" | "es";
export type Said = Readonly<Record<Language, string>>;
export type Rule = {
  readonly id: string;
  readonly weight: Weight;
  readonly bank?: Weight;
  readonly kind: "passage" | "absent" | "bank" | "order" | "share" | "named";
  readonly why: Said;
  readonly mend: Said;
  readonly source: string;
};
type Row = { readonly find: readonly string[]; readonly before?: readonly string[]; readonly after?: readonly string[]; readonly unless?: readonly string[]; readonly beside?: readonly string[] };
type Sought = { readonly cases: readonly Row[]; readonly only?: readonly string[]; readonly silent?: readonly string[]; readonly against?: readonly string[] };
/** One language's file of `spec/review/rules/`. */
export type Wording = {
  readonly lists: Readonly<Record<string, string>>;
  readonly reported: readonly string[];
  readonly denied: readonly string[];
  readonly rules: Readonly<Record<string, Sought>>;
};
export type Found = { readonly rule: string; readonly start: number; readonly end: number };

type Patterns = readonly RegExp[];
type Case = { readonly find: Patterns; readonly before: Patterns; readonly after: Patterns; readonly unless: Patterns; readonly beside: Patterns };

const LETTER = "a-z0-9à-ɏ";
const GAP = `(?:(?![${LETTER}])|(?<= ))[^.!?;\\n]{0,70}?(?<![${LETTER}])`;
const REST = "[^.!?;\\n]{0,200}";
const WORDS = `(?:[${LETTER}'-]+,? ){0,3}`;
const DEPTH_MOST = 6;
const OWN_LEAST = 12;
const OWN_TIMES = 4;

/** A pattern of the rules as a regular expression; `last` where it has to end where the text does. */
export function pattern(written: string, lists: Wording["lists"], last = false): RegExp {
  let source = written;
  for (let depth = 0; depth < DEPTH_MOST; depth += 1) {
    source = source.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
      const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
      if (list === undefined) throw new Error(`no list is called ${name}`);
      return `(${list})`;
    });
  }
  if (/\{[a-z_]+\}/.test(source)) throw new Error(`lists name each other in a circle: ${written}`);
  const whole = !source.endsWith("…");
  if (!whole) source = source.slice(0, -1);
  source = source.replace(/\((?!\?)/g, "(?:").replace(/(?<![)*])\*/g, () => `[${LETTER}']*`)
    .replaceAll("~", () => WORDS).replaceAll(" … ", () => GAP);
  if (source.includes("…")) throw new Error(`… stands between spaces, or at the end: ${written}`);
  const end = `(?:(?![${LETTER}])|(?<= ))`;
  return new RegExp(`(?<![${LETTER}])(?:${source})${end}${last ? "$" : whole ? "" : REST}`, "g");
}

const blank = (found: string): string => " ".repeat(Array.from(found).length);

/** A letter's text as rules read it: small letters, what is quoted blanked out, one unit for every code point. */
export function plain(text: string): string {
  const blanked = text.replace(/“[^”\n]{0,600}”|"[^"\n]{0,600}"|«[^»\n]{0,600}»|„[^“\n]{0,600}“/gu, blank)
    .replace(/^> .*$/gmu, blank);
  const small = Array.from(blanked, (character) => {
    if (character === "’" || character === "`") return "'";
    if (character === "_" || character === "*" || (character.codePointAt(0) ?? 0) > 0xffff) return " ";
    const lower = character.toLowerCase();
    return lower.length === 1 ? lower : " ";
  }).join("");
  return small.replace(/(?<![a-z])(mr|mrs|ms|dr|st|no|sr|sra|srta|dra|ud)\./g, "$1 ");
}

const search = (patterns: Patterns, text: string): boolean => patterns.some((one) => {
  one.lastIndex = 0;
  return one.test(text);
});

/** What the rules on wording have to say; `own` is salutation and signature, which are not read. Code points. */
export function find(
  text: string, lang: string, rules: readonly Rule[], wording: Wording, own: readonly [string, string] = ["", ""], bank = false,
): readonly Found[] {
  if (lang.split("-")[0]?.toLowerCase() === undefined) return [];
  return [...new Letter(plain(without(text, own)), rules, wording, bank).found()]
    .sort((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

function without(text: string, [salutation, sign]: readonly [string, string]): string {
  let left = text;
  const cut = (part: string, at: number): void => {
    if (part !== "" && at >= 0) left = left.slice(0, at) + blank(part) + left.slice(at + part.length);
  };
  cut(salutation, left.indexOf(salutation));
  cut(sign, left.lastIndexOf(`\n\n${sign}`) + 2);
  return left;
}

/** One letter being read. */
class Letter {
  readonly #sentences: readonly (readonly [number, number])[];
  readonly #reported: Patterns;
  readonly #denied: Patterns;

  constructor(
    readonly text: string, readonly rules: readonly Rule[], readonly wording: Wording, readonly bank: boolean,
  ) {
    this.#sentences = [...text.matchAll(/[^.!?\n]+[.!?]*/g)].filter((one) => one[0].trim() !== "")
      .map((one) => [one.index, one.index + one[0].length] as const);
    this.#reported = this.#made(wording.reported);
    this.#denied = this.#made(wording.denied);
  }

  #made(written: readonly string[] | undefined, last = false): Patterns {
    return (written ?? []).map((one) => pattern(one, this.wording.lists, last));
  }

  *found(): Generator<Found> {
    for (const rule of this.rules) {
      const sought = this.wording.rules[rule.id];
      if (sought === undefined) continue;
      const cases = sought.cases.map((row): Case => ({
        find: this.#made(row.find), before: this.#made(row.before, true), after: this.#made(row.after), unless: this.#made(row.unless),
        beside: this.#made(row.beside),
      }));
      if (rule.kind === "passage" || (rule.kind === "bank" && this.bank)) {
        if (!search(this.#made(sought.silent), this.text)) yield* this.#passages(rule.id, cases);
      } else if (rule.kind === "absent") {
        const only = this.#made(sought.only);
        const matched = cases.some((one) => !(this.#matches(one).next().done ?? false));
        if ((only.length === 0 || search(only, this.text)) && !matched) yield { rule: rule.id, start: 0, end: 0 };
      } else if (rule.kind === "order") {
        yield* this.#order(rule.id, cases, this.#made(sought.against));
      } else if (rule.kind === "share") {
        const mine = this.#count(cases[0]?.find ?? []);
        if (mine >= OWN_LEAST && mine > OWN_TIMES * Math.max(this.#count(this.#made(sought.against)), 1)) {
          yield { rule: rule.id, start: 0, end: 0 };
        }
      }
    }
  }

  *#passages(rule: string, cases: readonly Case[]): Generator<Found> {
    const taken: (readonly [number, number])[] = [];
    for (const one of cases) {
      for (const [start, end] of this.#matches(one)) {
        if (taken.some(([a, b]) => start < b && a < end)) continue;
        taken.push([start, end]);
        yield { rule, start, end };
      }
    }
  }

  *#matches(one: Case): Generator<readonly [number, number]> {
    for (const sought of one.find) {
      for (const found of this.text.matchAll(sought)) {
        const end = found.index + found[0].replace(/[ ,\n]+$/, "").length;
        if (!this.#excepted(one, found.index, end)) yield [found.index, end];
      }
    }
  }

  #excepted(one: Case, start: number, end: number): boolean {
    const [preceding, first, last, following] = this.#around(start, end);
    const before = this.text.slice(first, start);
    return search(this.#reported, before) || search(this.#denied, this.text.slice(end, following))
      || search(one.before, before.split(/[,:;(—–]/).at(-1) ?? "") || search(one.after, this.text.slice(start, last))
      || search(one.unless, this.text.slice(first, last)) || search(one.beside, this.text.slice(preceding, following));
  }

  #around(start: number, end: number): readonly [number, number, number, number] {
    let preceding = start;
    let first = start;
    let last = end;
    let following = end;
    for (const [a, b] of this.#sentences) {
      if (b <= start) preceding = a;
      else if (a <= start && this.text.slice(preceding, a).includes("\n")) preceding = a;
      if (a <= start && start < b) first = a;
      if (a < end) last = following = Math.max(b, end);
      else {
        if (!this.text.slice(last, a).includes("\n")) following = b;
        break;
      }
    }
    return [Math.min(preceding, first), first, last, following];
  }

  *#order(rule: string, cases: readonly Case[], owned: Patterns): Generator<Found> {
    const count = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length;
    const reasons: (readonly [number, number])[] = [];
    let words = 0;
    let first: number | undefined;
    for (const [start, end] of this.#sentences) {
      const sentence = this.text.slice(start, end);
      if (search(owned, sentence)) {
        words += count(sentence);
        first ??= start;
      } else if (cases.some((one) => search(one.find, sentence))) reasons.push([start, end]);
    }
    const earliest = reasons[0];
    if (earliest === undefined) return;
    const longer = reasons.reduce((sum, [a, b]) => sum + count(this.text.slice(a, b)), 0) > Math.max(words, 1);
    const early = first === undefined || earliest[0] < first;
    if (longer || (early && reasons.length > 1)) {
      const sentence = this.text.slice(...earliest);
      const start = earliest[0] + sentence.length - sentence.trimStart().length;
      yield { rule, start, end: start + sentence.trim().length };
    }
  }

  #count(patterns: Patterns): number {
    return patterns.reduce((sum, one) => sum + [...this.text.matchAll(one)].length, 0);
  }
}
