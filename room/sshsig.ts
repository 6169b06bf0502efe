/** SSHSIG (OpenSSH PROTOCOL.sshsig), Ed25519 with SHA-512 only: what `ssh-keygen -Y verify` checks. */

import { sha512 } from "@noble/hashes/sha2.js";
import { fromBase64, join, same, utf8, type Bytes } from "./bytes.ts";
import { Forged, Unsupported } from "./errors.ts";
import { verifies } from "./keys.ts";

const MAGIC = utf8("SSHSIG");
const TYPE = "ssh-ed25519";

/** The 32 bytes of a public key written `ssh-ed25519 BASE64`. Throws Unsupported. */
export function publicKeyOf(line: string): Bytes {
  const spelled = /^ssh-ed25519 ([A-Za-z0-9+/]+={0,2})$/.exec(line)?.[1];
  const blob = spelled === undefined ? undefined : new Strings(base64(spelled));
  if (blob?.text() === TYPE) {
    const key = blob.next();
    if (key.length === 32 && blob.ended) return key;
  }
  throw new Unsupported("The public key is not an Ed25519 key as OpenSSH writes it.");
}

/** Checks an armored signature over `message`. Throws Forged when it is not good, Unsupported when it is no such signature. */
export function verify(armored: string, message: Uint8Array, namespace: string, writer: string): void {
  const match = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n?$/.exec(armored);
  if (match?.[1] === undefined) throw new Unsupported("The signature is not written as an SSH signature.");
  const blob = base64(match[1].replaceAll("\n", ""));
  if (!same(blob.subarray(0, 6), MAGIC)) throw new Unsupported("The signature is not an SSH signature.");
  const fields = new Strings(blob, 6);
  if (fields.number() !== 1) throw new Unsupported("The signature is of an unknown version.");
  const key = fields.next();
  const said = fields.text();
  const reserved = fields.next();
  const hash = fields.text();
  const signature = new Strings(fields.next());
  if (!fields.ended || reserved.length !== 0 || hash !== "sha512") throw new Unsupported("The signature is of an unknown form.");
  if (signature.text() !== TYPE) throw new Unsupported("The signature is not an Ed25519 signature.");
  const bytes = signature.next();
  const point = publicKeyOf(writer);
  const named = join([string(utf8(TYPE)), string(point)]);
  const signed = join([MAGIC, string(utf8(namespace)), string(new Uint8Array()), string(utf8(hash)), string(sha512(message))]);
  if (!signature.ended || said !== namespace || !same(key, named) || !verifies(bytes, signed, point)) {
    throw new Forged("The signature does not fit.", "Do not rely on this letter; ask whoever gave you the link.");
  }
}

function base64(spelled: string): Bytes {
  try {
    return fromBase64(spelled);
  } catch {
    throw new Unsupported("The signature or key is not written in base64.");
  }
}

function string(data: Uint8Array): Bytes {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, data.length);
  return join([length, data]);
}

/** Reads the length-prefixed strings of SSH (RFC 4251, 5). */
class Strings {
  readonly #data: Bytes;
  #at: number;

  constructor(data: Bytes, at = 0) {
    this.#data = data;
    this.#at = at;
  }

  get ended(): boolean {
    return this.#at === this.#data.length;
  }

  number(): number {
    if (this.#at + 4 > this.#data.length) throw new Unsupported("The signature or key ends early.");
    const value = new DataView(this.#data.buffer, this.#data.byteOffset).getUint32(this.#at);
    this.#at += 4;
    return value;
  }

  next(): Bytes {
    const length = this.number();
    if (this.#at + length > this.#data.length) throw new Unsupported("The signature or key ends early.");
    this.#at += length;
    return this.#data.slice(this.#at - length, this.#at);
  }

  text(): string {
    return String.fromCharCode(...this.next());
  }
}
