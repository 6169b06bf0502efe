/** What every page of the bank's staff stands on: who is in, their unlocked key, and how one page takes another's place. */

import { AmendsError, OfficeUnreachable, Refused } from "../errors.ts";
import { el, heading, type Child, type Status } from "../page.ts";
import { Bank, NotIn, type Me } from "./bank.ts";
import { openEpochs, type Epoch } from "./epoch.ts";
import { say } from "./sentences.ts";
import type { StaffKey } from "./staff_key.ts";
import { wrong } from "./wrong_sentences.ts";

const OWN = new Set(Object.values(wrong).flatMap((each) => (Array.isArray(each) ? [String(each[0])] : [])));

/** What went wrong, in the words of whoever reads here; where a module of the room says it, by its kind, with its words for a technician. */
export function said(error: AmendsError): string {
  const known = error instanceof Refused || error instanceof OfficeUnreachable || OWN.has(error.message);
  const [what, now] = known ? [error.message, error.hint] : wrong.kinds[error.kind] ?? wrong.other;
  return [what, now, known ? "" : `(${error.kind}: ${error.message})`].filter((each) => each !== "").join(" ");
}

/** One visit to the bank, from coming in to going out. The key lives as long as the page does and is written nowhere. */
export class Visit {
  readonly bank = new Bank();
  readonly main: HTMLElement;
  readonly office: string;
  me: Me | undefined;
  key: StaffKey | undefined;
  epochs: readonly Epoch[] = [];
  /** Where to go when nobody is in any more. */
  enter: () => void = () => undefined;
  /** Called whenever a page is shown. */
  shown: () => void = () => undefined;
  #shown = false;
  #turn = 0;

  constructor(main: HTMLElement, office: string) {
    this.main = main;
    this.office = office;
  }

  /** Asks the office once more who is in, and opens whatever keys of the bank they were given. */
  async look(): Promise<Me> {
    this.me = await this.bank.me();
    if (this.key !== undefined) this.epochs = await openEpochs(this.me.epochs, this.key);
    return this.me;
  }

  /**
   * Turns to a page that the office is asked for first. What it gives says whether nobody has turned elsewhere meanwhile:
   * an answer that comes late must not take the place of what somebody reads by then.
   */
  turning(): () => boolean {
    const turn = ++this.#turn;
    return () => turn === this.#turn;
  }

  may = (act: string): boolean => this.me?.acts.includes(act) ?? false;

  show(title: string, ...children: readonly Child[]): void {
    this.#turn += 1;
    document.title = `${title} · ${this.office}`;
    this.main.replaceChildren(heading(title), ...children.filter((child): child is Node | string => child !== undefined && child !== false));
    this.main.removeAttribute("aria-busy");
    scrollTo(0, 0);
    this.shown();
    if (this.#shown) this.main.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    this.#shown = true;
  }

  /** Says in which language the head of the page is, where that is not the page's own: it stands on a sheet that is handed to somebody. */
  head(title: string, lang: string): void {
    const h1 = this.main.querySelector("h1");
    if (h1 === null) return;
    h1.textContent = title;
    h1.lang = lang;
  }

  /** Does something that may fail, and says beside it what went wrong. */
  async try(status: Status, act: () => Promise<void>): Promise<void> {
    if (status.busy) return;
    status.busy = true;
    status.say("");
    try {
      await act();
    } catch (error) {
      if (!(error instanceof AmendsError)) {
        status.say(say.problem(say.failed));
        throw error;
      }
      if (error instanceof NotIn) this.me = undefined;
      status.say(say.problem(said(error)));
    } finally {
      status.busy = false;
    }
  }

  /** Shows what went wrong where there is no page to say it beside. */
  lost(title: string, error: unknown): void {
    if (error instanceof NotIn) return this.enter();
    if (!(error instanceof AmendsError)) throw error;
    this.show(title, el("p", { class: "lead", role: "alert" }, said(error)));
  }
}

/** A table with a caption that is heard. */
export const table = (caption: string, columns: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement =>
  el("table", { class: "people" }, el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, ...columns.map((name) => (name === "" ? el("td", {}) : el("th", { scope: "col" }, name))))),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell, i) =>
      i === 0 ? el("th", { scope: "row" }, cell) : el("td", {}, cell))))));
