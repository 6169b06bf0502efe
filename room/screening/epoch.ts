/** The bank's own key for a time: what writers seal to, and what signs a release. Made here, given to colleagues here. */

import { getPublicKeyAsync, signAsync } from "@noble/ed25519";
import { sha256 } from "@noble/hashes/sha2.js";
import { base32 } from "@scure/base";
import { clerkText } from "../attested.ts";
import { openAge, sealAge } from "../age.ts";
import { chance, fromBase64, toBase64, utf8, type Bytes } from "../bytes.ts";
import { fromJson, toJson } from "../envelope.ts";
import { Forged, WrongKey } from "../errors.ts";
import { identityOf, letterKeys, secretOf } from "../keys.ts";
import * as sshsig from "../sshsig.ts";
import { object, texts, type EpochSeen } from "./bank.ts";
import type { StaffKey } from "./staff_key.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** An epoch that was opened. */
export interface Epoch {
  readonly number: number;
  readonly identity: string;
  readonly key: string;
  readonly sign: string;
  /** 32 bytes, the seed of the signing key. */
  readonly seed: Bytes;
}

export const drawEpoch = (): Promise<Epoch> => epochOf(0, identityOf(chance(32)), chance(32));

async function epochOf(number: number, identity: string, seed: Bytes): Promise<Epoch> {
  const { recipient } = await letterKeys(secretOf(identity));
  return { number, identity, seed, key: recipient, sign: sshsig.lineOf(await getPublicKeyAsync(seed)) };
}

/** The epoch sealed to a colleague's staff key. */
export const sealEpoch = (epoch: Epoch, recipient: string): Promise<Bytes> =>
  sealAge(toJson({ amends: 1, kind: "epoch", identity: epoch.identity, seed: toBase64(epoch.seed) }), recipient);

/**
 * Every epoch that this key opens. The office gives the public halves in the clear and the secret ones sealed; one that
 * does not fit its public half was put there by somebody else. Throws Forged.
 */
export async function openEpochs(seen: readonly EpochSeen[], key: StaffKey): Promise<Epoch[]> {
  const mine = seen.filter((each) => each.sealed.length > 0);
  return Promise.all(mine.map(async (each) => {
    const said = object(fromJson(await openAge(each.sealed, key.identity)));
    const epoch = await epochOf(each.number, texts(said, "identity"), fromBase64(texts(said, "seed")));
    if (epoch.key !== each.key || epoch.sign !== each.sign) {
      throw new Forged(...w.otherKey);
    }
    return epoch;
  }));
}

/** Six groups of four, to be compared by eye or aloud. */
export function fingerprint(key: string, sign: string): string {
  const spelled = base32.encode(sha256(utf8(`${key}\n${sign}\n`))).toLowerCase().slice(0, 24);
  return (spelled.match(/.{4}/g) ?? []).join("-");
}

/** A letter's key, opened with an ended epoch and sealed to the one in use; the letter itself stays as it is. */
export async function rewrap(sealed: Bytes, from: Epoch, to: EpochSeen): Promise<Bytes> {
  return sealAge(await openAge(sealed, from.identity), to.key);
}

/** The text of the letter secret in a deposit's side file, by whichever epoch opens it. Throws WrongKey. */
export async function openKey(sealed: Bytes, epochs: readonly Epoch[]): Promise<string> {
  for (const epoch of [...epochs].reverse()) {
    try {
      return String.fromCharCode(...(await openAge(sealed, epoch.identity))).trim();
    } catch (error) {
      if (!(error instanceof WrongKey)) throw error;
    }
  }
  throw new WrongKey(...w.noneOpens);
}

/** Signs that this is a clerk of the bank's: a reader knows the bank by the epoch, and the clerk by this. */
export const certify = async (epoch: Epoch, clerk: { by: string; role: string; sign: string }): Promise<string> =>
  signAs(epoch, clerkText(clerk), sshsig.CLERK);

/** The armoured signature of an epoch: over a release, the card for its answers, an answer let through, or a clerk's name and key. */
export const signAs = async (epoch: Epoch, text: Bytes, namespace: string): Promise<string> =>
  sshsig.signed((message) => signAsync(message, epoch.seed), await getPublicKeyAsync(epoch.seed), text, namespace);
