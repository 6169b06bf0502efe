/** A letter typed in from paper: for whom it is, its words or its pages as pictures, and what is kept meanwhile. */

import { Field, Status, actions, button, el, form } from "../page.ts";
import { oneOf } from "./card.ts";
import type { Visit } from "./frame.ts";
import { lines, type Draft, type Kept } from "./paper_draft.ts";
import { readBackView } from "./paper_read_back.ts";
import { paper as p } from "./paper_sentences.ts";
import type { Picture } from "./pages.ts";
import { Pages } from "./pages_form.ts";
import { say } from "./sentences.ts";

/** How much the pictures of one letter may have together, in bytes: a letter has 10 MB at most, with its words. */
const PICTURES_MOST = 9_000_000;

/** How long after the last key what stands there is kept, in milliseconds: seldom enough for slow machines. */
const KEEP_AFTER = 400;

/** Where a letter is typed in, and where to go from there. */
export interface Typing {
  readonly visit: Visit;
  /** What this browser keeps until a letter is sealed. */
  readonly kept: Kept;
  /** May whoever types be one of its readers, because a bank has not enough others? */
  readonly readsItself: boolean;
  /** How the bank is reached, for what is printed. */
  readonly reached: string;
  readonly back: () => void;
}

/** The form. `pictures` are those that were taken in so far: they are kept nowhere but in this page. */
export function typeInView(typing: Typing, draft: Draft, pictures: readonly Picture[] = []): void {
  const { visit, kept } = typing;
  const status = new Status();
  const [fields, filled] = headFields(draft);
  const [howField, how] = oneOf(p.how, "how", p.hows, draft.how);
  const [typedFields, typed] = wordFields(draft);
  const pages = new Pages(visit, { label: p.pictures, help: p.picturesHelp, bytes: PICTURES_MOST }, () => note(), draft.pages, pictures);
  const show = (): void => {
    typedFields.hidden = how() !== "typed";
    pages.element.hidden = how() === "typed";
  };
  const now = (): Draft => ({ ...draft, ...filled(), ...typed(), how: how(), pages: pages.said() });
  const note = noting(kept, now, status);
  const next = (): void => {
    const wanted = now();
    if (!isWhole(wanted, visit.main, pages)) return;
    void kept.put(wanted);
    readBackView(typing, wanted, pages.pictures);
  };
  const title = draft.replacesName === "" ? p.typing(draft.name) : p.typingReplaces(draft.name, draft.replacesName);
  const element = form(title, next, ...fields, howField, typedFields, pages.element,
    actions(el("button", { type: "submit", class: "button button--main" }, p.next), button(p.leave, typing.back, "quiet")), status.element);
  element.addEventListener("input", note);
  howField.addEventListener("change", show);
  show();
  visit.show(title, el("p", { class: "lead" }, p.typingLead),
    draft.replaces !== "" && el("p", { class: "notice" }, p.samePerson),
    typing.readsItself && visit.may("read") && el("p", { class: "notice" }, p.readsItself),
    el("div", { class: "notice" }, el("h2", {}, p.keptTitle), el("p", {}, p.keptLong)), element);
}

/**
 * Keeps what was typed a moment after the last key, and says beside the form whether the browser does. What is said stays while somebody
 * types, so that nobody hears it again at every pause; whether the last key is kept too, the place says by an attribute.
 */
function noting(kept: Kept, now: () => Draft, status: Status): () => void {
  let waits: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  return () => {
    const mine = ++turn;
    status.element.dataset["kept"] = "not-yet";
    clearTimeout(waits);
    waits = setTimeout(() => {
      if (!status.here) return; // sealed, or left: what was kept last stands
      void kept.put(now()).then((keeps) => {
        status.say(keeps ? p.kept : p.notKept);
        if (mine === turn) status.element.dataset["kept"] = keeps ? "yes" : "no";
      });
    }, KEEP_AFTER);
  };
}

function text(id: string, label: string, help: string, value: string, rows = 0): Field<HTMLInputElement | HTMLTextAreaElement> {
  const input = rows > 0 ? el("textarea", { id, rows, autocomplete: "off" }) : el("input", { id, type: "text", autocomplete: "off", maxlength: 400 });
  input.value = value;
  return new Field<HTMLInputElement | HTMLTextAreaElement>(label, help, input);
}

/** Whose it is, whom it is for, and what the office is told. */
function headFields(draft: Draft): readonly [readonly HTMLElement[], () => Partial<Draft>] {
  const from = text("paper-from", p.fromName, p.fromHelp, draft.fromName);
  const to = text("paper-to", p.to, p.toHelp, draft.to, 2);
  const address = text("paper-address", p.address, p.addressHelp, draft.address, 3);
  const about = el("select", { id: "paper-about", "aria-describedby": "paper-about-help paper-about-wrong" },
    ...[["", p.chooseAbout] as const, ...Object.entries(say.about)].map(([value, label]) => el("option", { value, selected: value === draft.about }, label)));
  const [ordered, isOrdered] = oneOf(p.ordered, "ordered", [["no", p.no], ["yes", p.yes]], draft.ordered);
  const [language, chosenLanguage] = oneOf(p.language, "letter-language", p.languages, draft.language);
  const aboutField = el("div", { class: "field" }, el("label", { for: about.id }, p.about), el("span", { class: "help", id: "paper-about-help" }, p.aboutHelp),
    el("span", { class: "wrong", id: "paper-about-wrong", role: "alert" }), about);
  return [
    [from.element, to.element, address.element, aboutField, ordered, language],
    () => ({
      fromName: from.input.value.normalize("NFC").trim(), to: to.input.value, address: address.input.value, about: about.value,
      ordered: isOrdered(), language: chosenLanguage(),
    }),
  ];
}

function wordFields(draft: Draft): readonly [HTMLElement, () => Partial<Draft>] {
  const greeting = text("paper-greeting", p.greeting, p.greetingHelp, draft.greeting);
  const words = text("paper-words", p.words, p.wordsHelp, draft.words, 16);
  const sign = text("paper-sign", p.sign, p.signHelp, draft.sign);
  return [el("div", {}, greeting.element, words.element, sign.element),
    () => ({ greeting: greeting.input.value, words: words.input.value, sign: sign.input.value })];
}

/** Whether nothing is missing; what is, is said beside its field. */
function isWhole(draft: Draft, main: HTMLElement, pages: Pages): boolean {
  const missing: (readonly [string, string])[] = [
    ["paper-from", draft.fromName === "" ? p.needFrom : ""], ["paper-to", lines(draft.to).length === 0 ? p.needTo : ""],
    ["paper-about", draft.about === "" ? p.needAbout : ""],
    ["paper-words", draft.how === "typed" && draft.words.trim() === "" ? p.needWords : ""],
  ];
  for (const [id, what] of [...missing].reverse()) {
    const input = main.querySelector<HTMLInputElement>(`#${id}`);
    const beside = main.querySelector(`#${id}-wrong`);
    if (beside !== null) beside.textContent = what;
    if (what === "") input?.removeAttribute("aria-invalid");
    else {
      input?.setAttribute("aria-invalid", "true");
      input?.focus(); // the first that is missing comes last
    }
  }
  return missing.every(([, what]) => what === "") && (draft.how === "typed" || pages.areWhole());
}
