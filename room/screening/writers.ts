/** Who may write here: staff make sure who somebody is, and hand them an invitation. Nothing of any letter is seen. */

import type { Json, JsonObject } from "../envelope.ts";
import { Status, actions, button, el } from "../page.ts";
import { list, object, texts } from "./bank.ts";
import { table, type Visit } from "./frame.ts";
import { say } from "./sentences.ts";

export async function writersView(visit: Visit): Promise<void> {
  const w = say.writers;
  const still = visit.turning();
  const said = await visit.bank.get("writers");
  if (!still()) return;
  const asks = object(said["asks"]);
  const rows = list(said, "writers").map(object);
  const unknown = rows.filter((row) => row["known"] !== true);
  visit.show(w.title, el("p", { class: "lead" }, w.lead),
    inviteForm(visit, asks),
    ...(asks["verified"] === true ? unknown.map((row) => knownForm(visit, asks, texts(row, "id"), texts(row, "name"))) : []),
    el("h2", {}, w.all),
    rows.length === 0 ? el("p", {}, w.none) : table(w.caption, w.columns, rows.map((row) =>
      [texts(row, "name"), say.day(texts(row, "since")), row["known"] === true ? w.known : w.unknown])));
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
