/** The key of a member of staff: drawn here, wrapped here, opened here. The office keeps it wrapped and cannot use it. */

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { openAge, openWords, sealAge, sealWords } from "../age.ts";
import { chance, own, utf8, type Bytes } from "../bytes.ts";
import { bind, unbind } from "../envelope.ts";
import { WrongKey } from "../errors.ts";
import { derived, letterKeys, secretOf, type SigningKey } from "../keys.ts";
import { wrong as w } from "./wrong_sentences.ts";

const SIGN_INFO = "amends-staff/1";
const PASSKEY_INFO = "amends-staff-prf/1";

/** An unlocked staff key. */
export interface StaffKey {
  readonly secret: Bytes;
  /** Opens what is sealed to them. */
  readonly identity: string;
  readonly recipient: string;
  readonly sign: SigningKey;
}

export async function staffKey(secret: Bytes): Promise<StaffKey> {
  const { identity, recipient } = await letterKeys(secret);
  return { secret, identity, recipient, sign: await derived(secret, SIGN_INFO) };
}

export const drawKey = (): Promise<StaffKey> => staffKey(chance(32));

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";

/** Words that nobody has to think of: 96 bits as six groups that can be said aloud (proquints, Wilkerson 2009). */
export function drawWords(): string {
  return Array.from({ length: 6 }, () => {
    const [high = 0, low = 0] = chance(2);
    const n = (high << 8) | low;
    const c = (shift: number): string => CONSONANTS[(n >> shift) & 15] as string;
    const v = (shift: number): string => VOWELS[(n >> shift) & 3] as string;
    return c(12) + v(10) + c(6) + v(4) + c(0);
  }).join("-");
}

/** The key wrapped: always to words, and to what a passkey answers where it can. */
export async function wrap(key: StaffKey, words: string, answer?: Bytes): Promise<Bytes> {
  const secret = utf8(`${key.identity}\n`);
  const wrapped = new Map([["words.age", await sealWords(secret, words)]]);
  if (answer !== undefined) wrapped.set("passkey.age", await sealAge(secret, (await passkeyKeys(answer)).recipient));
  return bind(wrapped);
}

/** The key behind words. Throws WrongKey. */
export async function unwrapWords(wrapped: Bytes, words: string): Promise<StaffKey> {
  const part = unbind(wrapped).get("words.age");
  if (part === undefined) throw new WrongKey(...w.noWords);
  return fromText(await openWords(part, words));
}

/** The key behind a passkey's answer; nothing where it was never wrapped to this one. */
export async function unwrapPasskey(wrapped: Bytes, answer: Bytes): Promise<StaffKey | undefined> {
  const part = wrapped.length === 0 ? undefined : unbind(wrapped).get("passkey.age");
  if (part === undefined) return undefined;
  try {
    return await fromText(await openAge(part, (await passkeyKeys(answer)).identity));
  } catch (error) {
    if (error instanceof WrongKey) return undefined; // a newer passkey: the words still open it
    throw error;
  }
}

const passkeyKeys = (answer: Bytes): Promise<{ identity: string; recipient: string }> =>
  letterKeys(own(hkdf(sha256, answer, undefined, utf8(PASSKEY_INFO), 32)));

const fromText = (data: Bytes): Promise<StaffKey> => staffKey(secretOf(String.fromCharCode(...data).trim()));
