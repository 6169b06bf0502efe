// Every language says everything, with the same names in it, and nothing of it is left in English.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as answersEs from "../es/screening/answers_sentences.ts";
import * as handingEs from "../es/screening/handing_sentences.ts";
import * as heldEs from "../es/screening/held_sentences.ts";
import * as onPaperEs from "../es/screening/on_paper_sentences.ts";
import * as paperEs from "../es/screening/paper_sentences.ts";
import * as registryEs from "../es/screening/registry_sentences.ts";
import * as staffEs from "../es/screening/sentences.ts";
import * as wrongEs from "../es/screening/wrong_sentences.ts";
import { es } from "../es/sentences.ts";
import { answerSheet } from "../screening/answer_sheet_sentences.ts";
import * as answers from "../screening/answers_sentences.ts";
import * as handing from "../screening/handing_sentences.ts";
import * as held from "../screening/held_sentences.ts";
import * as onPaper from "../screening/on_paper_sentences.ts";
import * as paper from "../screening/paper_sentences.ts";
import { paperSheet } from "../screening/paper_sheet_sentences.ts";
import * as registry from "../screening/registry_sentences.ts";
import * as staff from "../screening/sentences.ts";
import { slipIn } from "../screening/slip_sentences.ts";
import * as wrong from "../screening/wrong_sentences.ts";
import { en } from "../sentences.ts";

declare const SPEC: string;

/** What is the same in both: a name that is passed through, what letters are called by, and a word that both have. */
const ALIKE = new Set(["bundle", "tells.office", "answer.againNo", "answers.name", "answers.no", "paper.no", "say.queue.name", "over.done.of", "say.letter.before"]);

/** What a sentence says, by its place; one with names in it, with the same made-up names in each language. */
function said(sentences: object, under = ""): [string, string][] {
  return Object.entries(sentences).flatMap(([name, one]: [string, unknown]): [string, string][] => {
    const place = under === "" ? name : `${under}.${name}`;
    if (typeof one === "string") return [[place, one]];
    if (typeof one !== "function") return said(one as object, place);
    const given = /^(day|shortDay)$/.test(name) ? ["2026-03-14"] : name === "names" ? [["Ana", "Luis"]] : ["<one>", "<two>", "<three>"].slice(0, one.length);
    return [[place, String((one as (...given: unknown[]) => unknown)(...given))]];
  });
}

function saysTheSame(en: object, es: object): number {
  const english = said(en);
  const spanish = new Map(said(es));
  assert.deepEqual([...spanish.keys()].sort(), english.map(([place]) => place).sort());
  for (const [place, sentence] of english) {
    const other = spanish.get(place) ?? "";
    // An empty head of a column, and the name under which a choice is sent.
    if (/\.\d$/.test(place) && /^([a-z]+(-[a-z]+)?)?$/.test(sentence)) assert.equal(other, sentence, place);
    else if (!ALIKE.has(place)) assert.notEqual(other, sentence, place);
    if (sentence !== "") assert.notEqual(other.trim(), "", place);
    for (const name of ["<one>", "<two>", "<three>"]) assert.equal(other.includes(name), sentence.includes(name), `${place} and ${name}`);
    assert.doesNotMatch(other, /\b(the|you|your|letter|writer|sealed)\b/i, place);
  }
  return english.length;
}

test("no sentence is missing in Spanish, and none is left in English", () => {
  assert.ok(saysTheSame(en, es) > 250);
});

test("the staff of a bank read every page in Spanish as well", () => {
  const pairs: Readonly<Record<string, readonly [object, object]>> = {
    "sentences.ts": [staff, staffEs], "answers_sentences.ts": [answers, answersEs], "handing_sentences.ts": [handing, handingEs],
    "registry_sentences.ts": [registry, registryEs], "wrong_sentences.ts": [wrong, wrongEs], "on_paper_sentences.ts": [onPaper, onPaperEs],
    "paper_sentences.ts": [paper, paperEs],
    "held_sentences.ts": [held, heldEs],
    // What a recipient is given on paper speaks their language and not the staff's: both stand in one file.
    "answer_sheet_sentences.ts": [answerSheet("en"), answerSheet("es")], "slip_sentences.ts": [slipIn("en"), slipIn("es")],
    "paper_sheet_sentences.ts": [paperSheet("en"), paperSheet("es")],
  };
  const files = readdirSync(join(SPEC, "../room/screening")).filter((name) => name.endsWith("sentences.ts"));
  assert.deepEqual(files.sort(), Object.keys(pairs).sort());
  assert.ok(Object.values(pairs).reduce((count, [one, other]) => count + saysTheSame(one, other), 0) > 400);
});
