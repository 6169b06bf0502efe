import assert from "node:assert/strict";
import { test } from "node:test";
import { openAge } from "../age.ts";
import { REPLY } from "../folder.ts";
import { openReply, sealReply, wordsTyped } from "../reply.ts";

const identity = "AGE-SECRET-KEY-1CK6Z265Z5HSHQ948JDF4JE9WD4WQATSPQEECV03NL5T4W96FZT9QE388N6";
const recipient = "age18nprjnm70l2635lfu0k9hu7nggu6s6n80fhpnlqam4vfj09qnqyqjsfjvl";
const letter = "0a".repeat(16);
const header = (typed: string) => ({
  letter, answered: "2026-11-30", words: wordsTyped(typed, "en"), again: "no" as const, fromName: "", private: false,
});

test("answers of very different length look alike to the office that carries them", async () => {
  assert.deepEqual(REPLY.sizes, Array.from({ length: 11 }, (_, step) => 8192 * 2 ** step));
  const inside = async (typed: string) => (await openAge(await sealReply(header(typed), recipient), identity)).length;
  assert.equal(await inside("No."), 8192);
  assert.equal(await inside("x".repeat(3000)), 8192);
  for (const length of [4000, 9000, 20_000, 60_000]) assert.ok(REPLY.sizes.includes(await inside("x".repeat(length))));
});

test("a padded answer opens as what was written", async () => {
  const closed = await sealReply(header("Thank you."), recipient);
  assert.equal((await openReply(closed, identity, letter)).text, "Thank you.\n");
});
