/** What is printed with a letter for its answer: how one goes back, and a page to write on, with what “Answers in” asks for. */

import type { JsonObject } from "../envelope.ts";
import { el, facts } from "../page.ts";
import { answerSheet, type AnswerSheet } from "./answer_sheet_sentences.ts";
import { list, number, texts } from "./bank.ts";
import { fingerprint } from "./epoch.ts";
import type { Visit } from "./frame.ts";
import type { Spoken } from "./slip_sentences.ts";

const LINES = 16;

/** By what a sheet is known: the first of the envelope's id, in two groups. */
export const codeOf = (envelope: string): string => `${envelope.slice(0, 4)}-${envelope.slice(4, 8)}`;

/**
 * The pages for one letter that was handed over; undefined where no answer goes back. `answers` is what the office said of
 * that when the letter was taken up, `envelope` the id under which its reader has it.
 */
export function answerSheetOf(visit: Visit, envelope: string, language: Spoken, answers: JsonObject): HTMLElement | undefined {
  const road = texts(answers, "road");
  if (road === "none") return undefined;
  const s = answerSheet(language);
  const how = road === "sealed" ? facts([
    [s.many, howMany(s, answers)], [s.reads, s.unread(visit.office)], [s.help, s.helpUnread], [s.where, s.onPage],
  ]) : onPaper(s, visit, envelope, answers);
  return el("section", { class: "own-page above-more", lang: language, "aria-label": s.title }, el("h2", {}, s.title), el("p", { class: "measure" }, s.lead),
    how, road !== "sealed" && toWriteOn(s, envelope, road === "on-paper"));
}

const howMany = (s: AnswerSheet, answers: JsonObject): string => (texts(answers, "how_many") === "one" ? s.one : s.any);

/** One that is typed in and sealed; or that goes on as it is, to a writer whose letter came on paper. */
function onPaper(s: AnswerSheet, visit: Visit, envelope: string, answers: JsonObject): HTMLElement {
  const now = visit.me?.epochs.find((each) => each.ended === "");
  const asItIs = texts(answers, "road") === "on-paper";
  const read = answers["screened"] === true;
  const refused = [...list(answers, "refuses").map((each) => s.defects[String(each)] ?? String(each)),
    ...(number(answers, "longest_words") > 0 ? [s.longest(number(answers, "longest_words"))] : [])];
  return facts([
    [s.many, howMany(s, answers)], [s.reads, read ? s.first(visit.office) : s.carried(visit.office)],
    refused.length > 0 && [s.notIn, `${refused.join(", ")}.`], [s.help, s.helpLong],
    [s.where, `${s.bring(visit.office, texts(answers, "reached"))} ${asItIs ? s.paperOnly : s.onPageToo}`],
    [s.code, spelled(codeOf(envelope), s.codeLong)], !asItIs && now !== undefined && [s.key, spelled(fingerprint(now.key, now.sign), s.keyLong)],
  ]);
}

const spelled = (what: string, long: string): HTMLElement =>
  el("span", {}, el("b", { class: "spelled" }, what), el("br"), long);

/** A page of its own, so that nobody hands in the one that opens the letter. */
const toWriteOn = (s: AnswerSheet, envelope: string, asItIs: boolean): HTMLElement =>
  el("div", { class: "own-page above-more" }, el("h3", {}, s.words), el("p", {}, `${s.code} `, el("b", { class: "spelled" }, codeOf(envelope))),
    el("p", { class: "small" }, s.wordsLong), el("p", { class: "small" }, s.wish),
    el("ul", { class: "to-mark small" }, ...s.wishes.slice(0, asItIs ? 2 : 3).map((each) => el("li", {}, `☐ ${each}`))),
    el("div", { class: "lines", "aria-hidden": "true" }, ...Array.from({ length: LINES }, () => el("i"))),
    el("p", { class: "to-sign" }, s.signed));
