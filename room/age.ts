/** The one user of `age-encryption`: open and seal age files, and never compute what a stranger made expensive. */

import { Decrypter, Encrypter } from "age-encryption";
import { own, text, type Bytes } from "./bytes.ts";
import { Torn, Unsupported, WrongKey } from "./errors.ts";
import { secretOf } from "./keys.ts";

/** The largest scrypt work factor a reader accepts (`spec/envelope.md`, "Words"): 256 MiB. */
export const WORK_FACTOR_MOST = 18;
const MAGIC = "age-encryption.org/v1\n";

/**
 * What lies in an age file to this identity; the file is known to be whole by its digest.
 * Throws Unsupported where it is not an age file, WrongKey where the key does not open it.
 */
export async function openAge(closed: Bytes, identity: string): Promise<Bytes> {
  checkMagic(closed);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return opened(decrypter, closed, "This key does not open this letter.");
}

/** What lies in an age file behind words. Throws Unsupported, Torn or WrongKey. */
export async function openWords(closed: Bytes, words: string): Promise<Bytes> {
  checkMagic(closed);
  const header = String.fromCharCode(...closed.subarray(MAGIC.length, 4096));
  const factor = /^-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n/.exec(header)?.[1];
  if (factor === undefined) throw new Unsupported("The side file is not closed with words.");
  if (Number(factor) > WORK_FACTOR_MOST) {
    throw new Unsupported("The side file asks for more work than is done for a stranger.");
  }
  if (!header.includes("\n---")) throw new Torn("The side file ends in its header.", "Fetch it once more.");
  const decrypter = new Decrypter();
  decrypter.addPassphrase(tidyWords(words));
  return opened(decrypter, closed, "These words do not open this letter.");
}

/** A passphrase as it was drawn, however it was typed: small letters, single hyphens. */
export const tidyWords = (words: string): string =>
  words.trim().toLowerCase().replace(/[\s\-\u2010-\u2015]+/g, "-").replace(/^-|-$/g, "");

/** The letter secret, as an identity's text, in an opened side file. Throws WrongKey where it holds none. */
export function identityIn(sideFile: Bytes): string {
  const identity = String.fromCharCode(...sideFile.subarray(0, 128)).trim();
  secretOf(identity);
  return identity;
}

/** An age file to one recipient. */
export async function sealAge(data: Bytes, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return own(await encrypter.encrypt(data));
}

/** How much work a passphrase takes when we write it; `spec/envelope.md`, "Words". */
const WORK_FACTOR = 16;

/** An age file behind a passphrase. */
export async function sealWords(data: Bytes, words: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(tidyWords(words));
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  return own(await encrypter.encrypt(data));
}

function checkMagic(closed: Bytes): void {
  const start = closed.subarray(0, MAGIC.length);
  if (start.some((byte) => byte > 127) || text(start) !== MAGIC) throw new Unsupported("This is not an age file.");
}

async function opened(decrypter: Decrypter, closed: Bytes, otherwise: string): Promise<Bytes> {
  try {
    return own(await decrypter.decrypt(closed));
  } catch {
    throw new WrongKey(otherwise, "Use the link again exactly as you got it. Only the writer can make a new one.");
  }
}
