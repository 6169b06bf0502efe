/** One person's record as it lies before a registrar, and one act on it. */

import type { Json, JsonObject } from "../envelope.ts";
import { Status, actions, el, form, type Child } from "../page.ts";
import type { Visit } from "./frame.ts";

/** A record as it was shown, and what is done with it. */
export interface Sheet {
  readonly visit: Visit;
  readonly who: string;
  readonly name: string;
  readonly said: JsonObject;
  /** Sends one act, made on this very page, and gives what the office answers. */
  readonly send: (what: string, filled: Record<string, Json>) => Promise<JsonObject>;
  /** Sends one act, and then shows what follows, unless somebody turned elsewhere meanwhile: the record anew, where nothing else is said. */
  readonly does: (what: string, filled: Record<string, Json>, then?: (said: JsonObject) => Promise<void>) => Promise<void>;
  /** Shows the record anew. */
  readonly again: () => Promise<void>;
  readonly back: () => void;
}

/** One act, closed until it is wanted: what follows from it, its fields, and one button. */
export function act(title: string, long: string, label: string, sheet: Sheet, fields: readonly Child[], run: (status: Status) => Promise<void>): HTMLElement {
  const status = new Status();
  return el("details", {}, el("summary", {}, title), el("p", { class: "measure" }, long),
    form(title, () => sheet.visit.try(status, () => run(status)), ...fields,
      actions(el("button", { type: "submit", class: "button button--main" }, label)), status.element));
}
