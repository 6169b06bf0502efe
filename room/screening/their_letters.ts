/** The letters that are said to be for somebody, as far as they concern whoever speaks with them: never a word of one. */

import type { JsonObject } from "../envelope.ts";
import { el, type Child } from "../page.ts";
import { list, number, object, texts } from "./bank.ts";
import { anyOf, oneOf } from "./card.ts";
import { registry as r } from "./registry_sentences.ts";
import { act, type Sheet } from "./sheet.ts";

export function lettersOf(sheet: Sheet): HTMLElement[] {
  const rows = list(sheet.said, "letters").map(object);
  return rows.length === 0 ? [el("p", {}, r.record.noLetters)] : rows.map((row) => one(sheet, row));
}

function one(sheet: Sheet, row: JsonObject): HTMLElement {
  const l = r.letter;
  const name = l.name(number(row, "number"), texts(row, "writer"));
  const [step, told, over] = [texts(row, "step"), texts(row, "told") !== "", texts(row, "released") !== ""];
  const acts: Child[] = [];
  if (step === "tell") acts.push(tell(sheet, row));
  if (step === "confirm") acts.push(confirm(sheet, row));
  if (told && !over) acts.push(choose(sheet, row));
  if (told) acts.push(consent(sheet, row));
  return el("section", { "aria-label": name }, el("h3", {}, name), el("p", {}, l.steps[step] ?? step), ...acts);
}

function tell(sheet: Sheet, row: JsonObject): HTMLElement {
  const l = r.letter;
  return act(l.tell, l.tellLong, l.tell, sheet, [], async () => {
    await sheet.does("tell", { case: texts(row, "case") });
  });
}

function choose(sheet: Sheet, row: JsonObject): HTMLElement {
  const l = r.letter;
  const id = `road-${texts(row, "case")}`;
  const [field, choice] = oneOf(l.choose, `choice-${id}`, l.choices, texts(row, "choice"));
  const roads = list(row, "roads").map(String);
  const road = el("select", { id }, el("option", { value: "" }, l.roadNone), ...roads.map((each) =>
    el("option", { value: each, selected: each === texts(row, "road") }, l.roads[each] ?? each)));
  return act(l.choose, l.chooseLong, l.save, sheet,
    [field, el("div", { class: "field" }, el("label", { for: id }, l.road), road)], async () => {
      await sheet.does("choose", { case: texts(row, "case"), choice: choice(), road: road.value });
    });
}

function consent(sheet: Sheet, row: JsonObject): Child {
  const l = r.letter;
  const may = list(row, "facts").map(String);
  if (may.length === 0) return undefined;
  const [field, on] = anyOf(l.consent, "", may.map((fact) => [fact, r.facts[fact] ?? fact] as const), list(row, "consents").map(String));
  return act(l.consent, l.consentLong, l.consentSave, sheet, [field], async () => {
    await sheet.does("consent", { case: texts(row, "case"), tell: on() });
  });
}

function confirm(sheet: Sheet, row: JsonObject): HTMLElement {
  const l = r.letter;
  const voice = texts(row, "confirm") === "by-telephone";
  const [field, how] = oneOf(l.confirm, `confirm-${texts(row, "case")}`, l.confirmed, "voice");
  return act(l.confirm, l.confirmLong, l.confirmSave, sheet, [voice ? el("p", {}, l.confirmVoice) : field], async () => {
    await sheet.does("confirm", { case: texts(row, "case"), by_telephone: voice || how() === "voice" });
  });
}
