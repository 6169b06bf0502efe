/** An answer that a bank reads before the writer does: sealed to it, its card, and the words that it lets through. */

import { sealAge } from "./age.ts";
import { chance, digest, utf8, type Bytes } from "./bytes.ts";
import { bind, toJson } from "./envelope.ts";
import { Forged } from "./errors.ts";
import type { ReplyHeader } from "./headers.ts";
import { letterKeys, type SigningKey } from "./keys.ts";
import { sealReply } from "./reply.ts";

/** What whoever answers signs: `answer_signed` in `src/amends/wire/answer.py`. */
export const answerSigned = (envelope: string, sha256: string): Bytes => utf8(`amends-answer/1\n${envelope}\n${sha256}\n`);

/**
 * An answer closed to a key of its own, and that key to the bank's. `signer` is the act key of whoever has the letter, or
 * the key of the member of staff who types in what came on paper.
 */
export async function sealToRead(
  header: ReplyHeader, envelope: string, screeningKey: string, signer: SigningKey, scans?: ReadonlyMap<string, Bytes>,
): Promise<Bytes> {
  const fresh = await letterKeys(chance(32));
  const answer = await sealReply(header, fresh.recipient, scans);
  const key = await sealAge(utf8(`${fresh.identity}\n`), screeningKey);
  const signature = await signer.sign(answerSigned(envelope, digest(answer)));
  const head = toJson({ amends: 1, kind: "answer-to-read", envelope, screening_key: screeningKey, signature });
  return bind(new Map([["answer.json", head], ["answer.age", answer], ["key.age", key]]));
}

/** To which keys the answers to one letter go; the bank signs it when it hands the letter over. */
export interface Card {
  readonly envelope: string;
  readonly letter: string;
  /** The key that opens the letter as it was handed over: what is given back is sealed to it. */
  readonly recipient: string;
  readonly actKey: string;
  /** The writer's reply key: what is let through is sealed to it. */
  readonly reply: string;
}

export const cardText = (card: Card): Bytes =>
  utf8(`amends-answers/1\nenvelope ${card.envelope}\nletter ${card.letter}\nrecipient ${card.recipient}\nact_key ${card.actKey}\nreply ${card.reply}\n`);

const CARD = /^amends-answers\/1\nenvelope ([0-9a-f]{32})\nletter ([0-9a-f]{32})\nrecipient (age1[02-9ac-hj-np-z]{58})\nact_key ([A-Za-z0-9_-]{43})\nreply (age1[02-9ac-hj-np-z]{58})\n$/;

/** The card in this text. Throws Forged. */
export function cardFrom(text: string): Card {
  const [, envelope, letter, recipient, actKey, reply] = CARD.exec(text) ?? [];
  if (envelope === undefined || letter === undefined || recipient === undefined || actKey === undefined || reply === undefined) {
    throw new Forged("What was signed for the answers is malformed.", "Read nothing. Tell a custodian.");
  }
  return { envelope, letter, recipient, actKey, reply };
}

/** What a bank signs when it lets an answer through: these words, to this reply key, from the letter's reader or from paper. */
export const letThroughText = (letter: string, sums: string, recipient: string, from: "reader" | "paper"): Bytes =>
  utf8(`amends-answer-release/1\nletter ${letter}\nsums ${sums}\nrecipient ${recipient}\nfrom ${from}\n`);
