/** Reading a letter together with its recipient, by telephone or in person: from this browser, once it is sealed to them. */

import { Status, actions, button, el, toggle } from "../page.ts";
import { loadHand, sheet } from "../show.ts";
import { plainText } from "../words.ts";
import type { Handed } from "./handing.ts";
import { over as o } from "./handing_sentences.ts";
import { say } from "./sentences.ts";

export const readButton = (handed: Handed): HTMLElement => button(o.together.read, () => readView(handed));

function readView(handed: Handed): void {
  const t = o.together;
  const { visit, deposit: { letter } } = handed;
  const status = new Status();
  const plain = el("article", { class: "draft as-typed", "aria-label": t.head(handed.name) }, plainText(letter.header.words));
  const inHand = sheet(letter);
  inHand.hidden = true;
  const choice = toggle(say.letter.hand, "in-hand");
  choice.querySelector("input")?.addEventListener("change", (event) => {
    const on = (event.target as HTMLInputElement).checked;
    inHand.hidden = !on;
    plain.hidden = on;
  });
  void loadHand("letter", letter.hand, letter.header.hand);
  const read = async (): Promise<void> => {
    const here = visit.turning();
    await visit.bank.post(`${handed.path}/read-aloud`);
    if (here()) await handed.over();
  };
  visit.show(t.head(handed.name), el("p", { class: "lead" }, t.lead), letter.hand !== undefined && choice, plain, inHand,
    actions(button(t.done, () => void visit.try(status, read), "main"), button(t.stop, () => handed.slip(), "quiet")), status.element);
}
