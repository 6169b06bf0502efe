/** SSHSIG (OpenSSH PROTOCOL.sshsig) for Ed25519 and SHA-512: what `ssh-keygen -Y verify` checks. */

import { fromBase64, join, own, toBase64, utf8, type Bytes } from "./bytes.ts";
import { Forged, Unsupported } from "./errors.ts";
import { verifies } from "./keys.ts";

export const LETTER = "amends-letter@v1";
export const FRONT = "amends-front@v1";
export const RELEASE = "amends-release@v1";
/** Under the card that says to which keys answers go. */
export const ANSWERS = "amends-answers@v1";
/** Under an answer that a bank lets through. */
export const ANSWER = "amends-answer@v1";
/** Under a letter that came on paper: a clerk's, never the writer's. */
export const ATTESTATION = "amends-attestation@v1";
/** Under a clerk's name and key: the bank's own key certifies them. */
export const CLERK = "amends-clerk@v1";

const BEGIN = "-----BEGIN SSH SIGNATURE-----\n";
const END = "-----END SSH SIGNATURE-----\n";
const WIDTH = 70;
const TYPE = "ssh-ed25519";

/** A string of SSH's (RFC 4251, 5): its length and its bytes. */
function string(data: Uint8Array | string): Bytes {
  const bytes = typeof data === "string" ? utf8(data) : data;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return join([length, bytes]);
}

const blobOf = (point: Uint8Array): Bytes => join([string(TYPE), string(point)]);

/** The 32 bytes in `ssh-ed25519 AAAA…`, and in no other spelling. Throws Unsupported. */
export function publicKeyOf(line: string): Bytes {
  try {
    const point = fromBase64(line.slice(TYPE.length + 1)).slice(-32);
    if (point.length === 32 && `${TYPE} ${toBase64(blobOf(point))}` === line) return point;
  } catch {
    // falls through: said below in our own words
  }
  throw new Unsupported("The writer's key is malformed, or is not an Ed25519 key.");
}

function armored(point: Uint8Array, namespace: string, signature: Uint8Array): string {
  const version = Uint8Array.of(0, 0, 0, 1);
  const inner = join([string(TYPE), string(signature)]);
  const blob = join([utf8("SSHSIG"), version, ...[blobOf(point), namespace, "", "sha512", inner].map(string)]);
  const lines = toBase64(blob).match(new RegExp(`.{1,${WIDTH}}`, "g")) ?? [];
  return `${BEGIN}${lines.map((line) => `${line}\n`).join("")}${END}`;
}

/** The public key of these 32 bytes as OpenSSH writes it. */
export const lineOf = (point: Uint8Array): string => `${TYPE} ${toBase64(blobOf(point))}`;

async function covered(message: Uint8Array, namespace: string): Promise<Bytes> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-512", own(message)));
  return join([utf8("SSHSIG"), ...[namespace, "", "sha512", sum].map(string)]);
}

/** An armoured signature over this message, in this namespace, by the key with this public half. */
export const signed = async (
  sign: (message: Uint8Array) => Promise<Uint8Array>, point: Uint8Array, message: Uint8Array, namespace: string,
): Promise<string> => armored(point, namespace, await sign(await covered(message, namespace)));

/**
 * Checks that the armoured signature over this message, in this namespace, was made by this key. It has one spelling
 * only, so it is spelled again and compared. Throws Forged.
 */
export async function check(given: string, message: Uint8Array, namespace: string, key: string): Promise<void> {
  const point = publicKeyOf(key);
  try {
    const blob = fromBase64(given.slice(BEGIN.length, -END.length).replaceAll("\n", ""));
    const signature = blob.slice(-64);
    if (armored(point, namespace, signature) === given && await verifies(signature, await covered(message, namespace), point)) return;
  } catch {
    // falls through: a signature that cannot be read is no signature
  }
  throw new Forged("The signature does not fit.", "It was changed on the way, or somebody else made it. Do not rely on it.");
}
