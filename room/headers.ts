/** What stands in the headers of a letter, of its front and of an answer: read strictly, as from a stranger. */

import type { Bytes } from "./bytes.ts";
import { VERSION, fromJson, isId, isKey, isObject, toJson, type Json, type JsonObject } from "./envelope.ts";
import { AmendsError, Unsupported } from "./errors.ts";
import { isRecipient } from "./keys.ts";
import { publicKeyOf } from "./sshsig.ts";
import { isText, wordsFromJson, wordsJson, type Words } from "./words.ts";

const NAMES_MOST = 64;
const TEXT_MOST = 400;

/** By how much a page scales a hand and its lines, in whole per cents. */
export interface Scale {
  readonly size: number;
  readonly line: number;
}

/** A writer's leave for one bank to read this letter and to seal it again. */
export interface Grant {
  readonly bank: string;
  readonly key: string;
  readonly sign: string;
}

/** Who took a letter in that came to a bank on paper, and attests it in the place of its writer's signature. */
export interface TakenIn {
  readonly by: string;
  readonly role: string;
  /** The clerk's public key, which the bank's own certifies. */
  readonly sign: string;
  /** How it was read back: the writer signed that the words are theirs, or said so. */
  readonly readBack: "signed" | "aloud";
  /** Digest of `front.json`. */
  readonly front: string;
}

export interface LetterHeader {
  readonly id: string;
  readonly sealed: string;
  readonly fromName: string;
  readonly to: readonly string[];
  readonly recipient: string;
  readonly actKey: string;
  readonly words: Words;
  /** The writer's public key; empty where the letter is not signed. */
  readonly writer: string;
  /** Age recipient of the reply key; empty where no answer is possible. */
  readonly reply: string;
  readonly hand: Scale | undefined;
  readonly grant: Grant | undefined;
  /** A draft, lent to be read and remarked on: no letter to whoever reads it. */
  readonly draft: boolean;
  readonly takenIn: TakenIn | undefined;
}

export interface FrontHeader {
  readonly letter: string;
  readonly fromName: string;
  readonly to: readonly string[];
  readonly address: readonly string[];
  readonly flap: string;
  readonly stationery: string;
  readonly writer: string;
  readonly hand: Scale | undefined;
}

export interface ReplyHeader {
  readonly letter: string;
  readonly answered: string;
  readonly words: Words;
  /** May the writer write again? */
  readonly again: "no" | "one";
  /** Shall it stay with the writer? It is then in no book of theirs. */
  readonly private: boolean;
  /** How it is signed; empty where the answerer gave no name. */
  readonly fromName: string;
}

export function letterHeader(data: Bytes): LetterHeader {
  const need = ["id", "sealed", "from", "to", "recipient", "act_key", "words"];
  const read = new Header(data, "letter", need, ["writer", "reply", "hand", "grant", "draft", "taken_in"]);
  return {
    id: read.id("id"), sealed: read.day("sealed"), fromName: read.text("from"), to: read.lines("to"),
    recipient: read.recipient("recipient"), actKey: read.key("act_key"), words: wordsFromJson(read.field("words")),
    writer: read.has("writer") ? read.ssh("writer") : "", reply: read.has("reply") ? read.recipient("reply") : "",
    hand: read.scale(), grant: read.grant(), draft: read.said("draft"), takenIn: read.takenIn(),
  };
}

export function frontHeader(data: Bytes): FrontHeader {
  const need = ["letter", "from", "to", "address", "flap", "stationery"];
  const read = new Header(data, "front", need, ["writer", "hand"]);
  return {
    letter: read.id("letter"), fromName: read.text("from"), to: read.lines("to"), address: read.lines("address"),
    flap: read.text("flap"), stationery: read.text("stationery"), writer: read.has("writer") ? read.ssh("writer") : "",
    hand: read.scale(),
  };
}

export function replyHeader(data: Bytes): ReplyHeader {
  const read = new Header(data, "reply", ["letter", "answered", "words", "again"], ["from", "private"]);
  const again = read.text("again");
  if (again !== "no" && again !== "one") throw read.wrong("again");
  return {
    letter: read.id("letter"), answered: read.day("answered"), words: wordsFromJson(read.field("words")), again,
    fromName: read.has("from") ? read.text("from") : "", private: read.said("private"),
  };
}

/** The header of a letter that is sealed here: one that came on paper, as a browser seals no other. */
export const letterHeaderBytes = (header: LetterHeader & { readonly grant: Grant; readonly takenIn: TakenIn }): Bytes => {
  const { by, role, sign, readBack, front } = header.takenIn;
  return toJson({
    amends: VERSION, kind: "letter", id: header.id, sealed: header.sealed, from: header.fromName, to: [...header.to],
    recipient: header.recipient, act_key: header.actKey, words: wordsJson(header.words), grant: { ...header.grant },
    taken_in: { by, role, sign, read_back: readBack, front },
  });
};

export const frontHeaderBytes = (header: FrontHeader): Bytes =>
  toJson({
    amends: VERSION, kind: "front", letter: header.letter, from: header.fromName, to: [...header.to], address: [...header.address],
    flap: header.flap, stationery: header.stationery,
  });

export const replyHeaderBytes = (header: ReplyHeader): Bytes =>
  toJson({
    amends: VERSION, kind: "reply", letter: header.letter, answered: header.answered, words: wordsJson(header.words),
    again: header.again, ...(header.fromName !== "" && { from: header.fromName }), ...(header.private && { private: true }),
  });

/** Reads one header's fields, naming the one that is wrong. Everything throws Unsupported. */
class Header {
  readonly #fields: JsonObject;

  constructor(data: Bytes, kind: string, need: readonly string[], may: readonly string[]) {
    const fields = fromJson(data);
    if (!isObject(fields)) throw new Unsupported("The header is malformed.");
    if (fields["amends"] !== VERSION || fields["kind"] !== kind) {
      throw new Unsupported("It is of a version this program does not know.", "A newer amends can open it.");
    }
    const known = new Set(["amends", "kind", ...need, ...may]);
    if (!need.every((name) => Object.hasOwn(fields, name)) || !Object.keys(fields).every((name) => known.has(name))) {
      throw new Unsupported("The header lacks a field, or has one that none of ours has.");
    }
    this.#fields = fields;
  }

  wrong(name: string): Unsupported {
    return new Unsupported(`The header has a malformed “${name}”.`);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  field(name: string): Json {
    return this.#fields[name] as Json;
  }

  /** Whether a field is there that is true or left out. */
  said(name: string): boolean {
    if (this.has(name) && this.field(name) !== true) throw this.wrong(name);
    return this.has(name);
  }

  text(name: string): string {
    return this.#proper(this.field(name), name);
  }

  lines(name: string): readonly string[] {
    const value = this.field(name);
    if (!Array.isArray(value) || value.length === 0 || value.length > NAMES_MOST) throw this.wrong(name);
    return (value as readonly Json[]).map((line) => this.#proper(line, name));
  }

  id(name: string): string {
    return this.#if(name, isId(this.text(name)));
  }

  key(name: string): string {
    return this.#if(name, isKey(this.text(name)));
  }

  day(name: string): string {
    return this.#if(name, /^[0-9]{4}-[01][0-9]-[0-3][0-9]$/.test(this.text(name)));
  }

  recipient(name: string): string {
    return this.#if(name, isRecipient(this.text(name)));
  }

  ssh(name: string): string {
    return this.#if(name, isPublicKey(this.text(name)));
  }

  scale(): Scale | undefined {
    if (!this.has("hand")) return undefined;
    const value = this.field("hand");
    if (!isObject(value) || Object.keys(value).sort().join() !== "line,size") throw this.wrong("hand");
    const { size, line } = value;
    const fits = (n: Json | undefined): n is number => typeof n === "number" && n >= 20 && n <= 500;
    if (!fits(size) || !fits(line)) throw this.wrong("hand");
    return { size, line };
  }

  grant(): Grant | undefined {
    const part = this.#parts("grant", "bank,key,sign");
    if (part === undefined) return undefined;
    const grant = { bank: part("bank"), key: part("key"), sign: part("sign") };
    if (!isRecipient(grant.key) || !isPublicKey(grant.sign)) throw this.wrong("grant");
    return grant;
  }

  /** Only beside a grant, never beside a writer's key, and such a letter takes no answer: nobody but a writer has a key for one. */
  takenIn(): TakenIn | undefined {
    const part = this.#parts("taken_in", "by,front,read_back,role,sign");
    if (part === undefined) return undefined;
    const readBack = part("read_back");
    if ((readBack !== "signed" && readBack !== "aloud") || !this.has("grant") || this.has("writer") || this.has("reply")) {
      throw this.wrong("taken_in");
    }
    return { by: part("by"), role: part("role"), sign: part("sign"), front: part("front"), readBack };
  }

  /** Reads the texts of a field that is an object of these. */
  #parts(name: string, names: string): ((part: string) => string) | undefined {
    if (!this.has(name)) return undefined;
    const value = this.field(name);
    if (!isObject(value) || Object.keys(value).sort().join() !== names) throw this.wrong(name);
    return (part) => this.#proper(value[part], name);
  }

  #if(name: string, good: boolean): string {
    if (!good) throw this.wrong(name);
    return this.text(name);
  }

  #proper(value: Json | undefined, name: string): string {
    if (typeof value !== "string" || !isText(value) || [...value].length > TEXT_MOST) throw this.wrong(name);
    return value;
  }
}

function isPublicKey(line: string): boolean {
  try {
    publicKeyOf(line);
    return true;
  } catch (error) {
    if (error instanceof AmendsError) return false;
    throw error;
  }
}
