/** What waits to be read, and one letter being read. Each letter says what it is about before it is opened. */

import { Status, actions, button, el, toggle } from "../page.ts";
import { loadHand, picture, sheet } from "../show.ts";
import { plainText } from "../words.ts";
import { answersWaiting } from "./answers.ts";
import { list, number, object, texts } from "./bank.ts";
import { finding, openDeposit, type Deposit } from "./deposit.ts";
import { table, type Visit } from "./frame.ts";
import { beside, judge, transcript, type Judged } from "./judging.ts";
import { onPaper as o } from "./on_paper_sentences.ts";
import { nameIfLast } from "./outside.ts";
import { reasonView, reasonsWaiting } from "./paper_reasons.ts";
import { paper } from "./paper_sentences.ts";
import { reviewed } from "./reviewed.ts";
import { say } from "./sentences.ts";

/** After so many in one day the page says that it is a good moment to stop. No rule of a bank's: a courtesy to its readers. */
const REST_AFTER = 6;

export async function queueView(visit: Visit): Promise<void> {
  const q = say.queue;
  const still = visit.turning();
  const [said, answers] = [await visit.bank.get("queue"), list(await visit.bank.get("answers"), "waiting").map(object)];
  const reasons = visit.may("read") ? list(await visit.bank.get("reasons"), "reasons").map(object) : [];
  if (!still()) return;
  const waiting = list(said, "waiting").map(object);
  const today = number(said, "today");
  const opens = visit.may("read") && visit.epochs.length > 0;
  const rows = waiting.map((row) => {
    const name = q.name(number(row, "number"));
    const [mine, others, onPaper] = [row["mine"] === true, row["others"] === true, row["paper"] === true];
    const about = say.about[texts(row, "about")] ?? texts(row, "about");
    const open = (): void => beforeView(visit, texts(row, "id"), name, about, onPaper);
    return [
      opens && !mine && !others ? el("button", { type: "button", class: "button button--quiet", onclick: open }, name) : name,
      onPaper ? `${about} (${paper.typed})` : about, say.day(texts(row, "since")),
      others ? paper.others : mine ? q.mine : q.needs[texts(row, "needs")] ?? "",
    ];
  });
  visit.show(q.title, el("p", { class: "lead" }, q.many(waiting.length, visit.me?.readers ?? 1)),
    visit.may("read") && el("p", { class: "measure" }, `${q.today(today)} ${today >= REST_AFTER ? q.rest : ""}`),
    visit.may("read") && visit.epochs.length === 0 && el("p", { class: "notice" }, q.noKey),
    rows.length > 0 && table(q.caption, q.columns, rows),
    ...answersWaiting(visit, answers, () => void queueView(visit)),
    ...reasonsWaiting(visit, reasons, () => void queueView(visit)));
}

function beforeView(visit: Visit, id: string, name: string, about: string, onPaper: boolean): void {
  const l = say.letter;
  const status = new Status();
  const open = async (): Promise<void> => {
    const still = visit.turning();
    const deposit = await openDeposit(await visit.bank.send(`letters/${id}/take-up`), id, visit.epochs);
    if (still()) letterView(visit, name, deposit);
  };
  visit.show(l.before(name, about), el("p", { class: "lead" }, onPaper ? paper.beforeLong : l.beforeLong),
    actions(button(l.open, () => void visit.try(status, open), "main"), button(l.back, () => void queueView(visit), "quiet")), status.element);
}

function letterView(visit: Visit, name: string, deposit: Deposit): void {
  const l = say.letter;
  const { letter, front } = deposit;
  const found = reviewed(letter.header.words);
  const inHand = sheet(letter);
  const plain = transcript(plainText(letter.header.words), found, name);
  const pages = [...letter.scans].map(([page, data]) => el("figure", { class: "scan-page" }, picture(page, data)));
  const typed = el("div", {}, plain, ...pages);
  inHand.hidden = true;
  const choice = toggle(l.hand, "in-hand");
  choice.querySelector("input")?.addEventListener("change", (event) => {
    const on = (event.target as HTMLInputElement).checked;
    inHand.hidden = !on;
    typed.hidden = on;
  });
  void loadHand("letter", letter.hand, letter.header.hand);
  const { takenIn, fromName } = letter.header;
  visit.show(name, takenIn !== undefined && el("p", { class: "notice" },
    `${o.attested(takenIn.by, say.roles[takenIn.role] ?? takenIn.role, fromName)} ${o.readBack[takenIn.readBack]} ${o.compare}`),
  letter.hand !== undefined && choice,
    el("div", { class: "bench bench--two" },
      el("div", {}, typed, inHand,
        el("h2", {}, l.front), el("address", { class: "draft" }, ...front.header.address.flatMap((line) => [line, el("br")])),
        el("p", { class: "small soft" }, `${l.flap} ${front.header.flap}`)),
      el("div", {}, el("h2", {}, l.remarks), ...beside(found), judge(visit, found, judged(visit, name, deposit), () => void queueView(visit)))));
}

const judged = (visit: Visit, name: string, deposit: Deposit): Judged => ({
  approve: say.letter.approveHelp, return: say.letter.returnHelp, reject: say.letter.rejectHelp,
  line: say.letter.line, lineHelp: deposit.letter.header.takenIn === undefined ? say.letter.lineHelp : paper.lineHelp,
  record: async (outcome, said, remarks) => {
    if (visit.key === undefined || visit.me === undefined) return void visit.enter();
    const { takenIn, words } = deposit.letter.header;
    const now = visit.epochs.find((each) => each.key === visit.me?.epochs.find((one) => one.ended === "")?.key);
    await visit.bank.post(`letters/${deposit.id}/findings`,
      await finding(visit.me.office, deposit, outcome, said, remarks, visit.key, now ?? deposit.epoch));
    if (outcome === "approve") {
      await nameIfLast(visit, deposit);
      return undefined;
    }
    return takenIn === undefined ? undefined : () => reasonView(visit, name, words.lang, [{ outcome, said, remarks }], () => void queueView(visit));
  },
});
