/** What several pages share: an act with its waiting and its failure, a link to copy, a page that only says something. */

import { AmendsError, NotHere, OfficeUnreachable, TakenBack, TooMany } from "../errors.ts";
import { Status, actions, button, el, heading, paragraphs, type Child } from "../page.ts";
import { waiting, type Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { openedView } from "./opened.ts";
import { sealedView } from "./sealed.ts";

/**
 * Runs an act from a button. While it runs, a second press does nothing; what takes long and what fails is said beside the
 * button. An act whose answer was lost may have been done: whatever is pressed again must be the same bytes again.
 */
export async function doing<T>(reading: Reading, status: Status, work: () => Promise<T>): Promise<T | undefined> {
  if (status.busy) return undefined;
  status.busy = true;
  status.say("");
  try {
    return await waiting(reading.shell, say.waitAct, work(), (note) => status.say(note.textContent));
  } catch (error) {
    if (!(error instanceof AmendsError)) throw error;
    status.say(say.problem(reasonOf(error)));
    return undefined;
  } finally {
    status.busy = false;
  }
}

/** Makes a thing once, and gives the same again. */
export class Once<T> {
  #made: { readonly from: string; readonly value: Promise<T> } | undefined;

  /** What was made `from` this, or is made now. */
  get(from: string, make: () => Promise<T>): Promise<T> {
    if (this.#made?.from !== from) this.#made = { from, value: make() };
    return this.#made.value;
  }
}

/** An error in one sentence, for beside a button. */
function reasonOf(error: AmendsError): string {
  if (error instanceof TakenBack) return `${say.lost.takenBack[0]}.`;
  if (error instanceof NotHere) return `${say.lost.notHere[0]}.`;
  if (error instanceof TooMany) return `${say.lost.tooMany[0]}. ${say.lost.tooManyDo[0]}`;
  if (error instanceof OfficeUnreachable) return `${say.lost.unreachable[0]}. ${say.pressAgain}`;
  return `${say.lost.refused[0]}.`;
}

/** Back to where this page came from: the open letter, or its envelope. */
export const home = (reading: Reading): void => (reading.opened === undefined ? sealedView(reading) : openedView(reading));

export const backButton = (reading: Reading, label: string = reading.opened === undefined ? say.back : say.backToLetter): HTMLElement =>
  button(label, () => home(reading), "quiet");

/** A page that says that something is done, and what that means. */
export function saidView(reading: Reading, title: string, texts: readonly string[], ...more: readonly Child[]): void {
  reading.show(heading(title), ...paragraphs(texts), ...more, actions(backButton(reading)));
}

/** A link that is shown once, to be copied. */
export function linkField(id: string, label: string, help: string, address: string): HTMLElement {
  const status = new Status();
  const input = el("textarea", {
    id, class: "pasted", rows: 3, readonly: true, "aria-describedby": `${id}-help`, autocomplete: "off", spellcheck: "false",
  }, address);
  const copy = async (): Promise<void> => {
    input.focus();
    input.select();
    try {
      await navigator.clipboard.writeText(address);
      status.say(say.copied);
    } catch {
      status.say(say.copyByHand);
    }
  };
  return el("div", { class: "field" }, el("label", { for: id }, label), el("span", { class: "help", id: `${id}-help` }, help), input,
    actions(button(say.copy, () => void copy()), status.element));
}
