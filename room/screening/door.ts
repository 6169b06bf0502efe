/** Coming in: an invitation, a passkey, a lost passkey, and the words that unwrap one's key. */

import { fromBase64, toBase64, utf8 } from "../bytes.ts";
import { tidyWords } from "../age.ts";
import { WrongKey } from "../errors.ts";
import { Field, Status, actions, button, el, form, painted } from "../page.ts";
import { list, object, texts } from "./bank.ts";
import type { Visit } from "./frame.ts";
import * as passkey from "./passkey.ts";
import { say } from "./sentences.ts";
import { drawKey, drawWords, unwrapPasskey, unwrapWords, wrap } from "./staff_key.ts";

/** Enrols whoever was handed this code. */
export async function enrolView(visit: Visit, code: string, then: () => void): Promise<void> {
  const e = say.enrol;
  let begun;
  try {
    begun = await visit.bank.post("enrol/begin", { code });
  } catch (error) {
    return visit.lost(e.bad, error);
  }
  const words = drawWords();
  const roles = list(begun, "roles").map((role) => say.roles[String(role)] ?? String(role)).join(", ");
  const status = new Status();
  const again = new Field(e.again, e.againHelp, el("input", { type: "text", id: "again", autocomplete: "off", spellcheck: "false" }));
  const enrol = async (): Promise<void> => {
    if (tidyWords(again.input.value) !== words) return again.wrong(e.notSame);
    again.wrong("");
    // A number of the office's lives ten minutes, and writing six words down may take longer.
    const asked = await visit.bank.post("enrol/begin", { code });
    const nonce = texts(asked, "nonce");
    const made = await passkey.make(object(asked["make"]));
    status.say(e.waiting);
    await painted();
    const key = await drawKey();
    const proof = ["amends-enrol/1", texts(asked, "office"), nonce, key.recipient, key.sign.key, ""].join("\n");
    const done = await visit.bank.post("enrol", {
      code, nonce, credential: made.credential, age_key: key.recipient, sign_key: key.sign.key,
      wrapped: toBase64(await wrap(key, words, made.answer)), proof: await key.sign.sign(utf8(proof)),
    });
    history.replaceState(null, "", location.pathname.replace(/\/enrol$/, ""));
    visit.key = key;
    codesView(visit, list(done, "codes").map(String), then);
  };
  visit.show(e.title(texts(begun, "name")), el("p", { class: "lead" }, e.as(roles)),
    el("h2", {}, e.words), el("p", { class: "spelled", id: "words" }, words), el("p", { class: "measure" }, e.wordsLong),
    form(e.words, () => visit.try(status, enrol), again.element,
      actions(el("button", { type: "submit", class: "button button--main" }, e.make)), status.element));
}

function codesView(visit: Visit, codes: readonly string[], then: () => void): void {
  const e = say.enrol;
  visit.show(e.codes, el("p", { class: "lead" }, e.codesLong), el("ul", { class: "spelled", id: "codes" }, ...codes.map((code) => el("li", {}, code))),
    actions(button(e.codesDone, then, "main")));
}

/** Lets somebody in who enrolled before. */
export function enterView(visit: Visit, then: () => void): void {
  const e = say.enter;
  const status = new Status();
  const enter = async (): Promise<void> => {
    const begun = await visit.bank.post("enter/begin");
    const used = await passkey.use(object(begun["use"]));
    await visit.bank.post("enter", { nonce: texts(begun, "nonce"), credential: used.credential });
    const me = await visit.look();
    if (used.answer !== undefined) visit.key = await unwrapPasskey(me.wrapped, used.answer);
    then();
  };
  const lost = new Status();
  const code = new Field(e.code, e.codeHelp, el("input", { type: "text", id: "code", autocomplete: "off", spellcheck: "false" }));
  const recover = async (): Promise<void> => {
    const begun = await visit.bank.post("recover/begin", { code: code.input.value });
    const made = await passkey.make(object(begun["make"]));
    await visit.bank.post("recover", { code: code.input.value, nonce: texts(begun, "nonce"), credential: made.credential });
    then();
  };
  visit.show(e.title, el("p", { class: "lead" }, e.lead),
    actions(button(e.button, () => void visit.try(status, enter), "main")), status.element,
    el("details", { class: "above-more" }, el("summary", {}, e.lost),
      form(e.lost, () => visit.try(lost, recover), code.element,
        actions(el("button", { type: "submit", class: "button" }, e.recover)), lost.element)));
}

/** Unwraps the key of somebody who is in. */
export function unlockView(visit: Visit, then: () => void): void {
  const u = say.unlock;
  const status = new Status();
  const words = new Field(u.words, u.help, el("input", { type: "password", id: "words", autocomplete: "off" }));
  const unlock = async (): Promise<void> => {
    words.wrong("");
    status.say(u.waiting);
    await painted();
    try {
      visit.key = await unwrapWords(visit.me?.wrapped ?? fromBase64(""), words.input.value);
    } catch (error) {
      if (!(error instanceof WrongKey)) throw error;
      status.say("");
      return words.wrong(u.wrong);
    }
    await visit.look();
    then();
  };
  visit.show(u.title, el("p", { class: "lead" }, u.lead),
    form(u.title, () => visit.try(status, unlock), words.element,
      actions(el("button", { type: "submit", class: "button button--main" }, u.button)), status.element));
}
