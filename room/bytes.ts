/** Bytes and their spellings: UTF-8, hexadecimal, base64 and base64url. */

import { sha256 } from "@noble/hashes/sha2.js";

export type Bytes = Uint8Array<ArrayBuffer>;

const ENCODER = new TextEncoder();

export const utf8 = (text: string): Bytes => ENCODER.encode(text);

/** Text of strict UTF-8; a byte order mark is kept, so that whoever reads on can refuse it. Throws a TypeError. */
export const text = (data: Uint8Array): string => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);

export const hex = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 in hexadecimal. */
export const digest = (data: Uint8Array): string => hex(sha256(data));

export function toBase64(data: Uint8Array): string {
  let plain = "";
  for (const byte of data) plain += String.fromCharCode(byte);
  return btoa(plain);
}

/** Throws where this is not base64 with its padding, in its one spelling. */
export function fromBase64(spelled: string): Bytes {
  const plain = atob(spelled);
  if (btoa(plain) !== spelled) throw new TypeError("not base64");
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

export const toBase64url = (data: Uint8Array): string =>
  toBase64(data).replace(/[+/=]/g, (each) => (each === "=" ? "" : each === "+" ? "-" : "_"));

/** Throws where this is not base64url without padding. */
export function fromBase64url(spelled: string): Bytes {
  if (/[^\w-]/.test(spelled)) throw new TypeError("not base64url");
  return fromBase64(spelled.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat(-spelled.length & 3));
}

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
