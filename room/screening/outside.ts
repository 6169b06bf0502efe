/** What stands outside on a letter, sealed to the registrars: they say whom it is for, and open no letter. */

import { openAge, sealAge } from "../age.ts";
import { toBase64, type Bytes } from "../bytes.ts";
import { fromJson, toJson, unbind, type JsonObject } from "../envelope.ts";
import { AmendsError, Forged, Unsupported } from "../errors.ts";
import type { FrontHeader } from "../headers.ts";
import { letterKeys, secretOf } from "../keys.ts";
import { openFront } from "../open.ts";
import { list, object, texts } from "./bank.ts";
import type { Deposit } from "./deposit.ts";
import { openKey } from "./epoch.ts";
import type { Visit } from "./frame.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** What a registrar sees of a letter. */
export interface Outside {
  readonly to: readonly string[];
  readonly address: readonly string[];
}

/** Opens what was sealed to this registrar. Throws WrongKey, Torn, Unsupported or Forged. */
export async function openOutside(sealed: Bytes, letter: string, identity: string): Promise<Outside> {
  const said = object(fromJson(await openAge(sealed, identity)));
  if (said["kind"] !== "outside" || texts(said, "letter") !== letter) {
    throw new Forged(...w.otherOutside);
  }
  return { to: list(said, "to").map(String), address: list(said, "address").map(String) };
}

async function sealTo(registrars: JsonObject, letter: string, front: FrontHeader): Promise<Record<string, string>> {
  const plain = toJson({ amends: 1, kind: "outside", letter, to: [...front.to], address: [...front.address] });
  const sealed = Object.keys(registrars).map(async (id) => [id, toBase64(await sealAge(plain, texts(registrars, id)))] as const);
  return Object.fromEntries(await Promise.all(sealed));
}

/** Names the letter that was read last to the registrars, if nobody has still to read it. What fails here a custodian makes up for. */
export async function nameIfLast(visit: Visit, deposit: Deposit): Promise<void> {
  try {
    const lacking = await visit.bank.get("outsides/lacking");
    if (!list(lacking, "letters").includes(deposit.id)) return;
    const sealed = await sealTo(object(lacking["registrars"]), deposit.id, deposit.front.header);
    await visit.bank.post(`outsides/${deposit.id}`, { sealed });
  } catch (error) {
    if (!(error instanceof AmendsError)) throw error;
  }
}

/** Opens the outside of each of these letters, and seals it to every registrar. */
export async function nameLetters(visit: Visit, letters: readonly string[], registrars: JsonObject, done: (n: number) => void): Promise<void> {
  for (const [i, letter] of letters.entries()) {
    const parts = unbind(await visit.bank.send(`outsides/${letter}/take`));
    const [closed, key] = [parts.get("front.age"), parts.get("key.age")];
    if (closed === undefined || key === undefined) throw new Unsupported(...w.lacksPart);
    const front = await openFront(closed, await letterKeys(secretOf(await openKey(key, visit.epochs))), letter);
    await visit.bank.post(`outsides/${letter}`, { sealed: await sealTo(registrars, letter, front.header) });
    done(i + 1);
  }
}

/** The last letters of each registrar's key, to be compared with its owner. */
export const endings = (registrars: JsonObject): string => Object.keys(registrars).map((id) => `…${texts(registrars, id).slice(-12)}`).join(", ");

const parted = (text: string): string[] =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 1);

/** How many parts of these names stand outside: 0 where none does. However a name is written, a person looks at what is found. */
export function alike(outside: Outside, names: readonly string[]): number {
  const there = new Set([...outside.to, outside.address[0] ?? ""].flatMap(parted));
  return Math.max(0, ...names.map((name) => parted(name).filter((part) => there.has(part)).length));
}
