/** An answer: written here, sealed before it leaves, and the writer's only when it is collected. */

import { sealToRead } from "../answer.ts";
import type { Bytes } from "../bytes.ts";
import { Unsupported } from "../errors.ts";
import type { ReplyHeader } from "../headers.ts";
import { Field, Status, actions, button, chosen, el, facts, form, heading, options, painted, type Child } from "../page.ts";
import { setWidth, type Reading } from "../reading.ts";
import { sealReply, wordsTyped } from "../reply.ts";
import { say } from "../sentences.ts";
import { save, sheet } from "../show.ts";
import * as wire from "../wire.ts";
import { Once, backButton, doing, saidView } from "./doing.ts";
import { keepView } from "./keep.ts";

export function answerView(reading: Reading): void {
  const letter = reading.opened;
  if (letter === undefined) return;
  const a = say.answer;
  const writer = reading.writer;
  const name = say.names(letter.header.to);
  const offline = reading.holder.office === undefined;
  const bank = readFirstBy(reading);
  const lent = reading.lent; // what a friend sees in a draft is no answer: no letter comes of it, and no book has it
  const status = new Status();
  const words = new Field(a.words(writer), lent ? a.wordsHelpDraft : reading.holder.rules || a.wordsHelp, el("textarea", { id: "words", rows: 14, spellcheck: "true", autocomplete: "off" }));
  const signed = options(a.signed, "sign", [["name", name], ["none", a.noName(writer)]]);
  const again = options(a.again(writer), "again", [["no", a.againNo], ["one", a.againOne]]);
  const stays = options(a.stays(writer), "stays", [["no", a.staysNo(writer)], ["yes", a.staysYes]]);
  const sealed = new Once<Bytes>(); // the same answer pressed again is the same bytes, which an office keeps once
  const seal = async (): Promise<void> => {
    const tree = wordsTyped(words.input.value, letter.header.words.lang);
    if (tree.body.length === 0) return words.wrong(a.nothing);
    words.wrong("");
    await painted();
    try {
      const header: ReplyHeader = {
        letter: letter.header.id, answered: new Date().toISOString().slice(0, 10), words: tree,
        again: chosen(again) === "one" ? "one" : "no", fromName: !lent && chosen(signed) === "name" ? name : "",
        private: chosen(stays) === "yes",
      };
      const reply = await sealed.get(JSON.stringify(header), () => sealedTo(reading, header));
      if (offline) return savedView(reading, reply);
      const sent = await doing(reading, status, () => reading.act("answer", reply));
      if (sent !== undefined) sentView(reading, wire.ref(sent, "answer"));
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      words.wrong(a.tooLong);
    }
  };
  reading.show(heading(a.title), el("p", { class: "lead" }, a.lead), bank !== "" && el("p", { class: "notice" }, a.readFirst(bank, writer)),
    el("div", { class: "bench bench--two" },
      form(a.title, seal, words.element, ...(lent ? [] : [signed, again, stays]),
        actions(el("button", { class: "button button--main" }, offline ? a.save : a.send), backButton(reading, a.leave)), status.element),
      el("div", {}, el("h2", { class: "unseen" }, a.happens), happens(reading), readAgain(reading))));
  setWidth(reading.shell.main, "");
}

/** The bank that reads an answer first; empty where it goes sealed to the writer. */
export const readFirstBy = (reading: Reading): string =>
  reading.holder.answers === "screened" ? reading.opened?.header.grant?.bank ?? "" : "";

/** An answer sealed to whoever reads it first: the writer, or the bank, by the key that the writer signed. */
function sealedTo(reading: Reading, header: ReplyHeader): Promise<Bytes> {
  const letter = reading.opened?.header;
  const grant = reading.holder.answers === "screened" ? letter?.grant : undefined;
  if (grant !== undefined) return sealToRead(header, reading.id, grant.key, reading.keys.act);
  return sealReply(header, letter?.reply ?? "");
}

function happens(reading: Reading): HTMLElement {
  const a = say.answer;
  const bank = readFirstBy(reading);
  const offline = reading.holder.office === undefined;
  const kept = reading.keepSecret !== undefined;
  const back = kept ? a.takeBackKept : el("span", {}, `${a.takeBackLong} `, button(a.takeBackLater, () => keepView(reading), "quiet"));
  return facts([
    [a.who, whoReads(reading)],
    [a.what, reading.lent ? a.whatGoesDraft : a.whatGoes],
    bank !== "" && [a.comesBack, a.comesBackLong(bank)],
    offline ? [a.carry, bank === "" ? a.carryLong : a.carryToBank(bank)] : [a.takeBack, back],
  ]);
}

function whoReads(reading: Reading): string {
  const a = say.answer;
  const bank = readFirstBy(reading);
  if (bank !== "") return a.whoReadsFirst(bank, reading.writer);
  return reading.holder.office === undefined ? a.whoReadsOffline(reading.writer) : a.whoReads(reading.writer);
}

function readAgain(reading: Reading): Child {
  if (reading.opened === undefined) return undefined;
  const again = sheet(reading.opened);
  again.className = "again";
  return el("details", {}, el("summary", {}, say.answer.readAgain), again);
}

function savedView(reading: Reading, reply: Bytes): void {
  const file = `answer-${reading.id.slice(0, 8)}.amends`;
  save(file, readFirstBy(reading) !== "" ? reply : wire.answerFile(reading.opened?.header.id ?? reading.id, reply), "application/octet-stream");
  const a = say.answer;
  const bank = readFirstBy(reading);
  saidView(reading, a.saved, bank === "" ? [a.savedLong(file), a.carryLong] : [a.savedToRead(file, bank), a.carryToBank(bank)]);
}

function sentView(reading: Reading, answer: string): void {
  const a = say.answer;
  const bank = readFirstBy(reading);
  if (bank !== "") return saidView(reading, a.sent, [a.sentToRead(bank, reading.writer), a.sentLook], takeBack(reading, answer));
  const once = reading.keepSecret === undefined ? [a.sentOnce] : [];
  saidView(reading, a.sent, [a.sentLong(reading.writer), ...once], el("div", { id: "sent" }, takeBack(reading, answer)));
}

/** The button that takes an answer back, and says so when it was too late. */
export function takeBack(reading: Reading, answer: string): HTMLElement {
  const a = say.answer;
  const status = new Status();
  const run = async (): Promise<void> => {
    const done = await doing(reading, status, () => reading.act("take-back", wire.takeBackBody(answer)));
    if (done === undefined) return;
    if (wire.isDone(done)) saidView(reading, a.taken, [a.takenLong]);
    else saidView(reading, a.late, [a.lateLong]);
  };
  return el("div", {}, actions(button(a.takeItBack, () => void run())), status.element);
}

