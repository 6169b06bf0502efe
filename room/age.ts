/** The one user of `age-encryption`: open and seal age files, and never compute what a stranger made expensive. */

import { Decrypter, Encrypter } from "age-encryption";
import { own, type Bytes } from "./bytes.ts";
import { KEY_BYTES_MOST } from "./envelope.ts";
import { Torn, Unsupported, WrongKey } from "./errors.ts";
import { secretOf } from "./keys.ts";

/** The largest scrypt work factor a reader accepts (`spec/envelope.md`, "Words"). */
export const WORK_FACTOR_MOST = 18;
const INTRO = "age-encryption.org/v1\n";

/** The header's text, looked at before anything is computed. */
function headerOf(file: Bytes): string {
  const start = String.fromCharCode(...file.subarray(0, 4096));
  if (!start.startsWith(INTRO)) {
    if (INTRO.startsWith(start.slice(0, INTRO.length))) throw new Torn("The sealed part ends early.");
    throw new Unsupported("This is not an age file of a version this program knows.");
  }
  const end = start.search(/\n--- [^\n]*\n/);
  if (end < 0) throw file.length < 4096 ? new Torn("The sealed part ends early.") : new Unsupported("The age header is too long.");
  return start.slice(0, end + 1);
}

/** What lies in an age file to this identity. Throws WrongKey, Torn or Unsupported. */
export async function openAge(file: Bytes, identity: string): Promise<Bytes> {
  const header = headerOf(file);
  if (!header.includes("\n-> X25519 ")) throw new Unsupported("The sealed part is not sealed to a key of the known kind.");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return opened(decrypter, file);
}

/** What lies in an age file behind a passphrase. Throws WrongKey, Torn or Unsupported. */
export async function openWords(file: Bytes, words: string): Promise<Bytes> {
  if (file.length > KEY_BYTES_MOST) throw new Unsupported("The side file is larger than is carried.");
  const stanzas = headerOf(file).split("\n").filter((line) => line.startsWith("-> "));
  const factor = /^-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]*)$/.exec(stanzas[0] ?? "")?.[1];
  if (stanzas.length !== 1 || factor === undefined) throw new Unsupported("The side file is not sealed behind words.");
  if (factor.length > 2 || Number(factor) > WORK_FACTOR_MOST) {
    throw new Unsupported("The side file asks for more work than a reader may be put to.");
  }
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase(words));
  return opened(decrypter, file);
}

/** Words as they are sealed: small letters, single hyphens. */
export const passphrase = (words: string): string =>
  words.normalize("NFC").toLowerCase().replace(/[\s\p{Pd}]+/gu, "-").replace(/^-|-$/g, "");

async function opened(decrypter: Decrypter, file: Bytes): Promise<Bytes> {
  try {
    await decrypter.decryptHeader(file); // the key first, so that a wrong key and a torn part stay apart
  } catch (error) {
    if (error instanceof Error && /no identity matched/.test(error.message)) {
      throw new WrongKey("The letter is whole, but this key does not open it.");
    }
    throw new Torn("The sealed part was changed on the way.");
  }
  try {
    return own(await decrypter.decrypt(file));
  } catch {
    throw new Torn("The sealed part was changed on the way.");
  }
}

/** The identity in an opened side file. Throws Unsupported where it holds none. */
export function identityIn(sideFile: Bytes): string {
  const identity = new TextDecoder().decode(sideFile).trim();
  secretOf(identity);
  return identity;
}

/** An age file to one recipient. */
export async function sealAge(data: Bytes, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return own(await encrypter.encrypt(data));
}
