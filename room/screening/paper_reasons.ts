/** Reasons for writers who have no desk: printed at once when a finding is recorded, or later from the list. */

import type { JsonObject } from "../envelope.ts";
import { Status, actions, button, el, type Child } from "../page.ts";
import { number, texts } from "./bank.ts";
import { table, type Visit } from "./frame.ts";
import { printed } from "./paper_read_back.ts";
import { paper as p } from "./paper_sentences.ts";
import { openReasons, reasonSheet, type Reason } from "./paper_sheets.ts";
import { say } from "./sentences.ts";

/** Letters on paper that come back, as a table; nothing where none does. */
export function reasonsWaiting(visit: Visit, rows: readonly JsonObject[], back: () => void): Child[] {
  if (rows.length === 0 || visit.epochs.length === 0) return [];
  const status = new Status();
  const show = async (letter: string, called: string): Promise<void> => {
    const still = visit.turning();
    const reasons = await openReasons(await visit.bank.send(`reasons/${letter}`), letter, visit.epochs);
    if (still()) reasonView(visit, called, document.documentElement.lang, reasons, back);
  };
  return [el("h2", {}, p.reasons), table(p.reasonsCaption, p.reasonColumns, rows.map((row) => {
    const called = say.queue.name(number(row, "number"));
    return [called, p.found[texts(row, "screening")] ?? "", el("button", {
      type: "button", class: "button button--quiet", "aria-label": p.printReasonOf(called), onclick: () => void visit.try(status, () => show(texts(row, "letter"), called)),
    }, p.printReason)];
  })), status.element];
}

/** The sheet, to be printed. `language` is the letter's, where it is known. */
export function reasonView(visit: Visit, called: string, language: string, reasons: readonly Reason[], back: () => void): void {
  visit.show(p.reasonTitle(called), el("p", { class: "lead" }, p.reasonLong),
    ...(reasons.length === 0 ? [el("p", {}, p.reasonNone)] : printed(language, (each) => reasonSheet(each, called, reasons))),
    el("div", { class: "after" }, actions(button(say.letter.back, back, "quiet"))));
}
