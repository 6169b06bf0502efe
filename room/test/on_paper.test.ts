// A letter on paper, from the clerk who takes it in to the reader it is handed to; and who is not believed on the way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bind, toJson, unpack, type JsonObject } from "../envelope.ts";
import { Forged, WrongKey } from "../errors.ts";
import { letterKeys, secretOf } from "../keys.ts";
import { openLetter } from "../open.ts";
import * as sshsig from "../sshsig.ts";
import { fromBase64url, type Bytes } from "../bytes.ts";
import { certify, drawEpoch, type Epoch } from "../screening/epoch.ts";
import { openDeposit, release } from "../screening/deposit.ts";
import { sealOnPaper, type Clerk, type OnPaper } from "../screening/on_paper.ts";
import { drawKey } from "../screening/staff_key.ts";
import { wordsTyped } from "../reply.ts";

const letter: OnPaper = {
  id: "0a".repeat(16), person: "0b".repeat(16), fromName: "Desmond Obi", to: ["Ana Duarte"], address: ["Ana Duarte", "Alder Bridge"],
  flap: "Desmond Obi", words: wordsTyped("Dear Ana,\n\nI took the money.", "en"), scans: new Map(), readBack: "signed",
};
const grantOf = ({ key, sign }: Epoch): { bank: string; key: string; sign: string } => ({ bank: "Alder Bridge Letter Bank", key, sign });

async function clerkOf(epoch: Epoch, name = "P. Vance"): Promise<Clerk> {
  const key = await drawKey();
  return { name, role: "clerk", key, certificate: await certify(epoch, { by: name, role: "clerk", sign: sshsig.lineOf(fromBase64url(key.sign.key)) }) };
}

/** What the office hands to a colleague who reads, or hands over. */
function taken(packed: Bytes, beside?: JsonObject): Bytes {
  const { front, letter: sealed, key } = unpack(packed);
  const parts = new Map([["front.age", front], ["letter.age", sealed], ["key.age", key]]);
  return bind(beside === undefined ? parts : new Map([["deposit.json", toJson(beside)], ...parts]));
}

test("its readers see who attests it, and whoever it is handed to sees the same", async () => {
  const epoch = await drawEpoch();
  const packed = await sealOnPaper(letter, grantOf(epoch), await clerkOf(epoch), "2026-11-28");
  const read = await openDeposit(taken(packed), letter.id, [epoch]);
  assert.equal(read.letter.header.takenIn?.by, "P. Vance");
  assert.equal(read.letter.header.writer, "");

  const beside = { amends: 1, letter: letter.id, person: letter.person, words: read.words, front: read.outside };
  const handed = await release(await openDeposit(taken(packed, beside), "", [epoch]));
  const opened = await openLetter(unpack(handed.packed).letter, await letterKeys(secretOf(handed.secret)), handed.id);
  assert.deepEqual([opened.whose, opened.header.takenIn?.by, opened.text], ["screened", "P. Vance", "Dear Ana,\n\nI took the money.\n"]);
});

test("a letter that whoever runs the office laid in, with a bank's key of their own, is read by nobody", async () => {
  const [epoch, foreign] = [await drawEpoch(), await drawEpoch()];
  const clerk = await clerkOf(foreign);
  await assert.rejects(openDeposit(taken(await sealOnPaper(letter, grantOf(foreign), clerk, "2026-11-28")), letter.id, [epoch]), WrongKey);
  // Sealed to the bank's own key, but under the signing key of another.
  const mixed = { ...grantOf(foreign), key: epoch.key };
  await assert.rejects(openDeposit(taken(await sealOnPaper(letter, mixed, clerk, "2026-11-28")), letter.id, [epoch]), Forged);
});

test("nobody seals under a certificate that is another key's, another name's or another bank's", async () => {
  const [epoch, foreign] = [await drawEpoch(), await drawEpoch()];
  const [clerk, other] = [await clerkOf(epoch), await clerkOf(epoch, "R. Castellanos")];
  for (const wrong of [{ ...clerk, certificate: other.certificate }, { ...clerk, name: "R. Castellanos" }, { ...clerk, role: "registrar" }, await clerkOf(foreign)]) {
    await assert.rejects(sealOnPaper(letter, grantOf(epoch), wrong, "2026-11-28"), Forged);
  }
});

test("what was approved is what is handed over, also when a clerk seals other words under the same id", async () => {
  const epoch = await drawEpoch();
  const clerk = await clerkOf(epoch);
  const read = await openDeposit(taken(await sealOnPaper(letter, grantOf(epoch), clerk, "2026-11-28")), letter.id, [epoch]);
  const beside = { amends: 1, letter: letter.id, person: letter.person, words: read.words, front: read.outside };
  for (const changed of [{ ...letter, words: wordsTyped("You owe me.", "en") }, { ...letter, address: ["At another address"] }]) {
    const packed = await sealOnPaper(changed, grantOf(epoch), clerk, "2026-11-28");
    await assert.rejects(openDeposit(taken(packed, beside), "", [epoch]), Forged);
  }
});
