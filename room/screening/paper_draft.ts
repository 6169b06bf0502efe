/** A letter that is being typed in from paper: what was filled in so far, and the copy of it that this browser keeps sealed. */

import { openAge, sealAge } from "../age.ts";
import { chance, fromBase64, hex, toBase64 } from "../bytes.ts";
import { fromJson, isObject, toJson, type Json, type JsonObject } from "../envelope.ts";
import { wordsTyped } from "../reply.ts";
import { plainText, textOf, wordsFromJson, type Block, type Line, type Words } from "../words.ts";
import type { StaffKey } from "./staff_key.ts";

/** What was filled in, as it stands in the fields. */
export interface Draft {
  /** The letter's id, drawn before anything is typed: the sheet that is read back bears its first figures. */
  readonly id: string;
  /** The pseudonym of whoever it is for; that of before, where it takes another letter's place. */
  readonly person: string;
  readonly writer: string;
  /** As the writer stands in the list. */
  readonly name: string;
  readonly replaces: string;
  /** What the letter is called whose place it takes; or empty. */
  readonly replacesName: string;
  readonly fromName: string;
  readonly to: string;
  readonly address: string;
  readonly about: string;
  readonly ordered: string;
  readonly language: string;
  readonly how: string;
  readonly greeting: string;
  readonly words: string;
  readonly sign: string;
  /** What each page says, where the pages are laid in as pictures. */
  readonly pages: readonly string[];
}

const FIELDS = [
  "id", "person", "writer", "name", "replaces", "replacesName", "fromName", "to", "address", "about", "ordered", "language", "how",
  "greeting", "words", "sign",
] as const;

/** The letter whose place another takes, as the office names it. */
export interface Before {
  readonly id: string;
  readonly person: string;
  readonly called: string;
}

/** An empty letter of this writer's. */
export const begin = (writer: string, name: string, language: string, before?: Before): Draft => ({
  id: hex(chance(16)), person: before?.person ?? hex(chance(16)), writer, name, replaces: before?.id ?? "", replacesName: before?.called ?? "",
  fromName: name, to: "", address: "", about: "", ordered: "no", language, how: "typed", greeting: "", words: "", sign: "", pages: [],
});

/** The same words as a letter of their own, in the place of the one that was sealed. */
export const mended = (draft: Draft, called: string): Draft => ({ ...draft, id: hex(chance(16)), replaces: draft.id, replacesName: called });

/** By what the sheet and the letter are known together: the first of the id, in two groups. */
export const sheetCode = (id: string): string => `${id.slice(0, 4)}-${id.slice(4, 8)}`;

export const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

/** What stands outside under the names: the names themselves, where nothing else is known. */
export const outsideOf = (draft: Draft): readonly string[] => (lines(draft.address).length > 0 ? lines(draft.address) : lines(draft.to));

const linesTyped = (text: string, lang: string): Line[] => wordsTyped(text, lang).body.flatMap((block) => ("p" in block ? [block.p] : []));

/** The tree of pages that were written by hand: each picture, with what was typed of that page. */
export function pagesOf(said: readonly string[], scans: readonly string[], lang: string): Words {
  const body = scans.map((scan, i): Block => ({ scan, transcript: linesTyped(said[i] ?? "", lang) }));
  return wordsFromJson({ lang, body } as unknown as JsonObject);
}

/** The words as a tree; `scans` are the names of the pictures, one a page. */
export function wordsOf(draft: Draft, scans: readonly string[]): Words {
  const said = (text: string): Line[] => linesTyped(text, draft.language);
  const line = (text: string): Line | undefined => said(text)[0];
  if (draft.how === "pages") return pagesOf(draft.pages, scans, draft.language);
  const [greeting, sign] = [line(draft.greeting), line(draft.sign)];
  const body = said(draft.words).map((p): Block => ({ p }));
  return wordsFromJson({
    lang: draft.language, body, ...(greeting !== undefined && { salutation: greeting }), ...(sign !== undefined && { sign }),
  } as unknown as JsonObject);
}

/** What is read back: the very words that are sealed, without what stands around a picture. */
export function readBackText(draft: Draft): string {
  const words = wordsOf(draft, draft.pages.map((_, i) => `scan-${i + 1}.jpg`));
  if (draft.how !== "pages") return plainText(words);
  return words.body.flatMap((block) => ("scan" in block ? block.transcript.map(textOf) : [])).join("\n\n");
}

/** With what the letter begins, to be held against the outside. */
export const greetingOf = (draft: Draft): string => (draft.how === "pages" ? lines(draft.pages[0] ?? "")[0] ?? "" : lines(draft.greeting)[0] ?? "");

// ── what this browser keeps ─────────────────────────────────────────────────────────────────────────────────────

/**
 * The copies that outlive the page, one a letter: sealed to the key of whoever types, in this browser alone. Without their
 * words or their passkey they open nowhere, and the office, which keeps that key wrapped, does not have them.
 */
export class Kept {
  readonly #places: string;
  readonly #keyPlace: string;
  readonly #key: StaffKey;
  readonly #turns = new Map<string, number>();

  constructor(me: string, key: StaffKey) {
    this.#places = `amends-on-paper-${me}-`;
    this.#keyPlace = `amends-sealed-to-${me}`;
    this.#key = key;
  }

  /** Keeps what stands there now; whether the browser lets it. What was sealed before never takes the place of what came later. */
  async put(draft: Draft): Promise<boolean> {
    const turn = this.#turn(draft.id);
    const sealed = await sealAge(toJson(spelled(draft)), this.#key.recipient);
    if (turn !== this.#turns.get(draft.id)) return true;
    return stored((store) => store.setItem(this.#places + draft.id, toBase64(sealed))) !== undefined;
  }

  /** Every letter that was begun here and opens with this key; others' are passed over, and so is what is not whole any more. */
  async all(): Promise<Draft[]> {
    const [sealed] = stored((store) => Array.from({ length: store.length }, (_, i) => store.key(i) ?? "")
      .filter((place) => place.startsWith(this.#places)).sort().map((place) => store.getItem(place) ?? "")) ?? [[]];
    const found = await Promise.all(sealed.map(async (text) => {
      try {
        return draftFrom(fromJson(await openAge(fromBase64(text), this.#key.identity)));
      } catch {
        return undefined;
      }
    }));
    return found.filter((draft) => draft !== undefined);
  }

  /** The fingerprint of the key that the last letter was sealed to here; empty before the first. */
  lastKey(): string {
    return stored((store) => store.getItem(this.#keyPlace))?.[0] ?? "";
  }

  sealedTo(fingerprint: string): void {
    stored((store) => store.setItem(this.#keyPlace, fingerprint));
  }

  forget(id: string): void {
    this.#turn(id);
    stored((store) => store.removeItem(this.#places + id));
  }

  #turn(id: string): number {
    const turn = (this.#turns.get(id) ?? 0) + 1;
    this.#turns.set(id, turn);
    return turn;
  }
}

/** What comes of it; undefined where this browser keeps nothing, because it was told so or is full. */
function stored<Found>(what: (store: Storage) => Found): readonly [Found] | undefined {
  try {
    return [what(localStorage)];
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Text that has a canonical form, whatever was pasted into the field. */
const proper = (text: string): string => text.replace(/\p{Cs}/gu, "").normalize("NFC");

const spelled = (draft: Draft): JsonObject => ({
  amends: 1, kind: "on-paper", pages: draft.pages.map(proper), ...Object.fromEntries(FIELDS.map((name) => [name, proper(draft[name])])),
});

function draftFrom(said: Json): Draft | undefined {
  if (!isObject(said) || said["kind"] !== "on-paper") return undefined;
  const pages = said["pages"];
  if (!Array.isArray(pages)) return undefined;
  const fields = Object.fromEntries(FIELDS.map((name) => [name, String(said[name] ?? "")])) as unknown as Omit<Draft, "pages">;
  return { ...fields, pages: pages.map(String) };
}
