/** The keys of a letter: the letter secret as an age identity, the act key and the keep key derived beside it. */

import { x25519 } from "@noble/curves/ed25519.js";
import { getPublicKeyAsync, signAsync, verifyAsync } from "@noble/ed25519";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { own, toBase64url, utf8, type Bytes } from "./bytes.ts";
import { WrongKey } from "./errors.ts";

const IDENTITY_PREFIX = "AGE-SECRET-KEY-";
/** Characters of an identity's usual text: prefix, `1`, 52 of data, 6 of checksum. */
export const IDENTITY_LENGTH = 74;
const ACT_INFO = "amends act key v1";
const KEEP_INFO = "amends keep key v1";

/** An Ed25519 key of a reader's. */
export interface SigningKey {
  /** Public half as on the wire. */
  readonly key: string;
  /** Signature as on the wire. */
  sign(message: Uint8Array): Promise<string>;
}

/** Everything that follows from one letter secret. */
export interface LetterKeys {
  readonly secret: Bytes;
  /** The secret's usual text, `AGE-SECRET-KEY-1…`. */
  readonly identity: string;
  readonly recipient: string;
  readonly act: SigningKey;
}

/** The 32 bytes in an identity's text. Throws WrongKey where its checksum is wrong or it is no X25519 identity. */
export function secretOf(identity: string): Bytes {
  const upper = identity === identity.toLowerCase() ? identity.toUpperCase() : identity;
  try {
    const { prefix, bytes } = bech32.decodeToBytes(upper);
    if (prefix === IDENTITY_PREFIX.toLowerCase() && upper.length === IDENTITY_LENGTH && bytes.length === 32) return own(bytes);
  } catch {
    // falls through: said below in our own words
  }
  throw new WrongKey("This key is not whole: its checksum does not fit.", "Use the link exactly as you got it.");
}

/** The usual text of a letter secret. */
export const identityOf = (secret: Uint8Array): string => bech32.encodeFromBytes(IDENTITY_PREFIX, secret).toUpperCase();

/** The age recipient, `age1…`, of an X25519 point. */
export const recipientOf = (point: Uint8Array): string => bech32.encodeFromBytes("age", point);

/** Whether this is an age recipient of the X25519 kind. */
export function isRecipient(value: string): boolean {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(value);
    return prefix === "age" && bytes.length === 32 && value === value.toLowerCase();
  } catch {
    return false;
  }
}

export const letterKeys = async (secret: Bytes): Promise<LetterKeys> => ({
  secret,
  identity: identityOf(secret),
  recipient: recipientOf(x25519.getPublicKey(secret)),
  act: await derived(secret, ACT_INFO),
});

/** The key under which a reader who kept a letter sees what was done with it. */
export const keepKey = (keepSecret: Bytes): Promise<SigningKey> => derived(keepSecret, KEEP_INFO);

/** The Ed25519 key that follows from a secret; `info` says what it is for. */
export const derived = (secret: Bytes, info: string): Promise<SigningKey> =>
  signingKey(own(hkdf(sha256, secret, undefined, utf8(info), 32)));

/** The Ed25519 key of this seed. */
export async function signingKey(seed: Bytes): Promise<SigningKey> {
  return {
    key: toBase64url(await getPublicKeyAsync(seed)),
    sign: async (message) => toBase64url(await signAsync(message, seed)),
  };
}

/** Whether an Ed25519 signature is good, by the strict rules of RFC 8032. */
export async function verifies(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean> {
  try {
    return await verifyAsync(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
