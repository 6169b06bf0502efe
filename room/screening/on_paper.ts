/** A writer's letter that came on paper: attested by the clerk who took it in, and sealed to the bank in their browser. */

import { clerkText } from "../attested.ts";
import { sealAge } from "../age.ts";
import { chance, digest, fromBase64url, utf8, type Bytes } from "../bytes.ts";
import { Envelope, fromJson, pack } from "../envelope.ts";
import { Forged, Refused } from "../errors.ts";
import * as folder from "../folder.ts";
import { frontHeaderBytes, letterHeaderBytes, type Grant } from "../headers.ts";
import { letterKeys } from "../keys.ts";
import { checkFront, openFront, openLetter } from "../open.ts";
import * as sshsig from "../sshsig.ts";
import { plainText, type Words } from "../words.ts";
import { NotIn, list, object, texts, type EpochSeen } from "./bank.ts";
import { fingerprint } from "./epoch.ts";
import type { Visit } from "./frame.ts";
import type { StaffKey } from "./staff_key.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** What was written on paper, as it was typed in or scanned. */
export interface OnPaper {
  /** The letter's id, drawn before: it stands on the sheet that is read back. */
  readonly id: string;
  /** The pseudonym of whoever it is for; the same where it takes another letter's place. */
  readonly person: string;
  readonly fromName: string;
  readonly to: readonly string[];
  readonly address: readonly string[];
  readonly flap: string;
  readonly words: Words;
  readonly scans: ReadonlyMap<string, Bytes>;
  readonly readBack: "signed" | "aloud";
}

/** Who takes it in, with what a custodian signed over their name and key. */
export interface Clerk {
  readonly name: string;
  readonly role: string;
  readonly key: StaffKey;
  readonly certificate: string;
}

/** What the office is told beside a sealed letter. */
export interface Beside {
  readonly about: string;
  readonly ordered: boolean;
  /** The letter whose place it takes; or empty. */
  readonly replaces: string;
}

const sshOf = (key: StaffKey): string => sshsig.lineOf(fromBase64url(key.sign.key));

/** The key in use. Throws Refused where there is none. */
export function keyInUse(visit: Visit): EpochSeen {
  const now = visit.me?.epochs.find((each) => each.ended === "");
  if (now === undefined) throw new Refused(...w.noKeyYet);
  return now;
}

/**
 * Whoever is in, as a clerk whose key a custodian certified with the key in use. Throws Refused where none has, and Forged
 * where the office shows a certificate that is no custodian's.
 */
export async function clerkOf(visit: Visit): Promise<Clerk> {
  const { me, key } = visit;
  if (me === undefined || key === undefined) throw new NotIn(...w.locked);
  if (me.certificate === "") throw new Refused(...w.notCertified(key.sign.key.slice(-12)));
  const clerk = { name: me.name, role: me.clerkRole, key, certificate: me.certificate };
  try {
    await sshsig.check(me.certificate, clerkText({ by: clerk.name, role: clerk.role, sign: sshOf(key) }), sshsig.CLERK, keyInUse(visit).sign);
  } catch (error) {
    throw error instanceof Forged ? new Forged(...w.otherCertificate) : error;
  }
  return clerk;
}

/** The packed envelope: sealed to the bank alone, and opened once more here as its readers will. Throws Unsupported. */
export async function sealOnPaper(letter: OnPaper, grant: Grant, clerk: Clerk, day: string): Promise<Bytes> {
  const { id, person, fromName, to, address, flap, words, scans, readBack } = letter;
  const keys = await letterKeys(chance(32));
  const front = frontHeaderBytes({ letter: id, fromName, to, address, flap, stationery: "plain", writer: "", hand: undefined });
  const header = {
    id, sealed: day, fromName, to, recipient: keys.recipient, actKey: keys.act.key, words, writer: "", reply: "", hand: undefined, draft: false, grant,
    takenIn: { by: clerk.name, role: clerk.role, sign: sshOf(clerk.key), readBack, front: digest(front) },
  };
  const bare = folder.fill(folder.LETTER, new Map([["letter.json", letterHeaderBytes(header)], ["letter.txt", utf8(plainText(words))], ...scans]));
  const inside = folder.empty(folder.LETTER, bare);
  const sign = async (message: Uint8Array): Promise<Uint8Array> => fromBase64url(await clerk.key.sign.sign(message));
  const sums = inside.get("SHA256SUMS") as Bytes;
  const signature = await sshsig.signed(sign, fromBase64url(clerk.key.sign.key), sums, sshsig.ATTESTATION);
  const attested = new Map([["SHA256SUMS.sig", utf8(signature)], [folder.CLERK, utf8(clerk.certificate)]]);
  const envelope = new Envelope({
    id, actKey: keys.act.key, person, keyKind: "age", key: await sealAge(utf8(`${keys.identity}\n`), grant.key),
    front: await sealAge(folder.fill(folder.FRONT, new Map([["front.json", front]])), keys.recipient),
    letter: await sealAge(folder.beside(folder.LETTER, inside, attested), keys.recipient),
  });
  checkFront(await openFront(envelope.front, keys, id), await openLetter(envelope.letter, keys, id, true));
  return pack(envelope);
}

/** Seals a letter and lays it with those that wait to be read. Throws Refused with what the office says, and as `sealOnPaper`. */
export async function layIn(visit: Visit, writer: string, letter: OnPaper, beside: Beside): Promise<void> {
  const now = keyInUse(visit);
  const grant = { bank: visit.me?.bank ?? "", key: now.key, sign: now.sign };
  const packed = await sealOnPaper(letter, grant, await clerkOf(visit), new Date().toISOString().slice(0, 10));
  const routing = [beside.about, beside.ordered ? "ordered" : "own", fingerprint(now.key, now.sign), ...(beside.replaces === "" ? [] : [beside.replaces])];
  const said = object(fromJson(await visit.bank.send(`writers/${writer}/letters/${routing.join("/")}`, packed)));
  const outcome = object(list(said, "outcomes")[0]);
  if (texts(outcome, "outcome") === "refused") throw new Refused(texts(outcome, "reason"), w.notLaidIn);
}
