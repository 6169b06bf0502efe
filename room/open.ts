/**
 * Opening: sealed parts and a secret become a letter that can be relied on, or an error that says why not. Whoever wrote
 * the letter is treated as hostile: the tree of words is the only thing that is shown.
 */

import { checkClerk } from "./attested.ts";
import { digest, same, utf8, type Bytes } from "./bytes.ts";
import { identityIn, openAge, openWords } from "./age.ts";
import type { Parts } from "./envelope.ts";
import { Forged, Torn, Unsupported } from "./errors.ts";
import * as folder from "./folder.ts";
import { frontHeader, letterHeader, type FrontHeader, type LetterHeader } from "./headers.ts";
import { IMAGES_PIXELS_MOST, imageSize } from "./image.ts";
import { letterKeys, secretOf, type LetterKeys } from "./keys.ts";
import * as sshsig from "./sshsig.ts";
import type { PartSeen } from "./wire.ts";
import { imagesOf, plainText, type Words } from "./words.ts";

/** To you; read first by the bank whom the writer allowed; or passed on. See `spec/envelope.md`, "Whose letter is this". */
export type ForWhom = "addressed" | "screened" | "copy";

/** The outside of an envelope that has been looked at. */
export interface Front {
  readonly header: FrontHeader;
  /** Digest of `front.json`. */
  readonly digest: string;
  /** The glyphs that the front needs, WOFF2; absent where it is in plain type. */
  readonly hand: Bytes | undefined;
  /** The very folder, for passing on. */
  readonly plain: Bytes;
}

/** A letter that has been opened and checked. */
export interface OpenedLetter {
  readonly header: LetterHeader;
  readonly text: string;
  /** By its writer; or by the bank's clerk who took it in on paper, whom the header then names. */
  readonly signed: boolean;
  readonly whose: ForWhom;
  readonly hand: Bytes | undefined;
  /** Images of pages written on paper, by the name the words give them. */
  readonly scans: ReadonlyMap<string, Bytes>;
  /** The very folder, for passing on. */
  readonly plain: Bytes;
}

/** Checks a closed part against the envelope's record, before any key is tried. Throws Torn. */
export function checkWhole(data: Uint8Array, seen: PartSeen, what: string): void {
  if (data.length !== seen.bytes || digest(data) !== seen.sha256) {
    throw new Torn(`${what}: ${data.length} of ${seen.bytes} bytes`, "Try once more. What is here is still sealed.");
  }
}

/** The keys behind a side file that words open. Throws WrongKey, Torn or Unsupported. */
export const keysByWords = async (sideFile: Bytes, words: string): Promise<LetterKeys> =>
  letterKeys(secretOf(identityIn(await openWords(sideFile, words))));

/** The keys behind a side file that the recipient's own age identity opens. */
export const keysByIdentity = async (sideFile: Bytes, identity: string): Promise<LetterKeys> =>
  letterKeys(secretOf(identityIn(await openAge(sideFile, identity))));

/** Looks at the outside of an envelope; `letter` is its id, or empty for a copy, whose header bears the original's. */
export async function openFront(closed: Bytes, keys: LetterKeys, letter: string): Promise<Front> {
  const plain = await openAge(closed, keys.identity);
  const inside = folder.empty(folder.FRONT, plain);
  const said = part(inside, "front.json");
  const header = frontHeader(said);
  await folder.checkSignature(folder.FRONT, inside, header.writer);
  if (letter !== "" && header.letter !== letter) {
    throw new Forged("The front of this envelope belongs to another letter.", "Do not rely on it.");
  }
  return { header, digest: digest(said), hand: inside.get("hand.woff2"), plain };
}

/**
 * Opens a letter and checks everything in it against its words; `envelope` is the envelope's id. `unread`: it is opened to be
 * read first; a letter that came on paper, and that nobody has let through yet, opens for nobody else.
 */
export async function openLetter(closed: Bytes, keys: LetterKeys, envelope: string, unread = false): Promise<OpenedLetter> {
  const plain = await openAge(closed, keys.identity);
  const inside = folder.empty(folder.LETTER, plain);
  const header = letterHeader(part(inside, "letter.json"));
  const clerk = header.takenIn?.sign;
  const signed = await folder.checkSignature(folder.LETTER, inside, clerk ?? header.writer, clerk && sshsig.ATTESTATION);
  await checkClerk(header, inside);
  const text = checkText(inside, "letter.txt", header.words);
  const scans = checkScans(inside, header.words);
  return { header, text, signed, scans, plain, hand: inside.get("hand.woff2"), whose: await forWhom(keys, header, inside, envelope, unread) };
}

/** Checks, once the letter is open, that its envelope says the same. Throws Forged. */
export function checkFront(front: Front, letter: OpenedLetter): void {
  const outside = front.header;
  const inside = letter.header;
  const agree =
    outside.letter === inside.id && outside.fromName === inside.fromName && outside.writer === inside.writer &&
    JSON.stringify(outside.to) === JSON.stringify(inside.to) && (inside.takenIn?.front ?? front.digest) === front.digest;
  if (!agree) throw new Forged("The envelope says something else than the letter in it.", "Do not rely on it.");
}

/** The plain text of a folder, which must be what the words say. Throws Forged. */
export function checkText(inside: Parts, name: string, words: Words): string {
  const text = plainText(words);
  const said = inside.get(name);
  if (said === undefined || !same(said, utf8(text))) {
    throw new Forged("The plain text is not what the words say.", "It was made to deceive a reader. Do not rely on it.");
  }
  return text;
}

/** The enclosed pictures, which must be those that the words name. Throws Forged or Unsupported. */
export function checkScans(inside: Parts, words: Words): Map<string, Bytes> {
  const enclosed = new Map([...inside].filter(([name]) => folder.SCAN_NAME.test(name)));
  const named = imagesOf(words);
  if (named.length !== enclosed.size || new Set(named).size !== enclosed.size || named.some((name) => !enclosed.has(name))) {
    throw new Forged("The pictures enclosed are not those that the words name.", "Do not rely on it.");
  }
  const pixels = [...enclosed].map(([name, data]) => imageSize(name, data)).reduce((sum, { width, height }) => sum + width * height, 0);
  if (pixels > IMAGES_PIXELS_MOST) throw new Unsupported("The enclosed pictures have more pixels together than are shown.");
  return enclosed;
}

async function forWhom(keys: LetterKeys, header: LetterHeader, inside: Parts, envelope: string, unread: boolean): Promise<ForWhom> {
  const release = inside.get("release.txt");
  const addressed = header.id === envelope && header.recipient === keys.recipient && header.actKey === keys.act.key;
  if (addressed && release !== undefined) throw new Unsupported("A letter that was never screened bears a release.");
  if (release === undefined && (unread || header.takenIn === undefined)) return addressed ? "addressed" : "copy";
  const sums = digest(part(inside, "SHA256SUMS"));
  // To somebody who passed it on, it was released with another key; a bank signs nothing else in this namespace.
  const ours = release !== undefined && folder.asciiOf(release).includes(`\nletter ${header.id}\nsums ${sums}\n`);
  if (header.grant === undefined || !inside.has("SHA256SUMS.sig") || !ours) {
    throw new Forged("The bank did not let this letter through.", "Do not rely on it.");
  }
  await sshsig.check(folder.asciiOf(part(inside, "release.txt.sig")), release, sshsig.RELEASE, header.grant.sign);
  return same(release, releaseText(envelope, header.id, sums, keys.recipient, keys.act.key)) ? "screened" : "copy";
}

/** What a bank signs when it seals a screened letter again; `spec/envelope.md`, "Screened". */
export const releaseText = (envelope: string, letter: string, sums: string, recipient: string, actKey: string): Bytes =>
  utf8(`amends-release/1\nenvelope ${envelope}\nletter ${letter}\nsums ${sums}\nrecipient ${recipient}\nact_key ${actKey}\n`);

function part(inside: Parts, name: string): Bytes {
  const data = inside.get(name);
  if (data === undefined) throw new Unsupported("An entry of the folder is missing.");
  return data;
}
