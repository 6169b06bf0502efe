/** Who somebody is and what they wish, as fields that a registrar fills in for them; and the code they come back with. */

import type { Json, JsonObject } from "../envelope.ts";
import { Status, actions, button, el } from "../page.ts";
import { list, texts } from "./bank.ts";
import type { Visit } from "./frame.ts";
import { registry as r } from "./registry_sentences.ts";
import { slipIn, spokenOf } from "./slip_sentences.ts";

type Rows = readonly (readonly [string, string])[];

/** A line or a few of text, with its help. */
export function written(id: string, label: string, help: string, value: string, kind: "text" | "date" | "lines" = "text"): readonly [HTMLElement, () => string] {
  const same = { id, autocomplete: "off", maxlength: 400, ...(help !== "" && { "aria-describedby": `${id}-help` }) };
  const input = kind === "lines" ? el("textarea", { ...same, rows: 2 }) : el("input", { ...same, type: kind });
  input.value = value;
  const field = el("div", { class: "field" }, el("label", { for: id }, label), help !== "" && el("span", { class: "help", id: `${id}-help` }, help), input);
  return [field, () => input.value.normalize("NFC").trim()];
}

/** One of a few. */
export function oneOf(legend: string, name: string, rows: Rows, value: string): readonly [HTMLElement, () => string] {
  const set = el("fieldset", {}, el("legend", {}, legend), ...rows.map(([each, label]) =>
    el("label", { class: "option" }, el("input", { type: "radio", name, value: each, checked: each === value }), " ", el("span", {}, label))));
  return [set, () => set.querySelector<HTMLInputElement>("input:checked")?.value ?? ""];
}

/** Any of a few. */
export function anyOf(legend: string, help: string, rows: Rows, on: readonly string[]): readonly [HTMLElement, () => string[]] {
  const boxes = rows.map(([value]) => el("input", { type: "checkbox", value, checked: on.includes(value) }));
  const set = el("fieldset", {}, el("legend", {}, legend), help !== "" && el("p", { class: "help" }, help),
    ...rows.map(([, label], i) => el("label", { class: "option" }, boxes[i], " ", el("span", {}, label))));
  return [set, () => boxes.filter((box) => box.checked).map((box) => box.value)];
}

/** The whole card. `learns` is what this bank lets a writer know; `card` is what stood there before. */
export function cardFields(learns: readonly string[], card: JsonObject | undefined, wish: string): readonly [readonly HTMLElement[], () => Record<string, Json>] {
  const c = r.card;
  const was = (name: string): string => (card === undefined ? "" : texts(card, name));
  const had = (name: string): string[] => (card === undefined ? [] : list(card, name).map(String));
  const [wishField, wished] = oneOf(c.wish, "wish", c.wishes, wish);
  const [nameField, name] = written("card-name", c.name, c.nameHelp, was("name"));
  const [formerField, former] = written("card-former", c.former, c.formerHelp, was("former"), "lines");
  const [bornField, born] = written("card-born", c.born, c.bornHelp, was("born"), "date");
  const [reachField, reach] = oneOf(c.reach, "reach", c.reaches, was("reach") || "none");
  const [atField, at] = written("card-at", c.at, c.atHelp, was("at"), "lines");
  const [languageField, language] = oneOf(c.language, "language", c.languages, was("language") || "en");
  const [needsField, needs] = written("card-needs", c.needs, c.needsHelp, was("needs"), "lines");
  const [readingField, reading] = anyOf(c.reading, "", c.readings, had("reading"));
  const [tellField, tell] = anyOf(c.tell, c.tellHelp, learns.map((fact) => [fact, r.facts[fact] ?? fact] as const), had("tell"));
  return [
    [wishField, nameField, formerField, bornField, reachField, atField, languageField, needsField, readingField, ...(learns.length > 0 ? [tellField] : [])],
    () => ({
      wish: wished(), name: name(), former: former(), born: born(), reach: reach(), at: at(), language: language(), needs: needs(),
      reading: reading(), tell: tell(), beside: had("beside"),
    }),
  ];
}

/** A code, shown once, on a sheet that is printed for somebody in their language. */
export function codeView(visit: Visit, name: string, spoken: string, code: string, then: () => Promise<void>): void {
  const status = new Status();
  const lang = spokenOf(spoken);
  const s = slipIn(lang);
  visit.show(s.codeFor(name), el("p", { class: "spelled", id: "code" }, code),
    el("p", { class: "measure", lang }, s.back(visit.office), " ", el("b", { class: "spelled" }, `${location.host}/${lang}/registry/back`)),
    el("p", { class: "measure", lang }, `${s.whoever} ${s.lost}`),
    el("div", { class: "after" }, el("p", { class: "notice" }, r.codeLong),
      actions(button(r.print, () => print(), "main"), button(r.handed, () => void visit.try(status, then), "quiet")), status.element));
  visit.head(s.codeFor(name), lang);
}
