// Every language says everything, with the same names in it, and nothing of it is left in English.

import assert from "node:assert/strict";
import { test } from "node:test";
import { es } from "../es/sentences.ts";
import { en } from "../sentences.ts";

/** What is the same in both: a name that is passed through, and a word that both have. */
const ALIKE = new Set(["tells.office", "answer.againNo"]);

/** What a sentence says, by its place; one with names in it, with the same made-up names in each language. */
function said(sentences: object, under = ""): [string, string][] {
  return Object.entries(sentences).flatMap(([name, one]: [string, unknown]): [string, string][] => {
    const place = under === "" ? name : `${under}.${name}`;
    if (typeof one === "string") return [[place, one]];
    if (typeof one !== "function") return said(one as object, place);
    const given = /^(day|shortDay)$/.test(name) ? ["2026-03-14"] : name === "names" ? [["Ana", "Luis"]] : ["<one>", "<two>"].slice(0, one.length);
    return [[place, String((one as (...given: unknown[]) => unknown)(...given))]];
  });
}

test("no sentence is missing in Spanish, and none is left in English", () => {
  const english = said(en);
  const spanish = new Map(said(es));
  assert.ok(english.length > 250);
  assert.deepEqual([...spanish.keys()].sort(), english.map(([place]) => place).sort());
  for (const [place, sentence] of english) {
    const other = spanish.get(place) ?? "";
    if (!ALIKE.has(place)) assert.notEqual(other, sentence, place);
    assert.notEqual(other.trim(), "", place);
    for (const name of ["<one>", "<two>"]) assert.equal(other.includes(name), sentence.includes(name), `${place} and ${name}`);
    assert.doesNotMatch(other, /\b(the|you|your|letter|writer|sealed)\b/i, place);
  }
});
