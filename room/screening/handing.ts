/** Handing a letter over: asked once more, a sheet with the one address that opens it, and then sealed to its recipient here. */

import type { JsonObject } from "../envelope.ts";
import { Refused } from "../errors.ts";
import { Status, actions, button, el, facts, form, type Child } from "../page.ts";
import { answerSheetOf } from "./answer_sheet.ts";
import { NotIn, list, object, texts } from "./bank.ts";
import { openDeposit, release, type Deposit } from "./deposit.ts";
import { said, table, type Visit } from "./frame.ts";
import { over as o } from "./handing_sentences.ts";
import { alike } from "./outside.ts";
import { paperButtons } from "./posting.ts";
import { say } from "./sentences.ts";
import { SPOKEN, slipIn, spokenOf, type Spoken } from "./slip_sentences.ts";
import { readButton } from "./together.ts";

/** A letter that was sealed to its recipient here, with the sheet that is handed over; it is in this browser only. */
export interface Handed {
  readonly visit: Visit;
  readonly path: string;
  readonly road: string;
  readonly name: string;
  readonly address: string;
  readonly deposit: Deposit;
  /** The pages for an answer; undefined where none goes back. */
  readonly answer: (language: Spoken) => HTMLElement | undefined;
  /** Back to the sheet, once the letter is sealed. */
  slip: () => void;
  /** Back to the list. */
  readonly over: () => Promise<void>;
}

export async function readyView(visit: Visit): Promise<void> {
  const r = say.ready;
  const still = visit.turning();
  const ready = list(await visit.bank.get("ready"), "ready").map(object);
  const underWay = list(await visit.bank.get("under-way"), "under_way").map(object);
  const toAsk = visit.may("tell") ? list(await visit.bank.get("to-ask"), "to_ask").map(object) : [];
  if (!still()) return;
  const status = new Status();
  const road = (row: JsonObject): string => r.roads[texts(row, "road")] ?? texts(row, "road");
  const rows = ready.map((row) => [
    texts(row, "name"), road(row),
    el("button", { type: "button", class: "button", onclick: () => void visit.try(status, () => take(visit, status, row)) }, r.do),
  ]);
  visit.show(r.title, rows.length === 0 ? el("p", { class: "lead" }, r.none) : table(r.caption, r.columns, rows), status.element,
    ...(toAsk.length === 0 ? [] : [el("h2", {}, o.ask.title), table(o.ask.caption, o.ask.columns, toAsk.map((row) => [
      texts(row, "name"), road(row), named(o.ask.do, o.ask.doOf(texts(row, "name")), () => askView(visit, row)),
    ]))]),
    ...(underWay.length === 0 ? [] : [el("h2", {}, o.done.title), table(o.done.caption, o.done.columns, underWay.map((row) => {
      const next = texts(row, "next") === "posted" ? "posted" : "read-aloud";
      const write = (): void => void visit.try(status, async () => {
        const here = visit.turning();
        await visit.bank.post(`cases/${texts(row, "case")}/${next}`);
        if (here()) await readyView(visit);
      });
      return [texts(row, "name"), road(row), say.day(texts(row, "released")), named(o.done[next], o.done.of(o.done[next], texts(row, "name")), write)];
    }))]));
}

const named = (label: string, heard: string, run: () => void): HTMLElement =>
  el("button", { type: "button", class: "button", "aria-label": heard, onclick: run }, label);

/** Somebody is asked once more; what they say is written down as an act on their record. */
function askView(visit: Visit, row: JsonObject): void {
  const a = o.ask;
  const status = new Status();
  const send = (what: string, filled: Record<string, string | boolean>) => (): void => void visit.try(status, async () => {
    const here = visit.turning();
    await visit.bank.post(`registered/${texts(row, "who")}/${what}`, { seen: texts(row, "seen"), case: texts(row, "case"), ...filled });
    if (here()) await readyView(visit);
  });
  const voice = texts(row, "how") === "by-telephone";
  const or = (value: string): Child => (value === "" ? a.notSaid : value);
  visit.show(a.head(texts(row, "name")), el("p", { class: "lead" }, a.lead),
    facts([
      [a.way, say.ready.roads[texts(row, "road")] ?? texts(row, "road")],
      [a.reached, [a.reaches[texts(row, "reach")] ?? "", texts(row, "at")].filter((each) => each !== "").join(": ")],
      [a.language, o.languages[texts(row, "language")] ?? texts(row, "language")], [a.needs, or(texts(row, "needs"))],
      [a.beside, or(list(row, "beside").map(String).join("; "))],
    ]),
    voice && el("p", {}, a.onlyVoice),
    actions(button(a.voice, send("confirm", { by_telephone: true }), "main"), !voice && button(a.paper, send("confirm", { by_telephone: false }))),
    actions(button(a.later, send("choose", { choice: "later", road: "" })), button(a.no, send("choose", { choice: "declined", road: "" })),
      button(a.back, () => void visit.try(status, () => readyView(visit)), "quiet")),
    status.element);
}

async function take(visit: Visit, status: Status, row: JsonObject): Promise<void> {
  status.say(say.ready.sealing);
  const here = visit.turning();
  const path = `cases/${texts(row, "case")}`;
  const deposit = await openDeposit(await visit.bank.send(`${path}/take-up`), "", visit.epochs);
  if (!here()) return;
  const name = texts(row, "name");
  const outside = deposit.front.header;
  if (alike(outside, [name]) > 0) return seal(visit, path, row, deposit);
  const d = o.doubt;
  const beside = new Status();
  visit.show(d.title, el("p", { class: "lead" }, d.lead(name)), el("p", { class: "small soft" }, d.outside),
    el("address", { class: "draft" }, ...outside.address.flatMap((line) => [line, el("br")])), el("p", { class: "measure" }, d.long),
    form(d.title, () => visit.try(beside, () => seal(visit, path, row, deposit)),
      actions(button(d.stop, () => void visit.try(beside, () => readyView(visit)), "main"), el("button", { type: "submit", class: "button" }, d.seal)), beside.element));
}

async function seal(visit: Visit, path: string, row: JsonObject, deposit: Deposit): Promise<void> {
  const here = visit.turning();
  const released = await release(deposit);
  const beside = deposit.beside ?? {};
  const { reply, takenIn } = deposit.letter.header;
  const takes = reply !== "" || takenIn !== undefined;
  const handed: Handed = {
    visit, path, deposit, road: texts(row, "road"), name: texts(row, "name"), address: `${location.origin}/l/${released.id}#${released.secret}`,
    answer: (language) => takes ? answerSheetOf(visit, released.id, language, object(beside["answers"])) : undefined,
    slip: () => undefined, over: () => readyView(visit),
  };
  if (here()) toPrint(handed, spokenOf(texts(beside, "language")), () => visit.bank.send(`${path}/release`, released.packed));
}

/** What is printed: the one address that opens the letter, and the pages for an answer; drawn anew for another language. */
class Printed {
  readonly sheet = el("div", {});
  readonly answer = el("div", {});
  readonly print = button("", () => print());
  readonly #handed: Handed;

  constructor(handed: Handed) {
    this.#handed = handed;
  }

  /** Gives the head of the sheet. */
  draw(lang: Spoken): string {
    const { name, visit, address, answer, deposit: { letter: { header: { takenIn, fromName } } } } = this.#handed;
    const [s, pages] = [slipIn(lang), answer(lang)];
    this.sheet.replaceChildren(el("p", { class: "lead", lang }, s.asked(visit.office)),
      el("p", { class: "spelled", id: "address" }, address), el("p", { class: "measure", lang }, s.opens),
      ...(takenIn === undefined ? [] : [el("p", { class: "measure", lang }, s.takenIn(takenIn.by, visit.office, fromName))]));
    this.answer.replaceChildren(...(pages === undefined ? [] : [pages]));
    this.print.textContent = pages === undefined ? say.ready.print : say.ready.printAll;
    return s.letterFor(name);
  }
}

/**
 * The sheet before the letter is sealed. The office gets nothing until somebody holds the sheet in their hand: if this page goes, there is
 * no letter that nobody can open, and the case stands where it stood.
 */
function toPrint(handed: Handed, first: Spoken, send: () => Promise<unknown>): void {
  const r = say.ready;
  const { visit } = handed;
  const status = new Status();
  const box = el("input", { type: "checkbox" });
  const printed = new Printed(handed);
  const choice = el("select", { id: "sheet-language", onchange: () => {
    box.checked = false;
    visit.head(printed.draw(spokenOf(choice.value)), choice.value);
  } }, ...SPOKEN.map((each) => el("option", { value: each, selected: each === first }, o.languages[each] ?? each)));
  const seal = async (): Promise<void> => {
    if (!box.checked) return status.say(r.notOnPaper);
    try {
      await send();
    } catch (error) {
      if (!(error instanceof Refused) || error instanceof NotIn) throw error;
      return status.say(`${said(error)} ${r.notSealed}`);
    }
    handed.slip = () => slipView(handed, spokenOf(choice.value));
    // Shown whatever was turned to meanwhile: the address stands here and on paper alone.
    handed.slip();
  };
  visit.show(printed.draw(first), printed.sheet,
    form(r.seal, () => visit.try(status, seal), el("div", { class: "after" }, el("p", { class: "notice" }, r.first),
      el("div", { class: "field" }, el("label", { for: "sheet-language" }, r.language), choice), actions(printed.print),
      el("label", { class: "option" }, box, " ", el("span", {}, r.onPaper)),
      actions(el("button", { type: "submit", class: "button button--main" }, r.seal), button(r.stop, () => void visit.try(status, handed.over), "quiet")), status.element)),
    printed.answer);
  visit.head(slipIn(first).letterFor(handed.name), first);
}

function slipView(handed: Handed, lang: Spoken): void {
  const r = say.ready;
  const { visit, road } = handed;
  const status = new Status();
  const printed = new Printed(handed);
  const title = printed.draw(lang);
  printed.print.classList.add("button--quiet");
  visit.show(title, printed.sheet,
    el("div", { class: "after" }, el("p", { class: "notice" }, r.sealed),
      actions(...(road === "post" ? paperButtons(handed) : []), ...(road === "telephone" || road === "in-person" ? [readButton(handed)] : []),
        button(r.done, () => void visit.try(status, handed.over), "main"), printed.print), status.element), printed.answer);
  visit.head(title, lang);
}
