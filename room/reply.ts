/** An answer: its words from what somebody typed, sealed and padded before it leaves; `spec/envelope.md`, "An answer". */

import { openAge, sealAge } from "./age.ts";
import { utf8, type Bytes } from "./bytes.ts";
import { Forged, Unsupported } from "./errors.ts";
import * as folder from "./folder.ts";
import { replyHeader, replyHeaderBytes, type ReplyHeader } from "./headers.ts";
import { checkScans, checkText } from "./open.ts";
import { mayStand, plainText, wordsFromJson, type Line, type Piece, type Words } from "./words.ts";

/**
 * The tree of what was typed: an empty line begins a paragraph, other line ends stay. Characters that may not stand in a
 * letter are left out; they cannot be seen.
 */
export function wordsTyped(typed: string, lang: string): Words {
  const clean = [...typed.replace(/\r\n?|[\u2028\u2029]/g, "\n").replaceAll("\t", " ").normalize("NFC")]
    .filter((character) => character === "\n" || mayStand(character))
    .join("");
  const paragraphs = clean.split(/\n[^\S\n]*(?:\n[^\S\n]*)+/).map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ""));
  const body = paragraphs.filter((paragraph) => paragraph.trim() !== "").map((paragraph) => ({ p: lineTyped(paragraph) }));
  return wordsFromJson({ lang, body });
}

function lineTyped(paragraph: string): Line {
  return paragraph.split("\n").flatMap((line, i): Piece[] => {
    const before: Piece[] = i > 0 ? [{ br: true }] : [];
    return line.trim() === "" ? before : [...before, line.trim()];
  });
}

/** An answer, padded and closed to a letter's reply key: the bytes of `reply.age`. Throws Unsupported where it is too large. */
export async function sealReply(header: ReplyHeader, recipient: string, scans: ReadonlyMap<string, Bytes> = new Map()): Promise<Bytes> {
  const inside = new Map([["reply.json", replyHeaderBytes(header)], ["reply.txt", utf8(plainText(header.words))], ...scans]);
  return sealAge(folder.fill(folder.REPLY, inside), recipient);
}

/** An answer opened again: the vectors and tests read with it what Python sealed, and what we did. */
export async function openReply(closed: Bytes, identity: string, letter: string): Promise<{ header: ReplyHeader; text: string }> {
  const inside = folder.empty(folder.REPLY, await openAge(closed, identity));
  const data = inside.get("reply.json");
  if (data === undefined) throw new Unsupported("An entry of the folder is missing.");
  const header = replyHeader(data);
  if (header.letter !== letter) throw new Forged("This answer was sealed for another letter.", "Do not rely on it.");
  const text = checkText(inside, "reply.txt", header.words);
  checkScans(inside, header.words);
  return { header, text };
}
