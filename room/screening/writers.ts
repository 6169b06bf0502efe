/** Who may write here: staff make sure who somebody is, and hand them an invitation. Nothing of any letter is seen. */

import type { Json, JsonObject } from "../envelope.ts";
import { Status, actions, button, el, form } from "../page.ts";
import { list, number, object, texts } from "./bank.ts";
import { table, type Visit } from "./frame.ts";
import { paper } from "./paper_sentences.ts";
import { say } from "./sentences.ts";

export async function writersView(visit: Visit, notice = ""): Promise<void> {
  const w = say.writers;
  const still = visit.turning();
  const said = await visit.bank.get("writers");
  if (!still()) return;
  const asks = object(said["asks"]);
  const rows = list(said, "writers").map(object);
  const status = new Status();
  const unknown = rows.filter((row) => row["known"] !== true);
  visit.show(w.title, el("p", { class: "lead" }, w.lead), notice !== "" && el("p", { class: "notice", role: "status" }, notice),
    inviteForm(visit, asks), paperForm(visit, asks),
    ...(asks["verified"] === true ? unknown.map((row) => knownForm(visit, asks, texts(row, "id"), texts(row, "name"))) : []),
    el("h2", {}, w.all),
    rows.length === 0 ? el("p", {}, w.none) : table(w.caption, w.columns, rows.map((row) =>
      [el("button", { type: "button", class: "button button--quiet", onclick: () => void visit.try(status, () => writerView(visit, texts(row, "id"), texts(row, "name"))) }, texts(row, "name")), say.day(texts(row, "since")), row["known"] === true ? w.known : w.unknown, row["on_paper"] === true && paper.onPaper])), status.element);
}

/** What the policy wants made sure of, as fields; and what was filled in. */
function made(asks: JsonObject, prefix: string): readonly [readonly HTMLElement[], () => Record<string, Json>] {
  const w = say.writers;
  const note = el("textarea", { id: `${prefix}-note`, rows: 2, "aria-describedby": `${prefix}-help` });
  const box = (): HTMLInputElement => el("input", { type: "checkbox" });
  const [guilt, asked] = [box(), box()];
  const fields = [
    el("div", { class: "field" }, el("label", { for: note.id }, w.note), el("span", { class: "help", id: `${prefix}-help` }, w.noteHelp), note),
    ...(asks["guilt"] === true ? [el("label", { class: "option" }, guilt, " ", el("span", {}, w.guilt))] : []),
    ...(asks["asked"] === true ? [el("label", { class: "option" }, asked, " ", el("span", {}, w.asked))] : []),
  ];
  return [fields, () => ({ note: note.value.normalize("NFC").trim(), guilt: guilt.checked, asked: asked.checked })];
}

function inviteForm(visit: Visit, asks: JsonObject): HTMLElement {
  const w = say.writers;
  const status = new Status();
  const name = el("input", { id: "writer-name", type: "text", autocomplete: "off" });
  const [fields, filled] = made(asks, "invite");
  const invite = async (): Promise<void> => {
    const who = name.value.normalize("NFC").trim();
    const said = await visit.bank.post("writers/invite", { name: who, ...filled() });
    fileView(visit, who, texts(said, "file"), texts(said, "expires"));
  };
  return el("form", { "aria-label": w.invite, onsubmit: (event) => { event.preventDefault(); void visit.try(status, invite); } },
    el("h2", {}, w.invite), el("p", { class: "measure" }, w.inviteLong),
    el("div", { class: "field" }, el("label", { for: "writer-name" }, w.name), name), ...fields,
    actions(el("button", { type: "submit", class: "button button--main" }, w.make)), status.element);
}

/** A writer who has no desk: nothing is handed over, a clerk finds them by this name. */
function paperForm(visit: Visit, asks: JsonObject): HTMLElement {
  const status = new Status();
  const name = el("input", { id: "paper-name", type: "text", autocomplete: "off" });
  const [fields, filled] = made(asks, "paper");
  const put = async (): Promise<void> => {
    const who = name.value.normalize("NFC").trim();
    const here = visit.turning();
    await visit.bank.post("writers/on-paper", { name: who, ...filled() });
    if (here()) await writersView(visit, paper.enrolled(who));
  };
  return el("details", { class: "above-more" }, el("summary", {}, paper.enrol),
    form(paper.enrol, () => visit.try(status, put), el("p", { class: "measure" }, paper.enrolLong),
      el("div", { class: "field" }, el("label", { for: "paper-name" }, paper.enrolName), name), ...fields,
      actions(el("button", { type: "submit", class: "button button--main" }, paper.enrolDo)), status.element));
}

function knownForm(visit: Visit, asks: JsonObject, id: string, name: string): HTMLElement {
  const w = say.writers;
  const status = new Status();
  const [fields, filled] = made(asks, id);
  const put = async (): Promise<void> => {
    const here = visit.turning();
    await visit.bank.post(`writers/${id}/known`, filled());
    if (here()) await writersView(visit);
  };
  return el("form", { "aria-label": w.unknownOf(name), onsubmit: (event) => { event.preventDefault(); void visit.try(status, put); } },
    el("h2", {}, w.unknownOf(name)), ...fields, actions(el("button", { type: "submit", class: "button" }, w.put)), status.element);
}

function fileView(visit: Visit, name: string, file: string, expires: string): void {
  const w = say.writers;
  const address = URL.createObjectURL(new Blob([file], { type: "application/octet-stream" }));
  const link = el("a", { class: "button button--main", href: address, download: `${name.replace(/[^\p{L}\p{N}]+/gu, "-")}.invitation` }, w.save);
  visit.show(w.ready(name), el("p", { class: "lead" }, w.readyLong(say.day(expires))), actions(link, button(w.done, () => {
    URL.revokeObjectURL(address);
    void writersView(visit);
  }, "quiet")));
}

/** A writer's letters as their own desk would show them, for who has none: taken back by voice or on paper. */
async function writerView(visit: Visit, id: string, name: string): Promise<void> {
  const w = say.writers;
  const still = visit.turning();
  const said = await visit.bank.get(`writers/${id}/letters`);
  if (!still()) return;
  const status = new Status();
  const left = async (): Promise<void> => {
    const here = visit.turning();
    await visit.bank.post(`writers/${id}/discharged`);
    if (here()) await writerView(visit, id, name);
  };
  const rows = list(said, "letters").map(object).map((row) => {
    const called = say.queue.name(number(row, "number"));
    const gone = texts(row, "withdrawn");
    const open = (): void => takeView(visit, id, name, texts(row, "id"), called);
    return [
      called, say.day(texts(row, "since")), gone === "" ? w.reading[texts(row, "screening")] ?? "" : w.gone(say.day(gone)),
      gone === "" && el("button", { type: "button", class: "button", "aria-label": w.takeOf(called), onclick: open }, w.take),
    ];
  });
  visit.show(name, el("h2", {}, w.theirs), el("p", { class: "measure" }, w.lettersLong),
    rows.length === 0 ? el("p", {}, w.noLetters) : table(w.lettersCaption, w.letterColumns, rows),
    el("p", { class: "measure above-more" }, said["discharged"] === true ? w.left : w.custodyLong),
    actions(said["discharged"] !== true && button(w.custody, () => void visit.try(status, left)),
      button(w.back, () => void visit.try(status, () => writersView(visit)), "quiet")), status.element);
}

function takeView(visit: Visit, id: string, name: string, letter: string, called: string): void {
  const w = say.writers;
  const status = new Status();
  const box = el("input", { type: "checkbox" });
  const take = async (): Promise<void> => {
    if (!box.checked) return status.say(w.notSure);
    const here = visit.turning();
    await visit.bank.post(`writers/${id}/take-back`, { letter });
    if (here()) await writerView(visit, id, name);
  };
  visit.show(w.takeOf(called), el("p", { class: "lead" }, w.takeLong),
    form(w.takeOf(called), () => visit.try(status, take), el("label", { class: "option" }, box, " ", el("span", {}, w.sure)),
      actions(el("button", { type: "submit", class: "button button--main" }, w.take),
        button(w.back, () => void visit.try(status, () => writerView(visit, id, name)), "quiet")), status.element));
}
