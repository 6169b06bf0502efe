/** Where a key is still missing: the words, an age key, or the whole link. */

import { AmendsError, WrongKey } from "../errors.ts";
import type { LetterKeys } from "../keys.ts";
import { parseLink, type Link } from "../link.ts";
import { Field, Status, actions, el, form, heading, painted } from "../page.ts";
import { showIn, type Shell } from "../reading.ts";
import { say } from "../sentences.ts";
import { lostView } from "./lost.ts";

/** Asks for words or an age key until they open the side file, then goes on with the keys in it. */
export function needView(
  shell: Shell, kind: "words" | "age", unwrap: (given: string) => Promise<LetterKeys>, go: (keys: LetterKeys) => void,
): void {
  const s = kind === "words" ? say.needWords : say.needIdentity;
  const input = el("input", { type: "text", id: "secret", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const field = new Field(s.label, s.help, input);
  const status = new Status();
  const run = async (): Promise<void> => {
    field.wrong("");
    if (kind === "words") status.say(say.waitWords);
    await painted();
    try {
      const keys = await unwrap(input.value);
      input.value = "";
      if (status.here) go(keys);
    } catch (error) {
      if (!(error instanceof AmendsError)) throw error;
      status.say("");
      if (!status.here) return;
      if (error instanceof WrongKey) field.wrong(s.wrong);
      else lostView(shell, error, { retry: () => needView(shell, kind, unwrap, go) });
    }
  };
  showIn(shell.main, heading(s.title), el("p", { class: "lead" }, s.lead),
    form(s.title, run, field.element, actions(el("button", { class: "button" }, s.do)), status.element));
}

/** A form that takes the whole link, wherever it was broken; `go` says whether it could use it. */
export function pasteForm(offline: boolean, id: string, go: (link: Link) => void): HTMLElement {
  const p = say.paste;
  const input = el("textarea", {
    id: "pasted", rows: 3, class: "pasted", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
  });
  const field = new Field(offline ? p.labelOffline : p.label, p.help, input);
  const use = async (): Promise<void> => {
    const link = await parseLink(field.input.value);
    if (link.keys === undefined) field.wrong(p.wrong);
    else if (link.id !== "" && link.id !== id && id !== "") field.wrong(p.other);
    else go(link);
  };
  return form(p.do, use, field.element, actions(el("button", { class: "button" }, p.do)));
}
