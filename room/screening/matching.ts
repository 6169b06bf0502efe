/** Looking for a letter for somebody, and saying that it is theirs: by what stands outside, as a registrar opens it here. */

import type { JsonObject } from "../envelope.ts";
import { Status, actions, button, el, form } from "../page.ts";
import { bytes, list, number, object, texts } from "./bank.ts";
import { written } from "./card.ts";
import { table, type Visit } from "./frame.ts";
import { alike, openOutside, type Outside } from "./outside.ts";
import { registry as r } from "./registry_sentences.ts";
import { say } from "./sentences.ts";
import { act, type Sheet } from "./sheet.ts";

interface Found {
  readonly row: JsonObject;
  readonly outside: Outside;
}

/** Opens what this registrar was given; how many letters they were given nothing of. */
async function opened(visit: Visit, rows: readonly JsonObject[]): Promise<readonly [readonly Found[], number]> {
  const identity = visit.key?.identity ?? "";
  const given = rows.filter((row) => texts(row, "sealed") !== "");
  const found = await Promise.all(given.map(async (row) => ({ row, outside: await openOutside(bytes(row, "sealed"), texts(row, "letter"), identity) })));
  return [found, rows.length - given.length];
}

/** The act on somebody's record, where it is known who they are, or where the bank entered them by itself. */
export function look(sheet: Sheet): HTMLElement {
  return act(r.look.title, r.look.long, r.look.button, sheet, [], async () => {
    const card = object(sheet.said["card"]);
    await sheet.does("look", {}, (said) => foundView(sheet, list(said, "letters").map(object), [sheet.name, ...texts(card, "former").split("\n")]));
  });
}

async function foundView(sheet: Sheet, rows: readonly JsonObject[], names: readonly string[]): Promise<void> {
  const l = r.look;
  const still = sheet.visit.turning();
  const [all, lacks] = await opened(sheet.visit, rows);
  if (!still()) return;
  const scored = all.map((one) => ({ one, score: alike(one.outside, names) })).filter(({ score }) => score > 0);
  const best = scored.sort((a, b) => b.score - a.score).map(({ one }) => one);
  const status = new Status();
  const [field, other] = written("other-name", l.other, "", "");
  sheet.visit.show(l.head(sheet.name),
    ...(best.length === 0 ? [el("p", { class: "lead" }, l.none), el("p", { class: "measure" }, l.noneLong)] : best.map((one) => candidate(sheet, one))),
    lacks > 0 && el("p", { class: "notice" }, l.lacks(lacks)),
    el("div", { class: "above-more" }, form(l.search, () => sheet.visit.try(status, () => foundView(sheet, rows, [other()])), field,
      actions(el("button", { type: "submit", class: "button" }, l.search), button(r.backTo(sheet.name), () => void sheet.visit.try(status, sheet.again), "quiet")),
      status.element)));
}

function candidate(sheet: Sheet, { row, outside }: Found): HTMLElement {
  const l = r.look;
  const name = l.name(number(row, "number"), texts(row, "writer"), say.day(texts(row, "since")));
  const theirs = list(sheet.said, "letters").map(object).some((each) => number(each, "number") === number(row, "number"));
  const box = el("input", { type: "checkbox" });
  const status = new Status();
  const match = async (): Promise<void> => {
    if (!box.checked) return status.say(r.notSure);
    await sheet.does("match", { letter: texts(row, "letter") });
  };
  return el("section", { "aria-label": name }, el("h2", {}, name),
    el("p", { class: "small soft" }, l.outside), el("address", { class: "draft" }, ...lines(outside)),
    ...(theirs ? [el("p", {}, l.theirs)] : [
      number(row, "cases") > 0 && el("p", {}, l.already),
      form(name, () => sheet.visit.try(status, match), el("label", { class: "option" }, box, " ", el("span", {}, l.sure(sheet.name))),
        actions(el("button", { type: "submit", class: "button button--main" }, l.match)), status.element),
    ]));
}

const lines = (outside: Outside): (HTMLElement | string)[] => outside.address.flatMap((line) => [line, el("br")]);

/** Letters that are said to be for nobody yet; `find` looks in the registry for a name. */
export async function unmatchedView(visit: Visit, find: (name: string) => Promise<void>): Promise<void> {
  const l = r.letters;
  const still = visit.turning();
  const rows = list(await visit.bank.get("outsides"), "letters").map(object).filter((row) => number(row, "cases") === 0);
  const [all, lacks] = await opened(visit, rows);
  if (!still()) return;
  const status = new Status();
  visit.show(l.title, el("p", { class: "lead" }, l.lead),
    lacks > 0 && el("p", { class: "notice" }, r.look.lacks(lacks)),
    all.length === 0 ? el("p", {}, l.none) : table(l.caption, l.columns, all.map(({ row, outside }) => {
      const name = outside.to.join(", ");
      const go = (): void => void visit.try(status, () => find(outside.to[0] ?? ""));
      return [
        el("span", {}, ...lines(outside)), say.queue.name(number(row, "number")), texts(row, "writer"), say.day(texts(row, "since")),
        el("button", { type: "button", class: "button", "aria-label": l.findOf(name), onclick: go }, l.find),
      ];
    })),
    status.element);
}
