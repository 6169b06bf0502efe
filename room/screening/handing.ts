/** Handing a letter over: asked once more, sealed to its recipient here, and a sheet with the one address that opens it. */

import type { JsonObject } from "../envelope.ts";
import { Status, actions, button, el, facts, form, type Child } from "../page.ts";
import { answerSheetOf } from "./answer_sheet.ts";
import { list, object, texts } from "./bank.ts";
import { openDeposit, release, type Deposit } from "./deposit.ts";
import { table, type Visit } from "./frame.ts";
import { over as o } from "./handing_sentences.ts";
import { alike } from "./outside.ts";
import { paperButtons } from "./posting.ts";
import { say } from "./sentences.ts";
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
  readonly answer: HTMLElement | undefined;
  /** Back to the sheet. */
  readonly slip: () => void;
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
  const released = await release(deposit);
  await visit.bank.send(`${path}/release`, released.packed);
  const beside = deposit.beside ?? {};
  const takes = deposit.letter.header.reply !== "";
  const handed: Handed = {
    visit, path, deposit, answer: takes ? answerSheetOf(visit, released.id, texts(beside, "language"), object(beside["answers"])) : undefined, road: texts(row, "road"), name: texts(row, "name"), address: `${location.origin}/l/${released.id}#${released.secret}`,
    slip: () => slipView(handed), over: () => readyView(visit),
  };
  // Shown whatever was turned to meanwhile: the one address that opens the letter stands here and nowhere else.
  slipView(handed);
}

function slipView(handed: Handed): void {
  const r = say.ready;
  const { visit, road } = handed;
  const status = new Status();
  visit.show(r.slipFor(handed.name), el("p", { class: "lead" }, r.slipLong(visit.office)),
    el("p", { class: "spelled", id: "address" }, handed.address), el("p", { class: "measure" }, r.slipKey),
    el("div", { class: "after" }, el("p", { class: "notice" }, r.slipOnce),
      actions(button(handed.answer === undefined ? r.print : r.printAll, () => print(), "main"), ...(road === "post" ? paperButtons(handed) : []),
        ...(road === "telephone" || road === "in-person" ? [readButton(handed)] : []),
        button(r.done, () => void visit.try(status, handed.over), "quiet")), status.element), handed.answer);
}
