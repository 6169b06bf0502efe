/** Reading a letter back to its writer, sealing it, and the receipt: what is sealed is what was read back and nothing else. */

import type { JsonObject } from "../envelope.ts";
import { Refused } from "../errors.ts";
import { Status, actions, button, el, form, painted } from "../page.ts";
import { list, number, object, texts } from "./bank.ts";
import { oneOf } from "./card.ts";
import { fingerprint } from "./epoch.ts";
import type { Visit } from "./frame.ts";
import { over as o } from "./handing_sentences.ts";
import { keyInUse, layIn } from "./on_paper.ts";
import { alike } from "./outside.ts";
import { named, type Picture } from "./pages.ts";
import { greetingOf, lines, mended, outsideOf, wordsOf, type Draft } from "./paper_draft.ts";
import { typeInView, type Typing } from "./paper_form.ts";
import { paper as p } from "./paper_sentences.ts";
import { readBackSheet, receiptSheet } from "./paper_sheets.ts";
import { say } from "./sentences.ts";
import { SPOKEN, spokenOf } from "./slip_sentences.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** The letter as it stands, to be read back; from here it is sealed or mended. */
export function readBackView(typing: Typing, draft: Draft, pictures: readonly Picture[]): void {
  const { visit } = typing;
  const { me } = visit;
  const now = me?.epochs.find((each) => each.ended === "");
  if (me === undefined) return visit.enter();
  if (now === undefined) return visit.show(p.readBack, el("p", { class: "lead" }, w.noKeyYet.join(" ")), actions(button(p.leave, typing.back, "main")));
  const status = new Status();
  const key = fingerprint(now.key, now.sign);
  const inLanguage = (language: string): HTMLElement => readBackSheet(language, draft, me.bank, me.name, key);
  const before = typing.kept.lastKey();
  const changed = before !== "" && before !== key;
  const compared = el("input", { type: "checkbox" });
  const [how, read] = oneOf(p.howRead, "read-back", p.reads, "");
  const seal = async (): Promise<void> => {
    const readBack = read();
    if (readBack !== "signed" && readBack !== "aloud") return status.say(p.notRead);
    if (changed && !compared.checked) return status.say(p.notCompared);
    const here = visit.turning();
    status.say(p.sealing);
    await painted();
    const letter = await laidIn(typing, draft, pictures, readBack);
    typing.kept.forget(draft.id);
    typing.kept.sealedTo(key);
    if (here()) receiptView(typing, draft, letter, pictures);
  };
  const doubt = doubtOf(draft);
  visit.show(p.readBack, el("p", { class: "lead" }, p.readBackLead), doubt !== "" && el("p", { class: "notice after" }, doubt),
    ...printed(draft.language, inLanguage),
    el("div", { class: "after" },
      el("p", { class: "measure" }, `${p.sealedTo} `, el("b", { class: "spelled" }, key), ` ${p.compareLeaflet}`),
      changed && el("p", { class: "notice" }, p.keyChanged(before)),
      form(p.readBack, () => visit.try(status, seal), how,
        changed && el("label", { class: "option" }, compared, " ", el("span", {}, p.compared)),
        actions(el("button", { type: "submit", class: "button button--main" }, p.seal), button(p.mend, () => typeInView(typing, draft, pictures), "quiet")),
        status.element)));
}

/** What a greeting that names nobody outside gives to ask; one person's letter must not go into another's envelope. */
function doubtOf(draft: Draft): string {
  const greeting = greetingOf(draft);
  const to = lines(draft.to);
  const fits = greeting === "" || alike({ to, address: outsideOf(draft) }, [greeting]) > 0;
  return fits ? "" : p.doubt(greeting.replace(/[,:]$/, ""), to.join(", "));
}

/** Seals it and lays it in, unless that was done before its answer was lost; the letter as the office names it. */
async function laidIn(typing: Typing, draft: Draft, pictures: readonly Picture[], readBack: "signed" | "aloud"): Promise<JsonObject> {
  const { visit } = typing;
  keyInUse(visit);
  const before = await letterThere(visit, draft);
  if (before !== undefined) return before;
  const scans = draft.how === "pages" ? named(pictures) : new Map();
  await layIn(visit, draft.writer, {
    id: draft.id, person: draft.person, fromName: draft.fromName, to: lines(draft.to), address: outsideOf(draft), flap: draft.fromName,
    words: wordsOf(draft, [...scans.keys()]), scans, readBack,
  }, { about: draft.about, ordered: draft.ordered === "yes", replaces: draft.replaces });
  const letter = await letterThere(visit, draft);
  if (letter === undefined) throw new Refused(...w.notShown);
  return letter;
}

/** This letter among the writer's, where the office has it. */
export async function letterThere(visit: Visit, draft: Draft): Promise<JsonObject | undefined> {
  const said = await visit.bank.get(`on-paper/${draft.writer}`);
  return list(said, "letters").map(object).find((row) => texts(row, "id") === draft.id);
}

/** The receipt. From here alone the words can still be mended, as a letter of their own in the place of this one. */
function receiptView(typing: Typing, draft: Draft, letter: JsonObject, pictures: readonly Picture[]): void {
  const { visit } = typing;
  const called = say.queue.name(number(letter, "number"));
  const mend = (): void => typeInView(typing, mended(draft, called), pictures);
  visit.show(p.done(called), el("p", { class: "lead" }, p.doneLong),
    ...printed(draft.language, (language) => receiptSheet(language, letter, visit.me?.bank ?? visit.office, typing.reached)),
    el("div", { class: "after" },
      letter["may_replace"] === true && el("p", { class: "notice" }, p.wrongLong),
      actions(letter["may_replace"] === true && button(p.wrong, mend), button(p.toWriter, typing.back, "quiet"))));
}

/** A sheet in the writer's language or another, with the button that prints it and what chooses the language. */
export function printed(language: string, inLanguage: (language: string) => HTMLElement): HTMLElement[] {
  let shown = inLanguage(language);
  const first = spokenOf(language.slice(0, 2));
  const choice = el("select", { id: "sheet-language" }, ...SPOKEN.map((each) => el("option", { value: each, selected: each === first }, o.languages[each] ?? each)));
  choice.addEventListener("change", () => {
    const other = inLanguage(choice.value);
    shown.replaceWith(other); // it stands in the page itself, so that it alone is printed
    shown = other;
  });
  return [shown, el("div", { class: "after" }, el("div", { class: "field" }, el("label", { for: choice.id }, say.ready.language), choice), actions(button(p.print, () => print(), "main")))];
}
