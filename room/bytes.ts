/** Bytes and their spellings: UTF-8, hexadecimal, base64 and base64url. */

import { sha256 } from "@noble/hashes/sha2.js";
import { base64, base64urlnopad } from "@scure/base";

export type Bytes = Uint8Array<ArrayBuffer>;

const ENCODER = new TextEncoder();

export const utf8 = (text: string): Bytes => ENCODER.encode(text);

/** Text of strict UTF-8; a byte order mark is kept, so that whoever reads on can refuse it. Throws a TypeError. */
export const text = (data: Uint8Array): string => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);

export const hex = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 in hexadecimal. */
export const digest = (data: Uint8Array): string => hex(sha256(data));

export const toBase64 = (data: Uint8Array): string => base64.encode(data);

/** Throws where this is not base64 with its padding. */
export const fromBase64 = (spelled: string): Bytes => own(base64.decode(spelled));

export const toBase64url = (data: Uint8Array): string => base64urlnopad.encode(data);

/** Throws where this is not base64url without padding. */
export const fromBase64url = (spelled: string): Bytes => own(base64urlnopad.decode(spelled));

/** The same bytes in a buffer that is certainly nobody else's, as browser interfaces want them. */
export const own = (data: Uint8Array): Bytes => new Uint8Array(data);

export function join(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Bytes of chance. */
export const chance = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
