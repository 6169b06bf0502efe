/** One person's record, and what a registrar does for them: each act asked once, and each in the chain of events. */

import type { Json, JsonObject } from "../envelope.ts";
import { Status, actions, button, el, facts, type Child } from "../page.ts";
import { list, object, texts } from "./bank.ts";
import { cardFields, codeView, written } from "./card.ts";
import { table, type Visit } from "./frame.ts";
import { look } from "./matching.ts";
import { registry as r } from "./registry_sentences.ts";
import { say } from "./sentences.ts";
import { act, type Sheet } from "./sheet.ts";
import { lettersOf } from "./their_letters.ts";

export async function personView(visit: Visit, who: string, back: () => void, note = ""): Promise<void> {
  const still = visit.turning();
  const said = await visit.bank.post(`registered/${who}`);
  if (!still()) return;
  const card = object(said["card"]);
  const sheet: Sheet = {
    visit, who, said, back, name: texts(card, "name"),
    send: (what, filled) => visit.bank.post(`registered/${who}/${what}`, { seen: texts(said, "seen"), ...filled }),
    does: async (what, filled, then) => {
      const here = visit.turning();
      const answer = await sheet.send(what, filled);
      if (here()) await (then === undefined ? sheet.again() : then(answer));
    },
    again: () => personView(visit, who, back, r.record.done),
  };
  const status = new Status();
  status.say(note);
  const alive = texts(said, "died") === "";
  visit.show(sheet.name, status.element, known(said, card), actions(button(r.back, back, "quiet")),
    el("h2", {}, r.record.letters), ...lettersOf(sheet),
    ...orders(sheet), ...holds(sheet),
    el("h2", {}, r.record.acts), ...(alive ? [verify(sheet, card)] : []), ...(alive ? [look(sheet)] : []), theySaid(sheet, card), ...(alive ? [newCode(sheet, card)] : []),
    order(sheet), hold(sheet), ...(alive ? [died(sheet)] : []), kept(sheet), forget(sheet));
}

function known(said: JsonObject, card: JsonObject): HTMLElement {
  const f = r.record;
  const [c, day] = [r.card, (name: string): string => say.day(texts(said, name))];
  const of = (rows: readonly (readonly [string, string])[], value: string): string => rows.find(([each]) => each === value)?.[1] ?? value;
  const beside = list(card, "beside").map(String).join("; ");
  const row = (name: string, value: string): readonly [string, Child] | false => value !== "" && [name, value];
  return facts([
    [f.wish, of(c.wishes, texts(said, "wish"))], [f.since, day("since")],
    [f.verified, texts(said, "verified") === "" ? f.verifiedNot : f.verifiedOn(day("verified"))],
    texts(said, "died") !== "" && [f.died, f.diedOn(day("died"))],
    row(f.beside, beside), row(f.former, texts(card, "former")), row(f.born, texts(card, "born") === "" ? "" : say.day(texts(card, "born"))),
    [f.reached, [of(c.reaches, texts(card, "reach")), texts(card, "at")].filter((each) => each !== "").join(": ")],
    [f.language, of(c.languages, texts(card, "language"))], row(f.needs, texts(card, "needs")),
    row(c.reading, list(card, "reading").map((each) => of(c.readings, String(each))).join("; ")),
  ]);
}

function verify(sheet: Sheet, card: JsonObject): HTMLElement {
  const v = r.verify;
  const before = list(card, "beside").map((each) => String(each).split(": "));
  const fields = ([["guardian", v.guardian], ["advocate", v.advocate], ["interpreter", v.interpreter]] as const).map(([role, label]) => {
    const [field, name] = written(`beside-${role}`, label, v.help, before.find(([each]) => each === role)?.[1] ?? "");
    return { field, said: () => (name() === "" ? [] : [`${role}: ${name()}`]) };
  });
  return act(v.title, v.long, v.button, sheet, fields.map(({ field }) => field), async () => {
    await sheet.does("verify", { beside: fields.flatMap(({ said }) => said()) });
  });
}

function theySaid(sheet: Sheet, card: JsonObject): HTMLElement {
  const [fields, filled] = cardFields(list(sheet.said, "facts").map(String), card, texts(sheet.said, "wish"));
  return act(r.say.title, r.say.long, r.card.save, sheet, fields, async () => {
    await sheet.does("say", filled());
  });
}

function newCode(sheet: Sheet, card: JsonObject): HTMLElement {
  return act(r.newCode.title, r.newCode.long, r.newCode.button, sheet, [], async () => {
    // Shown whatever was turned to meanwhile: it stands nowhere else.
    codeView(sheet.visit, sheet.name, texts(card, "language"), texts(await sheet.send("code", {}), "code"), sheet.again);
  });
}

function order(sheet: Sheet): HTMLElement {
  const o = r.order;
  const select = el("select", { id: "order-writer" });
  const [noteField, note] = written("order-note", o.note, o.noteHelp, "", "lines");
  const field = el("div", { class: "field" }, el("label", { for: "order-writer" }, o.writer), select);
  let asked: Promise<void> | undefined;
  const writers = (): Promise<void> => (asked ??= sheet.visit.bank.get("writers").then((said) => {
    select.replaceChildren(...list(said, "writers").map(object).map((row) => el("option", { value: texts(row, "id") }, texts(row, "name"))));
  }, (error: unknown) => {
    asked = undefined; // the next who asks asks anew
    throw error;
  }));
  const made = act(o.title, o.long, o.button, sheet, [field, noteField], async (status) => {
    await writers(); // whoever is quicker than the office names the same writer as whoever waits
    if (select.value === "") return status.say(o.none);
    await sheet.does("order", { writer: select.value, note: note() });
  });
  // Who may write is asked for only where somebody has to be named.
  made.addEventListener("toggle", () => void writers().catch((error: unknown) => sheet.visit.lost(o.title, error)));
  return made;
}

function orders(sheet: Sheet): HTMLElement[] {
  const o = r.order;
  const rows = list(sheet.said, "orders").map(object);
  if (rows.length === 0) return [];
  const status = new Status();
  const end = (row: JsonObject): Promise<void> => sheet.visit.try(status, async () => {
    await sheet.does("end-order", { order: texts(row, "id") });
  });
  return [el("h2", {}, r.record.orders), table(o.caption, o.columns, rows.map((row) => [
    texts(row, "writer"), texts(row, "note"), say.day(texts(row, "since")),
    texts(row, "ended") === "" ? endButton(o.end, o.endOf(texts(row, "writer")), () => void end(row)) : say.day(texts(row, "ended")),
  ])), status.element];
}

const endButton = (label: string, heard: string, run: () => void): HTMLElement =>
  el("button", { type: "button", class: "button", "aria-label": heard, onclick: run }, label);

function hold(sheet: Sheet): HTMLElement {
  const [field, note] = written("hold-note", r.hold.note, r.hold.noteHelp, "", "lines");
  return act(r.hold.title, r.hold.long, r.hold.button, sheet, [field], async () => {
    await sheet.does("hold", { note: note() });
  });
}

function holds(sheet: Sheet): HTMLElement[] {
  const h = r.hold;
  const rows = list(sheet.said, "holds").map(object);
  if (rows.length === 0) return [];
  const status = new Status();
  const end = (row: JsonObject): Promise<void> => sheet.visit.try(status, async () => {
    await sheet.does("end-hold", { hold: texts(row, "id") });
  });
  return [el("h2", {}, r.record.holds), table(h.caption, h.columns, rows.map((row) => [
    texts(row, "note"), say.day(texts(row, "since")),
    texts(row, "ended") === "" ? endButton(h.end, `${h.end}: ${texts(row, "note")}`, () => void end(row)) : say.day(texts(row, "ended")),
  ])), status.element];
}

/** What cannot be taken back is done only by who says that they are sure of it. */
function sure(title: string, long: string, label: string, button: string, sheet: Sheet, run: () => Promise<void>): HTMLElement {
  const box = el("input", { type: "checkbox" });
  return act(title, long, button, sheet, [el("label", { class: "option" }, box, " ", el("span", {}, label))], async (status) => {
    if (!box.checked) return status.say(r.notSure);
    await run();
  });
}

const died = (sheet: Sheet): HTMLElement => sure(r.died.title, r.died.long, r.died.sure, r.died.button, sheet, async () => {
  await sheet.does("died", {});
});

const forget = (sheet: Sheet): HTMLElement => sure(r.forget.title, r.forget.long, r.forget.sure, r.forget.button, sheet, async () => {
  await sheet.does("forget", {}, () => Promise.resolve(sheet.back()));
});

function kept(sheet: Sheet): HTMLElement {
  return act(r.kept.title, r.kept.long, r.kept.button, sheet, [], async () => {
    await sheet.does("export", {}, (said) => Promise.resolve(keptView(sheet, object(said["kept"]))));
  });
}

function keptView(sheet: Sheet, all: JsonObject): void {
  const status = new Status();
  const { card, amends: _, ...rest } = all;
  const text = (value: Json | undefined): string =>
    Array.isArray(value) ? value.map(text).join("\n") || "–" :
    value !== null && typeof value === "object" ? Object.entries(value as JsonObject).map(([name, each]) => `${name}: ${text(each)}`).join("; ") : String(value ?? "");
  const rows = [...Object.entries(object(card)), ...Object.entries(rest)].filter(([, value]) => value !== "");
  const address = URL.createObjectURL(new Blob([JSON.stringify(all, null, 2)], { type: "application/json" }));
  sheet.visit.show(r.kept.head(sheet.name),
    facts(rows.map(([name, value]) => [r.kept.names[name] ?? name, el("span", { class: "as-typed" }, text(value))] as const)),
    el("div", { class: "after" }, actions(button(r.print, () => print(), "main"),
      el("a", { class: "button", href: address, download: "registered.json" }, r.kept.save),
      button(r.backTo(sheet.name), () => {
        URL.revokeObjectURL(address);
        void sheet.visit.try(status, sheet.again);
      }, "quiet")), status.element));
}
