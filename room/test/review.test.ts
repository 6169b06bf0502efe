/** The review's rules mean to the browser what they mean to Python: `spec/review/found.json` is run by both. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { find, type Language, type Rule, type Wording } from "../review.ts";

declare const SPEC: string;

const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(SPEC, "review", ...path), "utf8")) as T;
const RULES = read<{ rules: Rule[] }>("rules", "rules.json").rules;
const WORDING: Record<Language, Wording> = { en: read("rules", "en.json"), es: read("rules", "es.json") };

type Vector = { rule: string; lang: Language; bank?: boolean; remarked: string[]; left: string[] };
type Text = { text: string; lang: Language; bank: boolean; own: [string, string]; found: [string, number, number][] };

for (const name of readdirSync(join(SPEC, "review", "vectors"))) {
  test(`vector ${name}`, () => {
    const { rule, lang, bank = false, remarked, left } = read<Vector>("vectors", name);
    const rules = (text: string): string[] => find(`${text}\n`, lang, RULES, WORDING[lang], ["", ""], bank).map((one) => one.rule);
    for (const text of remarked) assert.ok(rules(text).includes(rule), text);
    for (const text of left) assert.ok(!rules(text).includes(rule), text);
  });
}

test("every passage stands where Python finds it", () => {
  for (const { text, lang, bank, own, found } of read<Text[]>("found.json")) {
    assert.deepEqual(find(text, lang, RULES, WORDING[lang], own, bank).map((one) => [one.rule, one.start, one.end]), found, text);
  }
});
