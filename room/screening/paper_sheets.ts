/** What is printed for a writer without a desk, in their own language. A sheet stands alone on the paper that comes out. */

import { openAge } from "../age.ts";
import type { Bytes } from "../bytes.ts";
import { fromJson, unbind, type JsonObject } from "../envelope.ts";
import { Unsupported, WrongKey } from "../errors.ts";
import { el, facts, type Child } from "../page.ts";
import { list, number, object, texts } from "./bank.ts";
import type { Remark } from "./deposit.ts";
import type { Epoch } from "./epoch.ts";
import { table } from "./frame.ts";
import { lines, outsideOf, readBackText, sheetCode, type Draft } from "./paper_draft.ts";
import { paperSheet } from "./paper_sheet_sentences.ts";
import { reasonIn } from "./reviewed.ts";
import { say } from "./sentences.ts";
import { wrong as w } from "./wrong_sentences.ts";

const today = (): string => new Date().toISOString().slice(0, 10);

const own = (language: string): "en" | "es" => (language.startsWith("es") ? "es" : "en");

const sheet = (language: string, title: string, ...children: readonly Child[]): HTMLElement =>
  el("section", { class: "alone paper-sheet", lang: own(language), "aria-label": title }, el("h2", {}, title), ...children);

const spelled = (text: string): HTMLElement => el("b", { class: "spelled" }, text);

/** “These are my words”: large, to be read aloud or alone, and signed. `key` is the fingerprint it will be sealed to. */
export function readBackSheet(language: string, draft: Draft, bank: string, clerk: string, key: string): HTMLElement {
  const s = paperSheet(language);
  return sheet(language, s.mine, el("p", { class: "measure" }, s.mineLead),
    facts([
      [s.number, spelled(sheetCode(draft.id))], [s.from, draft.fromName], [s.to, lines(draft.to).join(", ")],
      [s.outside, outsideOf(draft).join(", ")], [s.bank, bank], [s.key, el("span", { class: "num" }, key)],
    ]),
    el("article", { class: "draft as-typed read-back", lang: draft.language, dir: "auto", "aria-label": s.mine }, readBackText(draft)),
    el("div", { class: "together above" }, el("p", { class: "measure" }, s.said(bank)),
      el("p", { class: "small" }, `${s.number} `, el("b", {}, sheetCode(draft.id))),
      ...[s.sign, s.mark, `${s.readBy} ${clerk}`].map((line) => el("p", { class: "to-sign" }, line))));
}

/** What the writer keeps: by what the letter is found, what happens now, and how it is taken back. */
export function receiptSheet(language: string, letter: JsonObject, bank: string, reached: string): HTMLElement {
  const s = paperSheet(language);
  return sheet(language, s.receipt, el("p", { class: "measure" }, s.receiptLead(bank)),
    facts([
      [s.letter, spelled(say.queue.name(number(letter, "number")))], [s.number, spelled(sheetCode(texts(letter, "id")))],
      [s.taken, s.day(texts(letter, "since"))],
    ]),
    el("h3", {}, s.next), el("ul", { class: "said" }, ...s.nextLong.map((each) => el("li", {}, each))),
    el("h3", {}, s.back), el("p", { class: "measure" }, s.backLong(reached)),
    el("h3", {}, s.update), el("p", { class: "measure" }, s.updateLong), el("p", { class: "to-sign" }, s.sign));
}

/** How a writer's letters stand, and the facts that a round let them know: all that may be told. */
export function standingSheet(language: string, name: string, letters: readonly JsonObject[]): HTMLElement {
  const s = paperSheet(language);
  const rows = letters.map((letter) => {
    const known = list(letter, "facts").map((fact) => s.facts[String(fact)] ?? "").join(" ");
    const gone = texts(letter, "withdrawn") !== "";
    return [
      say.queue.name(number(letter, "number")), sheetCode(texts(letter, "id")), s.day(texts(letter, "since")),
      gone ? s.gone : s.states[texts(letter, "screening")] ?? "", known === "" ? s.nothing : known,
    ];
  });
  return sheet(language, s.stands, el("p", { class: "measure" }, s.standsLead(name, s.day(today()))),
    rows.length === 0 ? el("p", {}, s.none) : table(s.caption, s.columns, rows), el("p", { class: "measure above" }, s.all));
}

/** Why a letter comes back. */
export interface Reason {
  readonly outcome: "return" | "reject";
  readonly said: string;
  readonly remarks: readonly Remark[];
}

/** The reason on paper: what was said, the passages, and how to mend them; never a word of whom the letter is for. */
export function reasonSheet(language: string, letter: string, reasons: readonly Reason[]): HTMLElement {
  const s = paperSheet(language);
  const state = reasons.some((each) => each.outcome === "reject") ? "rejected" : "returned";
  const said = reasons.map((each) => each.said).filter((each) => each !== "");
  const remarks = reasons.flatMap((each) => each.remarks);
  return sheet(language, s.reason, el("p", { class: "measure" }, s.reasonLead[state] ?? ""),
    facts([[s.letter, spelled(letter)]]),
    ...(said.length === 0 ? [] : [el("h3", {}, s.line), ...said.map((each) => el("p", { class: "draft as-typed" }, each))]),
    ...(remarks.length === 0 ? [] : [el("h3", {}, s.remarks), el("ul", { class: "said" }, ...remarks.map((each) =>
      el("li", {}, ...(each.passage.trim() === "" ? [] : [el("q", {}, each.passage.trim()), el("br")]), reasonIn(own(language), each.rule, each.said))))]),
    el("p", { class: "measure" }, s.mend[state] ?? ""), el("p", { class: "small measure" }, s.reasonEnd));
}

/** What was sealed to the bank's keys, opened by whichever fits. Throws WrongKey or Unsupported. */
export async function openReasons(packed: Bytes, letter: string, epochs: readonly Epoch[]): Promise<Reason[]> {
  return Promise.all([...unbind(packed).values()].map(async (sealed) => {
    const said = object(fromJson(await openAny(sealed, epochs)));
    const outcome = texts(said, "outcome");
    if (said["kind"] !== "remarks" || texts(said, "letter") !== letter || (outcome !== "return" && outcome !== "reject")) {
      throw new Unsupported(...w.otherReason);
    }
    const remarks = list(said, "remarks").map(object).map((row) => ({ rule: texts(row, "rule"), passage: texts(row, "passage"), said: texts(row, "said") }));
    return { outcome, said: texts(said, "said"), remarks };
  }));
}

async function openAny(sealed: Bytes, epochs: readonly Epoch[]): Promise<Bytes> {
  for (const epoch of [...epochs].reverse()) {
    try {
      return await openAge(sealed, epoch.identity);
    } catch (error) {
      if (!(error instanceof WrongKey)) throw error;
    }
  }
  throw new WrongKey(...w.noneOpens);
}
