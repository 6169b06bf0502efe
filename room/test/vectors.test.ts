/** Every vector in `spec/vectors/` means to the browser what it says. Python runs the same folder. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join as path } from "node:path";
import { test } from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { getPublicKeyAsync, signAsync } from "@noble/ed25519";
import { fromBase64, fromBase64url, hex, same, text, toBase64, utf8, type Bytes } from "../bytes.ts";
import { fromJson, pack, toJson, unpack } from "../envelope.ts";
import * as errors from "../errors.ts";
import { keepKey, letterKeys, secretOf, verifies } from "../keys.ts";
import { checkFront, checkWhole, keysByIdentity, keysByWords, openFront, openLetter } from "../open.ts";
import { openReply } from "../reply.ts";
import { readSlip } from "../slip.ts";
import { publicKeyOf } from "../sshsig.ts";
import { actBytes, type Act, type PartSeen } from "../wire.ts";
import { digest } from "../words.ts";

declare const SPEC: string;
type Vector = { name: string; kind: string; expect: string } & Record<string, unknown>;

const FOLDER = path(SPEC, "vectors");
const VECTORS = readdirSync(FOLDER).filter((name) => name.endsWith(".json")).sort()
  .map((name) => JSON.parse(readFileSync(path(FOLDER, name), "utf8")) as Vector);

const string = (vector: Vector, name: string): string => vector[name] as string;
const data = (vector: Vector, name: string): Bytes => fromBase64(string(vector, name));
const keys = (vector: Vector): ReturnType<typeof letterKeys> => letterKeys(secretOf(string(vector, "secret")));

function fingerprint(writer: string): string {
  const blob = fromBase64(writer.split(" ")[1] as string);
  assert.ok(same(blob.slice(-32), publicKeyOf(writer)));
  return `SHA256:${toBase64(sha256(blob)).replace(/=+$/, "")}`;
}

const READERS: Record<string, (vector: Vector) => Promise<void> | void> = {
  async letter(vector) {
    const closed = data(vector, "closed");
    checkWhole(closed, vector["seen"] as PartSeen, "letter");
    const { header, text, signed, whose } = await openLetter(closed, await keys(vector), string(vector, "envelope"), vector["unread"] === true);
    const { takenIn, grant } = header;
    assert.equal(signed, (takenIn?.sign ?? header.writer) !== "");
    const signedBy = header.writer === "" ? "" : fingerprint(header.writer);
    const attested = takenIn !== undefined && { attested_by: `${takenIn.by}, ${takenIn.role} of ${grant?.bank ?? ""}` };
    assert.deepEqual({ text, digest: digest(header.words), whose, signed_by: signedBy, ...attested, ...(header.draft && { draft: true }) }, vector["result"]);
  },
  async front(vector) {
    const { fromName, to, address, flap } = (await openFront(data(vector, "closed"), await keys(vector), string(vector, "letter"))).header;
    assert.deepEqual({ from: fromName, to, address, flap }, vector["result"]);
  },
  async pair(vector) {
    const front = await openFront(data(vector, "closed"), await keys(vector), string(vector, "letter"));
    checkFront(front, await openLetter(data(vector, "closed_letter"), await keys(vector), string(vector, "letter"), vector["unread"] === true));
  },
  async reply(vector) {
    const { header, text } = await openReply(data(vector, "closed"), string(vector, "secret"), string(vector, "letter"));
    const said = { text, from: header.fromName, again: header.again, ...(header.private && { private: true }) };
    assert.deepEqual(said, vector["result"]);
  },
  envelope(vector) {
    const packed = data(vector, "packed");
    const envelope = unpack(packed);
    assert.equal(envelope.id, vector["id"]);
    assert.ok(same(pack(envelope), packed));
  },
  async side(vector) {
    const closed = data(vector, "closed");
    const words = vector["words"] as string | undefined;
    const found = words === undefined ? keysByIdentity(closed, string(vector, "identity")) : keysByWords(closed, words);
    assert.equal((await found).identity, vector["result"]);
  },
  async slip(vector) {
    const slip = await readSlip(string(vector, "code"), fromBase64url(string(vector, "signer")));
    assert.deepEqual(slip, { letter: vector["letter"], reply: vector["reply"] });
  },
  async identity(vector) {
    const secret = secretOf(string(vector, "text"));
    const { recipient, act } = await letterKeys(secret);
    assert.deepEqual([recipient, act.key, (await keepKey(secret)).key], ["recipient", "act_key", "keep_key"].map((name) => vector[name]));
  },
  async signed(vector) {
    const message = utf8(string(vector, "message"));
    if ("act" in vector) {
      const [office, letter, nonce] = ["office", "letter", "nonce"].map((name) => string(vector, name)) as [string, string, string];
      const bytes = actBytes(office, letter, vector["act"] as Act, data(vector, "body"), nonce);
      assert.equal(text(bytes), text(message));
    }
    const [seed, signature] = [data(vector, "seed"), data(vector, "signature")];
    const point = await getPublicKeyAsync(seed);
    assert.equal(await verifies(signature, message, point), true);
    assert.equal(await verifies(signature.map((byte, i) => (i === 9 ? byte ^ 1 : byte)), message, point), false);
    assert.equal(hex(await signAsync(message, seed)), hex(signature));
  },
  json(vector) {
    assert.ok(same(toJson(fromJson(data(vector, "data"))), data(vector, "data")));
  },
};

test("there are vectors of every kind", () => {
  assert.deepEqual([...new Set(VECTORS.map((vector) => vector.kind))].sort(), Object.keys(READERS).sort());
});

for (const vector of VECTORS) {
  test(`${vector.name} is ${vector.expect}`, async () => {
    const read = async (): Promise<void> => READERS[vector.kind]?.(vector);
    if (vector.expect === "ok") return read();
    const kind = errors[vector.expect as keyof typeof errors];
    await assert.rejects(read, (error) => error instanceof kind && error.constructor === kind);
    return undefined;
  });
}
