/** The opened letter, what its signature shows, and what can be done: nothing has to. */

import { Status, actions, button, el, heading, paragraphs, toggle, type Child } from "../page.ts";
import { setWidth, type Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { loadHand, sheet } from "../show.ts";
import { tellBody, type AnswerRoad } from "../wire.ts";
import { answerView } from "./answer.ts";
import { cameBack } from "./came_back.ts";
import { doing } from "./doing.ts";
import { keepView } from "./keep.ts";
import { doneSection } from "./kept.ts";
import { neverView, notForMeView } from "./no_more.ts";
import { passOnView } from "./pass_on.ts";
import { plainType } from "./sealed.ts";

export function openedView(reading: Reading): void {
  const letter = reading.opened;
  if (letter === undefined) return;
  const noHand = new Status();
  void loadHand("letter", letter.hand, letter.header.hand).then((shown) => {
    if (!shown) noHand.say(say.opened.noHand);
  });
  const mine = reading.holder.office !== undefined && letter.whose !== "copy" && !reading.holder.copy;
  const acting = mine && reading.front !== undefined; // of a kept letter that was withdrawn, only the reading is left
  reading.show(
    heading(say.opened.title, { class: "unseen" }),
    el("div", { class: "lettertools" }, toggle(say.sealed.plain, "plain", plainType()), button(say.opened.print, () => print(), "quiet")),
    noHand.element,
    sheet(letter),
    el("div", { class: "after" }, ...shows(reading),
      el("h2", {}, say.opened.nothing),
      el("p", { class: "measure" }, reading.holder.office === undefined ? say.opened.nothingOffline : say.opened.nothingLong),
      columns(reading, acting), acting && answerRoad(reading) === "screened" && cameBack(reading), reading.keepSecret !== undefined && doneSection(reading),
      acting && !reading.lent && tell(reading), ...(mine ? noMore(reading) : [])),
  );
  setWidth(reading.shell.main, "tight");
}

/** What the whole seal and the signature show, and what they do not. */
function shows(reading: Reading): Child[] {
  const letter = reading.opened;
  if (letter === undefined) return [];
  const o = say.opened;
  const { grant, takenIn, fromName, writer } = letter.header;
  const bank = grant?.bank ?? "";
  const signed = writer !== "";
  return [
    reading.lent && el("p", { class: "notice" }, o.draft(reading.writer)),
    letter.whose === "copy" && el("p", { class: "notice" }, o.copy),
    takenIn !== undefined ? el("p", { class: "notice" }, o.takenIn(takenIn.by, bank, fromName))
      : letter.whose === "screened" && el("p", { class: "notice" }, o.screened(bank)),
    el("p", { class: "small soft" }, signed ? o.signed : o.unsigned),
    el("details", { class: "small" }, el("summary", {}, o.shows), ...paragraphs((signed ? o.signedShows : o.unsignedShows).slice(0, takenIn && 1))),
  ];
}

/** How an answer goes back. A file that a bank handed over cannot ask the bank, which may read answers first. */
function answerRoad(reading: Reading): AnswerRoad {
  const letter = reading.opened;
  const road = reading.holder.answers ?? (letter?.whose === "screened" ? "on-paper" : "sealed");
  if (road === "screened" && letter?.header.grant === undefined) return "none";
  return letter?.header.reply === "" && road !== "on-paper" ? "none" : road;
}

function columns(reading: Reading, acting: boolean): HTMLElement {
  const o = say.opened;
  const part = (title: string, long: string, label?: string, go?: () => void): Child =>
    el("section", {}, el("h3", {}, title), el("p", {}, long), label !== undefined && go !== undefined && button(label, go, "quiet"));
  const file = reading.holder.office === undefined;
  const answer = (): Child => {
    const road = answerRoad(reading);
    const bank = reading.opened?.header.grant?.bank ?? "";
    if (road === "sealed") return part(o.answer, o.answerLong, o.answerDo, () => answerView(reading));
    if (road === "screened") {
      const long = file ? o.answerToReadFromFile(bank) : o.answerToRead(bank);
      return part(o.answer, long, o.answerDo, () => answerView(reading));
    }
    if (road === "none") return part(o.answer, o.answerNone);
    return part(o.answer, file ? o.answerFromFile(bank) : o.answerOnPaper(bank));
  };
  return el("div", { class: "columns" },
    file ? part(o.keep, o.keepLongOffline) : part(o.keep, o.keepLong, o.keepDo, () => keepView(reading)),
    (acting || (file && reading.opened?.whose !== "copy")) && answer(),
    acting && !reading.lent && part(o.passOn, o.passOnLong, o.passOnDo, () => passOnView(reading)));
}

/** Switches that start off, and tell nothing until they are saved. */
function tell(reading: Reading): HTMLElement {
  const t = say.tell;
  const status = new Status();
  const row = (name: string, label: string): HTMLElement =>
    el("li", {}, el("label", { class: "switch" }, el("span", { class: "switch__what" }, el("b", {}, label)),
      el("span", { class: "switch__state", "aria-hidden": "true" }), el("input", { type: "checkbox", role: "switch", name })));
  const list = el("ul", { class: "switches" }, row("requested", t.requested), row("received", t.received), row("read", t.read));
  const on = (name: string): boolean => list.querySelector<HTMLInputElement>(`[name=${name}]`)?.checked ?? false;
  const save = async (): Promise<void> => {
    const told = { requested: on("requested"), received: on("received"), read: on("read"), notWanted: false };
    if (!told.requested && !told.received && !told.read) return status.say(t.none);
    if ((await doing(reading, status, () => reading.act("tell", tellBody(told)))) !== undefined) status.say(t.saved(reading.writer));
  };
  return el("section", { "aria-labelledby": "tell" },
    el("fieldset", { "aria-describedby": "tell-help" }, el("legend", { class: "legend-h" }, el("h2", { id: "tell" }, t.title)),
      el("p", { class: "measure", id: "tell-help" }, t.help(reading.writer)), list),
    actions(button(t.save, () => void save()), el("span", { class: "small soft" }, t.leave)), status.element);
}

const noMore = (reading: Reading): Child[] => [
  el("h2", {}, say.noMore.title), el("p", { class: "measure" }, say.noMore.long),
  actions(button(say.noMore.never, () => neverView(reading)), button(say.noMore.notForMe, () => notForMeView(reading))),
];
