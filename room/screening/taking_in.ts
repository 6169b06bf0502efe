/** An answer that came on paper, or as a file: typed in, sealed to the bank here, and waiting with the others to be read. */

import { sealToRead } from "../answer.ts";
import { own } from "../bytes.ts";
import type { JsonObject } from "../envelope.ts";
import { Field, Status, actions, button, chosen, el, form, options, painted } from "../page.ts";
import { wordsTyped } from "../reply.ts";
import { codeOf } from "./answer_sheet.ts";
import { answers as a } from "./answers_sentences.ts";
import { list, object, texts } from "./bank.ts";
import { fingerprint } from "./epoch.ts";
import { table, type Visit } from "./frame.ts";
import { named } from "./pages.ts";
import { Pages } from "./pages_form.ts";
import { pagesOf } from "./paper_draft.ts";
import { say } from "./sentences.ts";

/** How much the pictures of one answer may have together, in bytes: an answer has 8 MB at most, with its words. */
const PICTURES_MOST = 7_500_000;

/** Letters that were handed over, each with whoever has it. */
export async function takingInView(visit: Visit): Promise<void> {
  const still = visit.turning();
  const places = list(await visit.bank.get("answers/places"), "places").map(object);
  if (!still()) return;
  const rows = places.map((row) => [
    texts(row, "name"), say.day(texts(row, "since")), codeOf(texts(row, "envelope")),
    texts(row, "on_paper_to") !== "" ? a.onPaperTo(texts(row, "on_paper_to"))
      : row["open"] === true ? button(a.typeIn, () => typeInView(visit, row), "quiet") : a.noMore,
  ]);
  visit.show(a.inTitle, el("p", { class: "lead" }, a.inLead),
    rows.length === 0 ? el("p", {}, a.inNone) : table(a.inCaption, a.inColumns, rows));
}

function typeInView(visit: Visit, row: JsonObject): void {
  const status = new Status();
  const now = visit.me?.epochs.find((each) => each.ended === "");
  if (now === undefined) return visit.show(a.inTitle, el("p", { class: "lead" }, say.keys.none));
  const words = new Field(a.words, a.wordsHelp, el("textarea", { id: "words", rows: 14, autocomplete: "off" }));
  const signed = new Field(a.signedBy, a.signedByHelp, el("input", { type: "text", id: "signed", autocomplete: "off" }));
  const pages = new Pages(visit, { label: a.scans, help: a.scansHelp, bytes: PICTURES_MOST }, () => {
    if (!words.element.hidden) pages.begin(words.input.value);
    words.element.hidden = pages.pictures.length > 0; // each page has a field of its own then
  });
  const again = options(a.againAsked, "again", [["no", a.no], ["one", a.yes]]);
  const stays = options(a.privateAsked, "stays", [["no", a.no], ["yes", a.yes]]);
  const path = `cases/${texts(row, "case")}/answers`;
  const typed = async (): Promise<void> => {
    if (visit.key === undefined) return visit.enter();
    if (!await pages.settled()) return;
    const pictures = named(pages.pictures);
    if (pictures.size > 0 && !pages.areWhole()) return;
    const lang = document.documentElement.lang;
    const tree = pictures.size > 0 ? pagesOf(pages.said(), [...pictures.keys()], lang) : wordsTyped(words.input.value, lang);
    words.wrong(tree.body.length === 0 ? a.nothing : "");
    if (tree.body.length === 0) return;
    status.say(a.sealing);
    await painted();
    const header = {
      letter: texts(row, "letter"), answered: new Date().toISOString().slice(0, 10), words: tree,
      again: chosen(again) === "one" ? "one" as const : "no" as const, private: chosen(stays) === "yes",
      fromName: signed.input.value.normalize("NFC").trim(),
    };
    await visit.bank.send(path, await sealToRead(header, texts(row, "envelope"), now.key, visit.key.sign, pictures));
    doneView(visit);
  };
  const file = new Field(a.file, a.fileHelp, el("input", { type: "file", id: "file", accept: ".amends" }));
  const fileStatus = new Status();
  const brought = async (): Promise<void> => {
    const [given] = file.input.files ?? [];
    file.wrong(given === undefined ? a.noFile : "");
    if (given === undefined) return;
    await visit.bank.send(path, own(new Uint8Array(await given.arrayBuffer())));
    doneView(visit);
  };
  visit.show(a.answerOf(texts(row, "name")), el("p", { class: "lead" }, a.typeLead),
    form(a.typeIn, () => visit.try(status, typed), words.element, pages.element, signed.element, again, stays,
      el("p", { class: "measure" }, `${a.sealedTo} `, el("b", { class: "spelled" }, fingerprint(now.key, now.sign)), ` ${a.compareLeaflet}`),
      actions(el("button", { type: "submit", class: "button button--main" }, a.seal), button(a.inBack, () => void takingInView(visit), "quiet")),
      status.element),
    el("details", { class: "above-more" }, el("summary", {}, a.fileTitle),
      form(a.fileTitle, () => visit.try(fileStatus, brought), file.element,
        actions(el("button", { type: "submit", class: "button" }, a.fileDo)), fileStatus.element)));
}

function doneView(visit: Visit): void {
  visit.show(a.inDone, el("p", { class: "lead" }, a.inDoneLong), actions(button(a.inBack, () => void takingInView(visit), "main")));
}
