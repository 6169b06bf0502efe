/** What shows only under a private link: what was done, and a letter that the writer took back later. */

import { AmendsError } from "../errors.ts";
import { Status, actions, button, el, heading } from "../page.ts";
import { waiting, type Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { state, type Done } from "../wire.ts";
import { takeBack } from "./answer.ts";
import { lostView } from "./lost.ts";
import { openedView } from "./opened.ts";

/** What was done under this link, asked for when it is shown. */
export function doneSection(reading: Reading): HTMLElement {
  const k = say.kept;
  const place = el("div", {}, el("p", { class: "soft" }, say.waitAct));
  const ask = async (): Promise<void> => {
    try {
      const { done } = state(await reading.act("state"));
      place.replaceChildren(...(done.length === 0 ? [el("p", {}, k.none)] : [list(reading, done)]));
    } catch (error) {
      if (!(error instanceof AmendsError)) throw error;
      place.replaceChildren(el("p", {}, say.problem(`${say.lost.unreachable[0]}.`)), actions(button(say.tryAgain, () => void ask())));
    }
  };
  if (reading.holder.office !== undefined) void ask();
  return el("section", { "aria-labelledby": "done" }, el("h2", { id: "done" }, k.title), el("p", { class: "soft" }, k.long), place);
}

function list(reading: Reading, done: readonly Done[]): HTMLElement {
  const back = new Set(done.filter(({ act }) => act === "take-back").map(({ ref }) => ref));
  return el("ul", { class: "done" }, ...done.map(({ act, at, ref }) =>
    el("li", {}, el("time", { datetime: at }, say.day(at)), ` ${say.kept.acts[act] ?? act}`,
      act === "answer" && !back.has(ref) && takeBack(reading, ref))));
}

/** A kept letter that the writer took back since. */
export function withdrawnView(reading: Reading): void {
  const status = new Status();
  const open = async (): Promise<void> => {
    try {
      await waiting(reading.shell, say.waitLetter, reading.open(), (note) => status.say(note.textContent));
      if (status.here) openedView(reading);
    } catch (error) {
      if (!(error instanceof AmendsError)) throw error;
      if (status.here) lostView(reading.shell, error, { retry: () => withdrawnView(reading), reading });
    }
  };
  reading.show(heading(say.kept.withdrawnTitle), el("p", { class: "lead" }, say.kept.withdrawnLong),
    actions(button(say.sealed.open, () => void open())), status.element, doneSection(reading));
}
