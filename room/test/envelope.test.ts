import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { same, text, utf8, type Bytes } from "../bytes.ts";
import { Envelope, bind, boundSize, fromJson, pack, toJson, unbind, unpack, type Json, type Parts } from "../envelope.ts";
import { Torn, Unsupported } from "../errors.ts";

const string = fc.string({ unit: "grapheme" }).map((value) => value.normalize("NFC"));
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null), fc.boolean(), fc.maxSafeInteger(), string, fc.array(tie("value")),
    fc.dictionary(fc.string({ unit: "binary-ascii" }).filter((key) => key !== "__proto__"), tie("value")).map((o) => ({ ...o })),
  ),
})).value;
const bytes = fc.uint8Array({ maxLength: 300 }).map((data): Bytes => new Uint8Array(data));
const parts = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/), bytes), {
    selector: ([name]) => name, minLength: 1, maxLength: 6,
  })
  .map((list): Parts => new Map(list));

test("what canonical JSON says is read back, and says it in the same bytes", () => {
  fc.assert(fc.property(json, (value) => {
    const data = toJson(value);
    assert.ok(same(toJson(fromJson(data)), data));
  }));
});

test("any other spelling of the same value is refused", () => {
  for (const other of ['{"b":1,"a":2}', "[1, 2]", "1.0", "1e2", "-0", '"\\u0041"', '"\\/"', '{"a":1,"a":1}', '"e\u0301"', "\ufeff1",
    '"\\ud800"', "9007199254740993", '{"é":1}', "[1,]", "", "nul", '"\u0000"'.replace("\u0000", "\\u001F")]) {
    assert.throws(() => fromJson(utf8(other)), Unsupported, other);
  }
  assert.throws(() => fromJson(Uint8Array.of(0x22, 0xff, 0x22)), Unsupported);
});

test("a folder holds what was bound, in its order, in the size foretold", () => {
  fc.assert(fc.property(parts, (all) => {
    const data = bind(all);
    assert.equal(data.length, boundSize([...all].map(([name, part]) => [name, part.length] as const)));
    assert.deepEqual([...unbind(data)], [...all]);
  }));
});

test("a folder that lacks its end is torn, and one changed in any byte is not taken", () => {
  fc.assert(fc.property(parts, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, where, flip) => {
    const data = bind(all);
    const cut = data.slice(0, data.length - 1 - (where % (data.length - 31)));
    assert.throws(() => unbind(cut), (error) => error instanceof Torn || error instanceof Unsupported);
    const changed = data.slice();
    const at = where % data.length;
    changed[at] = (changed[at] as number) ^ flip;
    assert.throws(() => unbind(changed), (error) => error instanceof Torn || error instanceof Unsupported);
    assert.throws(() => unbind(new Uint8Array([...data, 0])), Unsupported);
  }));
});

test("an envelope is unpacked as it was packed; its record tells a torn part", () => {
  const envelope = new Envelope({
    id: "0".repeat(32), actKey: "A".repeat(43), person: "1".repeat(32), front: utf8("front"), letter: utf8("letter"),
    key: utf8("key"), keyKind: "words",
  });
  const data = pack(envelope);
  assert.deepEqual(unpack(data), envelope);
  assert.match(text(unbind(data).get("envelope.json") as Bytes), /^\{"act_key":"A{43}","amends":1,"front":\{"bytes":5,/);
  const crossed = bind(unbind(data).set("letter.age", utf8("lettre")));
  assert.throws(() => unpack(crossed), Torn);
});
