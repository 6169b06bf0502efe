/** One reading of one letter: what is known of it so far, who holds it, and how a page takes the place of another. */

import { OfficeLetter, type Signer } from "./act.ts";
import type { Bytes } from "./bytes.ts";
import { Forged, Refused } from "./errors.ts";
import { keepKey, type LetterKeys } from "./keys.ts";
import { checkFront, checkWhole, openLetter, type Front, type OpenedLetter } from "./open.ts";
import { el, type Child } from "./page.ts";
import { say } from "./sentences.ts";
import type { Act, AnswerRoad, PartSeen, Standing } from "./wire.ts";

/** What the shell around the room says: whose office it is, and where its other pages are. */
export interface Shell {
  readonly main: HTMLElement;
  readonly office: string;
  readonly helpUrl: string;
  /** Where one can ask whether something is here; empty in a file. */
  readonly askUrl: string;
}

/** Who holds the sealed letter: an office, or the self-opening file itself. */
export interface Holder {
  readonly name: string;
  /** The day it arrived, or empty. */
  readonly since: string;
  /** The office's letter; absent in a file. */
  readonly office: OfficeLetter | undefined;
  readonly copy: boolean;
  /** How an answer goes back, as the office says; absent in a file. */
  readonly answers: AnswerRoad | undefined;
  /** What it says that an answer is held to; empty where that is nothing. */
  readonly rules?: string | undefined;
  fetchLetter(signer: Signer): Promise<Bytes>;
}

/** A letter whose envelope can be seen. `front` is absent where a kept letter was withdrawn. */
export class Reading {
  readonly shell: Shell;
  readonly holder: Holder;
  readonly id: string;
  readonly keys: LetterKeys;
  readonly front: Front | undefined;
  keepSecret: Bytes | undefined;
  /** What was done to the address; said once. */
  mended = false;
  /** Bytes of `letter.age`, once they were fetched. */
  sealedLetter: Bytes | undefined;
  sealedFront: Bytes | undefined;
  opened: OpenedLetter | undefined;

  constructor(shell: Shell, holder: Holder, id: string, keys: LetterKeys, front: Front | undefined, keepSecret?: Bytes) {
    this.shell = shell;
    this.holder = holder;
    this.id = id;
    this.keys = keys;
    this.front = front;
    this.keepSecret = keepSecret;
  }

  async signer(): Promise<Signer> {
    const kept = this.keepSecret;
    return kept === undefined ? { which: "act", key: this.keys.act } : { which: "keep", key: await keepKey(kept) };
  }

  /** The name by which this person knows the writer. */
  get writer(): string {
    return this.opened?.header.fromName ?? this.front?.header.fromName ?? "";
  }

  /** Whether it is a draft that the writer lends: to be read and remarked on, with nothing to tell and nobody to pass it to. */
  get lent(): boolean {
    return this.opened?.header.draft ?? false;
  }

  /** Fetches the sealed letter (an act: the office sees it) without opening it. */
  async fetch(): Promise<Bytes> {
    this.sealedLetter ??= await this.holder.fetchLetter(await this.signer());
    return this.sealedLetter;
  }

  /** Opens the letter. A torn one is fetched afresh the next time. */
  async open(): Promise<OpenedLetter> {
    try {
      const letter = await openLetter(await this.fetch(), this.keys, this.id);
      if (this.front !== undefined) checkFront(this.front, letter);
      if (letter.whose === "copy" && letter.header.id !== this.id && !this.holder.copy) {
        throw new Forged("This envelope belongs to another letter.", "Do not rely on it.");
      }
      return (this.opened = letter);
    } catch (error) {
      this.sealedLetter = undefined;
      throw error;
    }
  }

  /** One act at the office. What is done under a private link shows under it, so its key signs where there is one. */
  async act(act: Act, body?: Bytes): Promise<Bytes> {
    if (this.holder.office === undefined) throw new Refused("A file has no office.");
    return this.holder.office.act(await this.signer(), act, body);
  }

  /** Puts a page in the place of another and brings the reader to its heading. */
  show(...children: readonly Child[]): void {
    showIn(this.shell.main, ...children);
  }
}

let shownBefore = false;

/** How much room a page takes, and the foot with it. */
export function setWidth(main: HTMLElement, width: "" | "narrow" | "tight"): void {
  main.className = width;
  document.querySelector(".foot")?.classList.toggle("foot--narrow", width !== "");
}

/** Puts a page in the place of another; narrow, as most are. */
export function showIn(main: HTMLElement, ...children: readonly Child[]): void {
  setWidth(main, "narrow");
  main.replaceChildren(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  main.removeAttribute("aria-busy");
  scrollTo(0, 0);
  // The first page is read from its top, where Exit stands; every later one from its heading.
  if (shownBefore) main.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  shownBefore = true;
}

/** While something takes longer than two seconds, `place` says what is being done; then the caller shows its own page. */
export async function waiting<T>(shell: Shell, what: string, work: Promise<T>, place: (note: HTMLElement) => void): Promise<T> {
  const timer = setTimeout(() => {
    place(el("p", { role: "status" }, `${what}. ${say.waitSlow(shell.office)}`));
  }, 2000);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** An office as holder: its record tells a torn letter before any key is tried. */
export function officeHolder(name: string, office: OfficeLetter, standing: Standing | undefined): Holder {
  return {
    name, office, since: standing?.since ?? "", copy: standing?.copy ?? false, answers: standing?.answers, rules: standing?.rules,
    fetchLetter: async (signer) => whole(await office.act(signer, "open"), standing?.letter),
  };
}

function whole(data: Bytes, seen: PartSeen | undefined): Bytes {
  if (seen !== undefined) checkWhole(data, seen, "letter");
  return data;
}
