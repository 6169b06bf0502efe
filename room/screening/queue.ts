/** What waits to be read, and one letter being read. Each letter says what it is about before it is opened. */

import { Status, actions, button, el, toggle } from "../page.ts";
import { loadHand, sheet } from "../show.ts";
import { plainText } from "../words.ts";
import { list, number, object, texts } from "./bank.ts";
import { finding, openDeposit, type Deposit, type Outcome, type Remark } from "./deposit.ts";
import { table, type Visit } from "./frame.ts";
import { nameIfLast } from "./outside.ts";
import { reviewed, type Reviewed } from "./reviewed.ts";
import { say } from "./sentences.ts";

/** After so many in one day the page says that it is a good moment to stop. No rule of a bank's: a courtesy to its readers. */
const REST_AFTER = 6;

export async function queueView(visit: Visit): Promise<void> {
  const q = say.queue;
  const still = visit.turning();
  const said = await visit.bank.get("queue");
  if (!still()) return;
  const waiting = list(said, "waiting").map(object);
  const today = number(said, "today");
  const opens = visit.may("read") && visit.epochs.length > 0;
  const rows = waiting.map((row) => {
    const name = q.name(number(row, "number"));
    const mine = row["mine"] === true;
    const open = (): void => beforeView(visit, texts(row, "id"), name, texts(row, "about"));
    return [
      opens && !mine ? el("button", { type: "button", class: "button button--quiet", onclick: open }, name) : name,
      say.about[texts(row, "about")] ?? texts(row, "about"), say.day(texts(row, "since")), mine ? q.mine : q.needs[texts(row, "needs")] ?? "",
    ];
  });
  visit.show(q.title, el("p", { class: "lead" }, q.many(waiting.length, visit.me?.readers ?? 1)),
    visit.may("read") && el("p", { class: "measure" }, `${q.today(today)} ${today >= REST_AFTER ? q.rest : ""}`),
    visit.may("read") && visit.epochs.length === 0 && el("p", { class: "notice" }, q.noKey),
    rows.length > 0 && table(q.caption, q.columns, rows));
}

function beforeView(visit: Visit, id: string, name: string, about: string): void {
  const l = say.letter;
  const status = new Status();
  const open = async (): Promise<void> => {
    const still = visit.turning();
    const deposit = await openDeposit(await visit.bank.send(`letters/${id}/take-up`), id, visit.epochs);
    if (still()) letterView(visit, name, deposit);
  };
  visit.show(l.before(name, say.about[about] ?? about), el("p", { class: "lead" }, l.beforeLong),
    actions(button(l.open, () => void visit.try(status, open), "main"), button(l.back, () => void queueView(visit), "quiet")), status.element);
}

function letterView(visit: Visit, name: string, deposit: Deposit): void {
  const l = say.letter;
  const { letter, front } = deposit;
  const found = reviewed(letter.header.words);
  const inHand = sheet(letter);
  const plain = transcript(plainText(letter.header.words), found, name);
  inHand.hidden = true;
  const choice = toggle(l.hand, "in-hand");
  choice.querySelector("input")?.addEventListener("change", (event) => {
    const on = (event.target as HTMLInputElement).checked;
    inHand.hidden = !on;
    plain.hidden = on;
  });
  void loadHand("letter", letter.hand, letter.header.hand);
  visit.show(name, letter.hand !== undefined && choice,
    el("div", { class: "bench bench--two" },
      el("div", {}, plain, inHand,
        el("h2", {}, l.front), el("address", { class: "draft" }, ...front.header.address.flatMap((line) => [line, el("br")])),
        el("p", { class: "small soft" }, `${l.flap} ${front.header.flap}`)),
      el("div", {}, el("h2", {}, l.remarks), ...beside(found), judge(visit, deposit, found))));
}

/** The words in plain type, each passage that a rule marks with its number. */
function transcript(text: string, found: readonly Reviewed[], name: string): HTMLElement {
  const points = Array.from(text);
  const nodes: (Node | string)[] = [];
  let at = 0;
  found.forEach((one, i) => {
    const n = String(i + 1);
    if (one.start >= at && one.end > one.start) {
      nodes.push(points.slice(at, one.start).join(""), el("mark", {}, points.slice(one.start, one.end).join("")));
      at = one.end;
    }
    nodes.push(el("a", { class: "ref", href: `#r${n}`, id: `p${n}`, "aria-label": `Remark ${n}` }, n));
  });
  nodes.push(points.slice(at).join(""));
  return el("article", { class: "draft as-typed", "aria-label": name }, ...nodes);
}

function beside(found: readonly Reviewed[]): HTMLElement[] {
  const l = say.letter;
  if (found.length === 0) return [el("p", {}, l.none)];
  return [el("ol", { class: "remarks" }, ...found.map((one, i) => {
    const n = String(i + 1);
    return el("li", { class: "remark", id: `r${n}` }, el("a", { class: "ref", href: `#p${n}`, "aria-label": `Passage ${n}` }, n),
      el("p", {}, one.why), el("p", { class: "source" }, `${l.byRule}. ${one.source}`),
      el("label", { class: "option" }, el("input", { type: "checkbox", name: "remark", value: i }), " ", el("span", {}, l.use)));
  }))];
}

function judge(visit: Visit, deposit: Deposit, found: readonly Reviewed[]): HTMLElement {
  const l = say.letter;
  const status = new Status();
  const line = el("textarea", { id: "line", rows: 4, "aria-describedby": "line-help" });
  const options: (readonly [Outcome, string, string])[] = [["approve", l.approve, l.approveHelp], ["return", l.return, l.returnHelp]];
  if (visit.me?.mayReject === true) options.push(["reject", l.reject, l.rejectHelp]);
  const record = async (): Promise<void> => {
    const outcome = visit.main.querySelector<HTMLInputElement>("input[name=finding]:checked")?.value as Outcome | undefined;
    const chosen = [...visit.main.querySelectorAll<HTMLInputElement>("input[name=remark]:checked")].map((box) => found[Number(box.value)]);
    const remarks = chosen.flatMap((one): Remark[] => (one === undefined ? [] : [{ rule: one.rule, passage: one.passage, said: one.why }]));
    const said = line.value.normalize("NFC").trim();
    if (outcome === undefined) return status.say(l.choose);
    if (outcome !== "approve" && said === "" && remarks.length === 0) return status.say(l.needsLine);
    if (visit.key === undefined || visit.me === undefined) return visit.enter();
    const message = await finding(visit.me.office, deposit, outcome, said, remarks, visit.key);
    await visit.bank.post(`letters/${deposit.id}/findings`, message);
    if (outcome === "approve") await nameIfLast(visit, deposit);
    visit.show(l.done, el("p", { class: "lead" }, l.doneLong), actions(button(l.back, () => void queueView(visit), "main")));
  };
  return el("form", {
    "aria-label": l.finding, onsubmit: (event) => {
      event.preventDefault();
      void visit.try(status, record);
    },
  },
  el("fieldset", { class: "above-more" }, el("legend", {}, l.finding), ...options.map(([value, label, help]) =>
    el("label", { class: "option" }, el("input", { type: "radio", name: "finding", value }), " ",
      el("span", {}, el("b", {}, label), el("span", { class: "help" }, help))))),
  el("div", { class: "field" }, el("label", { for: "line" }, l.line), el("span", { class: "help", id: "line-help" }, l.lineHelp), line),
  actions(el("button", { type: "submit", class: "button button--main" }, l.record), button(l.leave, () => void queueView(visit), "quiet")),
  status.element);
}
