/** What a print clerk makes: the letter on paper, and a plain envelope around it. */

import { actions, button, el } from "../page.ts";
import { loadHand, sheet } from "../show.ts";
import { plainText } from "../words.ts";
import { texts } from "./bank.ts";
import { written } from "./card.ts";
import type { Handed } from "./handing.ts";
import { over as o } from "./handing_sentences.ts";

export const paperButtons = (handed: Handed): HTMLElement[] => [
  button(o.print.letter, () => letterView(handed)), button(o.print.outer, () => outerView(handed)),
];

/** The letter as it is printed: in the writer's hand, and on a page of its own in plain type. */
function letterView(handed: Handed): void {
  const p = o.print;
  const { letter } = handed.deposit;
  void loadHand("letter", letter.hand, letter.header.hand);
  handed.visit.show(p.letter, el("p", { class: "lead alone" }, p.letterLong), sheet(letter),
    ...(letter.hand === undefined ? [] : [el("section", { class: "own-page", "aria-label": p.plain }, el("div", { class: "after" }, el("h2", {}, p.plain)),
      el("p", { class: "draft as-typed" }, plainText(letter.header.words)))]),
    back(handed));
}

function outerView(handed: Handed): void {
  const p = o.print;
  const beside = handed.deposit.beside ?? {};
  const to = [texts(beside, "name"), ...(texts(beside, "reach") === "post" ? [texts(beside, "at")] : [])].join("\n");
  const [fromField, from] = written("outer-from", p.from, p.fromHelp, "", "lines");
  const [toField, whom] = written("outer-to", p.to, p.toHelp, to, "lines");
  const [fromLine, toLine] = [el("div", { class: "outer__from" }), el("address", { class: "outer__to" })];
  const draw = (): void => {
    fromLine.textContent = from();
    toLine.textContent = whom();
  };
  for (const field of [fromField, toField]) field.addEventListener("input", draw);
  draw();
  handed.visit.show(p.outer, el("p", { class: "lead alone" }, p.outerLong), el("div", { class: "outer" }, fromLine, toLine),
    el("div", { class: "after" }, fromField, toField), back(handed));
}

const back = (handed: Handed): HTMLElement => el("div", { class: "after" }, el("p", { class: "notice" }, o.print.then),
  actions(button(o.print.print, () => print(), "main"), button(o.print.slip, () => handed.slip(), "quiet")));
