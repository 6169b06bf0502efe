/**
 * The words of a letter: one tree, the only form in which they exist. `spec/envelope.md`, "The words", is normative;
 * `src/amends/desk/letters/words.py` is the same in Python. Here the tree is its own JSON, checked once.
 */

import { digest as sha256 } from "./bytes.ts";
import { isObject, toJson, type Json, type JsonObject } from "./envelope.ts";
import { Unsupported } from "./errors.ts";

export const NODES_MOST = 50_000;
export const DEPTH_MOST = 8;

export type Piece = string | Emphasis | Underlined | LineBreak;
export type Line = readonly Piece[];
export type Emphasis = { readonly em: Line };
export type Underlined = { readonly u: Line };
export type LineBreak = { readonly br: true };

export type Paragraph = { readonly p: Line; readonly plain?: true };
export type Quotation = { readonly quote: readonly Line[]; readonly plain?: true };
export type Items = { readonly list: readonly Line[]; readonly ordered: boolean; readonly plain?: true };
/** A page written by hand on paper: the name of an enclosed image, and always its transcript. */
export type Scan = { readonly scan: string; readonly transcript: readonly Line[] };
export type Block = Paragraph | Quotation | Items | Scan;

export type Words = {
  readonly lang: string;
  readonly body: readonly Block[];
  readonly date?: string;
  readonly salutation?: Line;
  readonly close?: Line;
  readonly sign?: Line;
  readonly postscript?: readonly Block[];
};

// ── plain text ──────────────────────────────────────────────────────────────────────────────────────────────────

/** A line as plain text, with `*` and `_` around what is emphasised or underlined. */
export const textOf = (line: Line): string => line.map(pieceText).join("");

function pieceText(piece: Piece): string {
  if (typeof piece === "string") return piece;
  if ("em" in piece) return `*${textOf(piece.em)}*`;
  if ("u" in piece) return `_${textOf(piece.u)}_`;
  return "\n";
}

/** The letter as plain text: the canonical rendering that `letter.txt` must equal, ending in one line feed. */
export function plainText(words: Words): string {
  const parts = [
    words.date ?? "", textOf(words.salutation ?? []), ...words.body.map(blockText), textOf(words.close ?? []),
    textOf(words.sign ?? []), ...(words.postscript ?? []).map(blockText),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function blockText(block: Block): string {
  if ("p" in block) return textOf(block.p);
  if ("quote" in block) return block.quote.map((line) => `> ${textOf(line).replaceAll("\n", "\n> ")}`).join("\n");
  if ("list" in block) {
    const mark = (n: number): string => (block.ordered ? `${n}. ` : "- ");
    return block.list.map((line, i) => mark(i + 1) + textOf(line).replaceAll("\n", "\n  ")).join("\n");
  }
  return ["[A page written by hand. What it says:]", ...block.transcript.map(textOf)].join("\n\n");
}

/** The names of the images that the words show, in reading order. */
export const imagesOf = (words: Words): string[] =>
  [...words.body, ...(words.postscript ?? [])].flatMap((block) => ("scan" in block ? [block.scan] : []));

/** SHA-256 of the tree's canonical JSON, in hexadecimal. */
export const digest = (words: Words): string => sha256(toJson(wordsJson(words)));

/** The tree as JSON; it is that already. */
export const wordsJson = (words: Words): JsonObject => words as unknown as JsonObject;

// ── reading a stranger's tree ───────────────────────────────────────────────────────────────────────────────────

/** The words in a tree that a stranger may have made. Throws Unsupported. */
export function wordsFromJson(tree: Json): Words {
  new Reader().words(tree);
  return tree as unknown as Words;
}

const form = (): Unsupported => new Unsupported("The words are not a tree of the known form.");

/** Checks a hostile tree, counting its nodes as Python does. */
class Reader {
  #nodes = 0;

  words(tree: Json): void {
    const fields = this.#fields(tree, ["lang", "body"], ["date", "salutation", "close", "sign", "postscript"]);
    this.#text(fields["lang"]);
    if ("date" in fields) this.#text(fields["date"]);
    this.#line(fields["salutation"] ?? []);
    this.#list(fields["body"]).forEach((block) => this.#block(block));
    this.#line(fields["close"] ?? []);
    this.#line(fields["sign"] ?? []);
    this.#list(fields["postscript"] ?? []).forEach((block) => this.#block(block));
    for (const name of ["salutation", "close", "sign", "postscript"]) {
      if (Object.hasOwn(fields, name) && (fields[name] as Json[]).length === 0) {
        throw new Unsupported("The words have an empty field that should be left out.");
      }
    }
  }

  #fields(tree: Json, need: readonly string[], may: readonly string[]): JsonObject {
    if (!isObject(tree) || !need.every((name) => Object.hasOwn(tree, name))) throw form();
    if (!Object.keys(tree).every((name) => need.includes(name) || may.includes(name))) throw form();
    return tree;
  }

  #list(tree: Json | undefined): readonly Json[] {
    this.#nodes += 1;
    if (!Array.isArray(tree) || this.#nodes + tree.length > NODES_MOST) throw form();
    this.#nodes += tree.length;
    return tree as readonly Json[];
  }

  #text(tree: Json | undefined): void {
    if (typeof tree !== "string" || !isText(tree)) {
      throw new Unsupported("The words hold an empty piece or a character that may not stand in a letter.");
    }
  }

  #block(tree: Json): void {
    if (!isObject(tree)) throw form();
    if (Object.hasOwn(tree, "scan")) {
      const fields = this.#fields(tree, ["scan", "transcript"], []);
      this.#text(fields["scan"]);
      this.#lines(fields["transcript"]);
      return;
    }
    if (Object.hasOwn(tree, "plain") && tree["plain"] !== true) throw form();
    if (Object.hasOwn(tree, "p")) this.#line(this.#fields(tree, ["p"], ["plain"])["p"]);
    else if (Object.hasOwn(tree, "quote")) this.#lines(this.#fields(tree, ["quote"], ["plain"])["quote"]);
    else {
      const fields = this.#fields(tree, ["list", "ordered"], ["plain"]);
      if (typeof fields["ordered"] !== "boolean") throw form();
      this.#lines(fields["list"]);
    }
  }

  #lines(tree: Json | undefined): void {
    this.#list(tree).forEach((line) => this.#line(line));
  }

  #line(tree: Json | undefined, depth = 1): void {
    if (depth > DEPTH_MOST) throw new Unsupported(`The words are nested more than ${DEPTH_MOST} deep.`);
    const line = this.#list(tree);
    line.forEach((piece) => this.#piece(piece, depth));
    if (line.some((piece, i) => typeof piece === "string" && typeof line[i + 1] === "string")) {
      throw new Unsupported("The words hold two pieces of text that should be one.");
    }
  }

  #piece(tree: Json, depth: number): void {
    if (typeof tree === "string") return this.#text(tree);
    if (!isObject(tree) || Object.keys(tree).length !== 1) throw form();
    if (Object.hasOwn(tree, "em")) return this.#line(tree["em"], depth + 1);
    if (Object.hasOwn(tree, "u")) return this.#line(tree["u"], depth + 1);
    if (tree["br"] !== true) throw form();
    return undefined;
  }
}

/** Whether every character may stand in a letter: none that controls, is private or turns the direction of writing. */
export const mayStand = (value: string): boolean =>
  !/[\p{Cc}\p{Cs}\p{Co}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u.test(value);

/** Whether this is a text that may stand in a letter, and not an empty one. */
export const isText = (value: string): boolean => value !== "" && mayStand(value);
