/** The page “On paper”: writers without a desk, how the letters of one stand, and what is printed for them. */

import type { JsonObject } from "../envelope.ts";
import { Status, actions, button, el, type Child } from "../page.ts";
import { list, number, object, texts } from "./bank.ts";
import { table, type Visit } from "./frame.ts";
import { Kept, begin, sheetCode, type Before, type Draft } from "./paper_draft.ts";
import { typeInView, type Typing } from "./paper_form.ts";
import { letterThere, printed } from "./paper_read_back.ts";
import { paper as p } from "./paper_sentences.ts";
import { receiptSheet, standingSheet } from "./paper_sheets.ts";
import { say } from "./sentences.ts";

/** What the office says of letters on paper, and who of its writers one stands before. */
interface Counter {
  readonly visit: Visit;
  readonly kept: Kept;
  readonly readsItself: boolean;
  readonly reached: string;
}

const spoken = (): string => document.documentElement.lang;

/** A button of which there are several on a page: what is heard says which. */
const named = (label: string, heard: string, kind: "main" | "quiet", run: () => void): HTMLElement =>
  el("button", { type: "button", class: `button button--${kind}`, "aria-label": heard, onclick: run }, label);

export async function onPaperView(visit: Visit): Promise<void> {
  const still = visit.turning();
  const said = await visit.bank.get("on-paper");
  const { me, key } = visit;
  if (me === undefined || key === undefined) return visit.enter();
  const kept = new Kept(me.id, key);
  const drafts = await kept.all();
  if (!still()) return;
  const asks = object(said["asks"]);
  const counter: Counter = { visit, kept, readsItself: asks["reads_itself"] === true, reached: texts(said, "reached") };
  const status = new Status();
  const rows = list(said, "writers").map(object).map((row) => [
    button(texts(row, "name"), () => void visit.try(status, () => writerView(counter, texts(row, "id"), texts(row, "name"))), "quiet"), say.day(texts(row, "since")),
  ]);
  visit.show(p.title, el("p", { class: "lead" }, p.lead), ...drafts.map((draft) => begun(counter, draft, status)),
    el("h2", {}, p.writers), rows.length === 0 ? el("p", {}, p.none) : table(p.caption, p.columns, rows), status.element);
}

/** A letter that was begun and is kept in this browser: gone on with, or thrown away. */
function begun(counter: Counter, draft: Draft, status: Status): HTMLElement {
  const { visit, kept } = counter;
  const goOn = async (): Promise<void> => {
    const here = visit.turning();
    const letter = await letterThere(visit, draft);
    if (letter === undefined) {
      if (here()) typeInView(typingFor(counter, draft.writer, draft.name), draft);
      return;
    }
    kept.forget(draft.id);
    if (!here()) return;
    await writerView(counter, draft.writer, draft.name, p.thereAlready(say.queue.name(number(letter, "number"))));
  };
  const throwAway = async (): Promise<void> => {
    kept.forget(draft.id);
    await onPaperView(visit);
  };
  return el("div", { class: "notice" }, el("h2", {}, p.begun(draft.name)), el("p", {}, p.begunLong),
    actions(named(p.goOn, p.goOnOf(draft.name, sheetCode(draft.id)), "main", () => void visit.try(status, goOn)),
      named(p.throwAway, p.throwAwayOf(draft.name, sheetCode(draft.id)), "quiet", () => void visit.try(status, throwAway))));
}

const typingFor = (counter: Counter, writer: string, name: string): Typing => ({
  visit: counter.visit, kept: counter.kept, readsItself: counter.readsItself, reached: counter.reached,
  back: () => void counter.visit.try(new Status(), () => writerView(counter, writer, name)),
});

/** How the letters of one writer stand. Here is all that they may be told. */
async function writerView(counter: Counter, writer: string, name: string, notice = ""): Promise<void> {
  const { visit } = counter;
  const still = visit.turning();
  const letters = list(await visit.bank.get(`on-paper/${writer}`), "letters").map(object);
  if (!still()) return;
  const status = new Status();
  const typing = typingFor(counter, writer, name);
  const take = (before?: Before): void => typeInView(typing, begin(writer, name, spoken(), before));
  const rows = letters.map((letter): Child[] => {
    const called = say.queue.name(number(letter, "number"));
    const gone = texts(letter, "withdrawn");
    const before = { id: texts(letter, "id"), person: texts(letter, "person"), called };
    const known = list(letter, "facts").map((fact) => p.facts[String(fact)] ?? "").join(", ");
    return [
      called, sheetCode(before.id), say.day(texts(letter, "since")),
      gone === "" ? say.writers.reading[texts(letter, "screening")] ?? "" : say.writers.gone(say.day(gone)), known,
      el("span", {}, named(p.receipt, p.receiptOf(called), "quiet", () => sheetView(typing, p.receiptOf(called),
        (language) => receiptSheet(language, letter, visit.me?.bank ?? visit.office, counter.reached))), " ",
      letter["may_replace"] === true && named(p.replace, p.replaceOf(called), "quiet", () => take(before))),
    ];
  });
  visit.show(name, notice !== "" && el("p", { class: "notice" }, notice),
    actions(button(p.takeIn, () => take(), "main"), letters.length > 0 && button(p.stands, () => standsView(typing, name, letters))),
    el("h2", {}, p.theirs), el("p", { class: "measure" }, p.theirsLong),
    rows.length === 0 ? el("p", {}, p.noLetters) : table(p.lettersCaption, p.letterColumns, rows),
    el("p", { class: "measure above" }, p.reasonElsewhere),
    actions(button(p.back, () => void visit.try(status, () => onPaperView(visit)), "quiet")), status.element);
}

const standsView = (typing: Typing, name: string, letters: readonly JsonObject[]): void =>
  sheetView(typing, p.stands, (language) => standingSheet(language, name, letters));

function sheetView(typing: Typing, title: string, inLanguage: (language: string) => HTMLElement): void {
  typing.visit.show(title, ...printed(spoken(), inLanguage), el("div", { class: "after" }, actions(button(p.toWriter, typing.back, "quiet"))));
}
