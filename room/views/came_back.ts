/** What became of one's answers where a bank reads them first: shown to whoever left them, and pushed to nobody. */

import { openAge } from "../age.ts";
import { fromJson, isObject, type Json } from "../envelope.ts";
import { AmendsError } from "../errors.ts";
import { actions, button, el, type Child } from "../page.ts";
import type { Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { leftAnswers, type LeftAnswer } from "../wire.ts";
import { answerView, takeBack } from "./answer.ts";

/** A place that fills once the office has said what became of them; empty where nothing was left under this link. */
export function cameBack(reading: Reading): HTMLElement {
  const place = el("div", { "aria-live": "polite" });
  const ask = async (): Promise<void> => {
    try {
      const left = leftAnswers(await reading.act("answers"));
      place.replaceChildren(...await Promise.all(left.map((one) => shown(reading, one))));
    } catch (error) {
      if (!(error instanceof AmendsError)) throw error;
      place.replaceChildren(el("p", {}, say.problem(`${say.lost.unreachable[0]}.`)), actions(button(say.tryAgain, () => void ask())));
    }
  };
  void ask();
  return place;
}

async function shown(reading: Reading, left: LeftAnswer): Promise<HTMLElement> {
  const c = say.cameBack;
  const bank = reading.opened?.header.grant?.bank ?? "";
  const day = el("p", { class: "small soft" }, c.left(say.day(left.arrived)));
  if (left.state === "waits") return el("section", { class: "notice" }, el("h3", {}, c.waits(bank)), day, takeBack(reading, left.id));
  if (left.state === "passed-on") return el("section", { class: "notice" }, el("h3", {}, c.passedOn(bank)), day);
  const again = left.state === "returned" ? [el("p", {}, c.mend), actions(button(c.again, () => answerView(reading)))] : [];
  return el("section", { class: "notice" }, el("h3", {}, c.returned(bank)), day, el("p", {}, c.nobody), ...await reason(reading, left), ...again);
}

async function reason(reading: Reading, left: LeftAnswer): Promise<Child[]> {
  const c = say.cameBack;
  try {
    const said = fromJson(await openAge(left.remarks, reading.keys.identity));
    if (!isObject(said) || said["kind"] !== "answer-remarks") return [el("p", {}, c.unreadable)];
    const line = text(said["said"]);
    const remarks = Array.isArray(said["remarks"]) ? (said["remarks"] as readonly Json[]) : [];
    return [
      line !== "" && el("blockquote", { class: "plain-quote" }, line),
      remarks.length > 0 && el("ul", {}, ...remarks.map((each) => isObject(each)
        ? el("li", {}, text(each["said"]), el("span", { class: "small soft" }, ` ${c.passage(text(each["passage"]))}`)) : el("li", {}))),
    ];
  } catch (error) {
    if (!(error instanceof AmendsError)) throw error;
    return [el("p", {}, c.unreadable)];
  }
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
