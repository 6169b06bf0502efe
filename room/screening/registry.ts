/** The registry: who registered, found by name, and somebody entered who came on paper or by telephone. */

import { Status, actions, button, el, form } from "../page.ts";
import { list, object, texts } from "./bank.ts";
import { cardFields, codeView } from "./card.ts";
import { table, type Visit } from "./frame.ts";
import { unmatchedView } from "./matching.ts";
import { personView } from "./person.ts";
import { registry as r } from "./registry_sentences.ts";
import { say } from "./sentences.ts";

export const registryView = (visit: Visit): Promise<void> => listView(visit, "");

/** Letters that are for nobody yet, and from each the way to the registry. */
export const lettersView = (visit: Visit): Promise<void> => unmatchedView(visit, (name) => listView(visit, name));

async function listView(visit: Visit, wanted: string): Promise<void> {
  const still = visit.turning();
  const said = await visit.bank.post("registered", { text: wanted });
  if (!still()) return;
  const found = list(said, "found").map(object);
  const learns = list(said, "facts").map(String);
  const back = (): void => void visit.try(status, () => registryView(visit));
  const status = new Status();
  const text = el("input", { type: "search", id: "wanted", autocomplete: "off", "aria-describedby": "wanted-help", value: wanted });
  const search = (): Promise<void> => visit.try(status, () => listView(visit, text.value.normalize("NFC").trim()));
  visit.show(r.title, el("p", { class: "lead" }, r.lead),
    form(r.find, search,
      el("div", { class: "field" }, el("label", { for: "wanted" }, r.name), el("span", { class: "help", id: "wanted-help" }, r.nameHelp), text),
      actions(el("button", { type: "submit", class: "button button--main" }, r.search), button(r.enter, () => enterView(visit, learns), "quiet"))),
    el("h2", {}, wanted === "" ? r.newest : r.found(wanted)),
    found.length === 0 ? el("p", {}, r.none) : table(r.caption, r.columns, found.map((row) => [
      el("button", { type: "button", class: "button button--quiet", onclick: () => void visit.try(status, () => personView(visit, texts(row, "id"), back)) }, texts(row, "name")),
      say.day(texts(row, "since")), row["known"] === true ? r.known : r.unknown,
    ])),
    status.element);
}

function enterView(visit: Visit, learns: readonly string[]): void {
  const status = new Status();
  const back = (): void => void visit.try(status, () => registryView(visit));
  const [fields, filled] = cardFields(learns, undefined, "tell");
  const enter = async (): Promise<void> => {
    const card = filled();
    const said = await visit.bank.post("registered/enter", card);
    // Shown whatever was turned to meanwhile: it stands nowhere else.
    codeView(visit, String(card["name"]), String(card["language"]), texts(said, "code"), () => personView(visit, texts(said, "who"), back));
  };
  visit.show(r.enter, el("p", { class: "lead" }, r.enterLong),
    form(r.enter, () => visit.try(status, enter), ...fields,
      actions(el("button", { type: "submit", class: "button button--main" }, r.card.save), button(r.back, back, "quiet")), status.element));
}
