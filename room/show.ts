/** Shows a letter: its tree and nothing else, by making elements, in the enclosed hand or in plain type. */

import type { Bytes } from "./bytes.ts";
import type { Scale } from "./headers.ts";
import { imageSize } from "./image.ts";
import type { OpenedLetter } from "./open.ts";
import { el } from "./page.ts";
import { say } from "./sentences.ts";
import type { Block, Line, Piece } from "./words.ts";

const faces: Partial<Record<"front" | "letter", FontFace>> = {};

/**
 * Loads an enclosed hand under a name of ours and scales everything of the class. A hand that the browser cannot use is
 * left out, and the caller says so: the words are the same.
 */
export async function loadHand(which: "front" | "letter", data: Bytes | undefined, scale: Scale | undefined): Promise<boolean> {
  const root = document.documentElement;
  root.style.setProperty(`--${which}-size`, String((scale?.size ?? 100) / 100));
  root.style.setProperty(`--${which}-line`, String((scale?.line ?? 100) / 100));
  root.classList.toggle(`${which}-plain`, data === undefined);
  const before = faces[which];
  if (before !== undefined) document.fonts.delete(before); // another letter's glyphs must not stand in for this one's
  if (data === undefined) return true;
  try {
    const face = (faces[which] = new FontFace(`${which} hand`, data));
    await face.load();
    if (faces[which] === face) document.fonts.add(face);
    return true;
  } catch {
    root.classList.add(`${which}-plain`);
    return false;
  }
}

/** The sheet with the letter on it. */
export function sheet(letter: OpenedLetter): HTMLElement {
  const { words, fromName } = letter.header;
  const p = (line: Line | undefined, kind: string): Node | undefined =>
    line === undefined ? undefined : el("p", kind === "" ? {} : { class: kind }, ...pieces(line));
  return el("article", { class: "sheet sheet--folded letter comes-into-focus", "aria-label": say.opened.label(fromName) },
    el("div", { class: "hand hand--letter", lang: words.lang, dir: "auto" },
      words.date !== undefined && el("p", { class: "letter__head" }, words.date),
      p(words.salutation, ""), ...words.body.map((block) => shown(block, letter.scans)), p(words.close, ""),
      p(words.sign, "letter__sign"), ...(words.postscript ?? []).map((block) => shown(block, letter.scans))));
}

function shown(block: Block, scans: ReadonlyMap<string, Bytes>): Node {
  if ("scan" in block) return scan(block.scan, scans.get(block.scan), block.transcript);
  const kind = block.plain === true ? { class: "plain" } : {};
  if ("p" in block) return el("p", kind, ...pieces(block.p));
  if ("quote" in block) return el("blockquote", kind, ...block.quote.map((line) => el("p", {}, ...pieces(line))));
  return el(block.ordered ? "ol" : "ul", kind, ...block.list.map((line) => el("li", {}, ...pieces(line))));
}

const pieces = (line: Line): Node[] => line.map(piece);

function piece(each: Piece): Node {
  if (typeof each === "string") return document.createTextNode(each);
  if ("em" in each) return el("em", {}, ...pieces(each.em));
  if ("u" in each) return el("u", {}, ...pieces(each.u));
  return el("br");
}

/** A page written on paper: the image, whose header was judged before, and always what it says. */
function scan(name: string, data: Bytes | undefined, transcript: readonly Line[]): Node {
  const said = el("figcaption", {}, el("p", { class: "scan__says" }, say.opened.scanSays),
    ...transcript.map((line) => el("p", {}, ...pieces(line))));
  if (data === undefined) return el("figure", { class: "scan-page" }, said);
  return el("figure", { class: "scan-page" }, picture(name, data), said);
}

/** The picture of a page; what it says stands elsewhere. */
export function picture(name: string, data: Bytes): HTMLImageElement {
  const { width, height, type } = imageSize(name, data);
  const address = URL.createObjectURL(new Blob([data], { type }));
  return el("img", { src: address, width, height, alt: say.opened.scan, decoding: "async" });
}

/** The bytes as a file with this name, saved by the browser. */
export function save(name: string, data: Bytes | string, type: string): void {
  const address = URL.createObjectURL(new Blob([data], { type }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
