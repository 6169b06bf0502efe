import assert from "node:assert/strict";
import { test } from "node:test";
import { sealAge } from "../age.ts";
import { toJson } from "../envelope.ts";
import { alike, openOutside } from "../screening/outside.ts";

const identity = "AGE-SECRET-KEY-1CK6Z265Z5HSHQ948JDF4JE9WD4WQATSPQEECV03NL5T4W96FZT9QE388N6";
const recipient = "age18nprjnm70l2635lfu0k9hu7nggu6s6n80fhpnlqam4vfj09qnqyqjsfjvl";
const letter = "0a".repeat(16);
const ana = { to: ["Ana Duarte"], address: ["Ana Duarte", "c/o The Post Room", "Alder Bridge"] };

test("a name is found however it is written, and a name that stands nowhere outside is asked about", () => {
  assert.equal(alike(ana, ["ANA DUÁRTE"]), 2);
  assert.equal(alike(ana, ["Ruth Amsel", "Ana Vance"]), 1);
  assert.equal(alike(ana, ["Noor Rahman"]), 0);
  assert.equal(alike(ana, ["Bridge Rahman"]), 0, "where somebody lives is not who they are");
  assert.equal(alike({ to: ["أحمد"], address: [] }, ["أحمد علي"]), 1);
});

test("what stands outside on one letter does not pass for another's", async () => {
  const sealed = await sealAge(toJson({ amends: 1, kind: "outside", letter, to: ["Ana Duarte"], address: [] }), recipient);
  assert.deepEqual((await openOutside(sealed, letter, identity)).to, ["Ana Duarte"]);
  await assert.rejects(openOutside(sealed, "0b".repeat(16), identity), /another letter/);
});
