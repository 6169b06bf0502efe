/** Letters that a law holds: named by their number alone, held with the law or the court, and let go of again. */

import type { JsonObject } from "../envelope.ts";
import { Status, actions, button, el, form } from "../page.ts";
import { list, number, object, texts } from "./bank.ts";
import { written } from "./card.ts";
import { table, type Visit } from "./frame.ts";
import { held as h } from "./held_sentences.ts";
import { say } from "./sentences.ts";

export async function heldView(visit: Visit, note = ""): Promise<void> {
  const still = visit.turning();
  const rows = list(await visit.bank.get("held"), "held").map(object);
  if (!still()) return;
  const status = new Status();
  const [letterField, letter] = written("held-letter", h.letter, h.letterHelp, "");
  const [noteField, law] = written("held-note", h.note, h.noteHelp, "", "lines");
  const hold = async (): Promise<void> => {
    const here = visit.turning();
    await visit.bank.post("held", { letter: letter(), note: law() });
    if (here()) await heldView(visit, h.done);
  };
  visit.show(h.title, el("p", { class: "lead" }, h.lead),
    rows.length === 0 ? el("p", {}, h.none) : table(h.caption, h.columns, rows.map((row) => line(visit, row))),
    el("h2", {}, h.title2), el("p", { class: "measure" }, h.who),
    form(h.title2, () => visit.try(status, hold), letterField, noteField,
      actions(el("button", { type: "submit", class: "button button--main" }, h.button)), status.element));
  status.say(note);
}

function line(visit: Visit, row: JsonObject): (string | HTMLElement)[] {
  const name = say.queue.name(number(row, "number"));
  const ended = texts(row, "ended");
  return [
    name, texts(row, "note"), say.day(texts(row, "since")),
    ended === "" ? el("button", { type: "button", class: "button", "aria-label": h.endOf(name), onclick: () => endView(visit, row, name) }, h.end)
      : row["here"] === true ? say.day(ended) : `${say.day(ended)}; ${h.gone}`,
  ];
}

function endView(visit: Visit, row: JsonObject, name: string): void {
  const status = new Status();
  const box = el("input", { type: "checkbox" });
  const end = async (): Promise<void> => {
    if (!box.checked) return status.say(h.notSure);
    const here = visit.turning();
    await visit.bank.post(`held/${texts(row, "hold")}/end`);
    if (here()) await heldView(visit, h.done);
  };
  visit.show(h.sure(name), el("p", { class: "lead" }, texts(row, "note")), el("p", { class: "measure" }, h.ended),
    form(h.sure(name), () => visit.try(status, end), el("label", { class: "option" }, box, " ", el("span", {}, h.yes)),
      actions(el("button", { type: "submit", class: "button button--main" }, h.end), button(h.back, () => void visit.try(status, () => heldView(visit)), "quiet")), status.element));
}
