/** A letter that a writer deposited: opened and checked here, judged, and sealed again to its recipient. */

import { sealAge } from "../age.ts";
import { cardText } from "../answer.ts";
import { chance, digest, hex, toBase64, utf8, type Bytes } from "../bytes.ts";
import { Envelope, bind, fromJson, pack, toJson, unbind, type JsonObject } from "../envelope.ts";
import { Forged, Unsupported } from "../errors.ts";
import * as folder from "../folder.ts";
import { letterKeys, secretOf } from "../keys.ts";
import { checkFront, openFront, openLetter, releaseText, type Front, type OpenedLetter } from "../open.ts";
import * as sshsig from "../sshsig.ts";
import { digest as wordsDigest } from "../words.ts";
import { object, texts } from "./bank.ts";
import { openKey, signAs, type Epoch } from "./epoch.ts";
import type { StaffKey } from "./staff_key.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** A deposit that was opened, with the two digests that a finding holds for. */
export interface Deposit {
  readonly id: string;
  readonly letter: OpenedLetter;
  readonly front: Front;
  readonly words: string;
  readonly outside: string;
  /** The epoch whose grant the writer signed. */
  readonly epoch: Epoch;
  /** What the office said beside it, where it was taken up to be handed over. */
  readonly beside: JsonObject | undefined;
}

/** Opens what the office gave. Throws WrongKey, Torn, Unsupported or Forged. */
export async function openDeposit(packed: Bytes, id: string, epochs: readonly Epoch[]): Promise<Deposit> {
  const parts = unbind(packed);
  const part = (name: string): Bytes => {
    const data = parts.get(name);
    if (data === undefined) throw new Unsupported(...w.lacksPart);
    return data;
  };
  const beside = parts.has("deposit.json") ? object(fromJson(part("deposit.json"))) : undefined;
  const deposited = beside === undefined ? id : texts(beside, "letter");
  const keys = await letterKeys(secretOf(await openKey(part("key.age"), epochs)));
  const front = await openFront(part("front.age"), keys, deposited);
  const letter = await openLetter(part("letter.age"), keys, deposited, true);
  checkFront(front, letter);
  const grant = letter.header.grant;
  const epoch = epochs.find((each) => each.key === grant?.key && each.sign === grant.sign);
  // A clerk's name and key were checked under the grant's key: that it is the bank's, an epoch that this colleague was given says.
  if (letter.whose !== "addressed" || !(letter.signed || letter.header.takenIn !== undefined) || epoch === undefined) {
    throw new Forged(...w.noGrant);
  }
  const outside = front.digest;
  const deposit = { id: deposited, letter, front, words: wordsDigest(letter.header.words), outside, epoch, beside };
  if (beside !== undefined && (texts(beside, "words") !== deposit.words || texts(beside, "front") !== outside)) {
    throw new Forged(...w.otherWords);
  }
  return deposit;
}

export type Outcome = "approve" | "return" | "reject";

/** What a reader says beside a passage; `rule` is empty where it is their own. */
export interface Remark {
  readonly rule: string;
  readonly passage: string;
  readonly said: string;
}

/**
 * The message that the office writes down: signed, and the remarks sealed to the writer. One who wrote on paper has no key
 * of theirs: `now` is the bank's, whose readers print the remarks for them.
 */
export async function finding(
  office: string, deposit: Deposit, outcome: Outcome, line: string, remarks: readonly Remark[], key: StaffKey, now: Epoch,
): Promise<JsonObject> {
  const said = toJson({ amends: 1, kind: "remarks", letter: deposit.id, outcome, said: line, remarks: remarks.map((each) => ({ ...each })) });
  const { takenIn } = deposit.letter.header;
  const reply = takenIn === undefined ? deposit.letter.header.reply : now.key;
  if (outcome !== "approve" && reply === "") throw new Unsupported(...w.noAnswer);
  const sealed = outcome === "approve" ? "" : toBase64(await sealAge(said, reply));
  const lines = ["amends-finding/1", office, deposit.id, deposit.words, deposit.outside, outcome, ""];
  return {
    letter: deposit.id, words: deposit.words, front: deposit.outside, outcome, remarks: sealed,
    signature: await key.sign.sign(utf8(lines.join("\n"))),
  };
}

/** A letter sealed to its recipient: the envelope for the office, with the card for its answers, and the secret for the slip alone. */
export interface Released {
  readonly id: string;
  readonly packed: Bytes;
  readonly secret: string;
}

/** Seals the same folder to a fresh secret, with the bank's signature beside the writer's. */
export async function release(deposit: Deposit): Promise<Released> {
  if (deposit.beside === undefined) throw new Unsupported(...w.notTaken);
  const fresh = await letterKeys(chance(32));
  const id = hex(chance(16));
  const inside = folder.empty(folder.LETTER, deposit.letter.plain);
  const sums = digest(inside.get("SHA256SUMS") as Bytes);
  const text = releaseText(id, deposit.id, sums, fresh.recipient, fresh.act.key);
  const more = new Map([["release.txt", text], ["release.txt.sig", utf8(await signAs(deposit.epoch, text, sshsig.RELEASE))]]);
  const envelope = new Envelope({
    id, actKey: fresh.act.key, person: texts(deposit.beside, "person"),
    front: await sealAge(deposit.front.plain, fresh.recipient),
    letter: await sealAge(folder.beside(folder.LETTER, inside, more), fresh.recipient),
  });
  await openLetter(envelope.letter, fresh, id); // once more, as its reader will
  const reply = deposit.letter.header.reply;
  if (reply === "") return { id, packed: pack(envelope), secret: fresh.identity };
  const card = cardText({ envelope: id, letter: deposit.id, recipient: fresh.recipient, actKey: fresh.act.key, reply });
  const signed = utf8(await signAs(deposit.epoch, card, sshsig.ANSWERS));
  const packed = bind(new Map([["answers.txt", card], ["answers.txt.sig", signed], ["envelope", pack(envelope)]]));
  return { id, packed, secret: fresh.identity };
}
