import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromJson, toJson, type Json } from "../envelope.ts";
import { Unsupported } from "../errors.ts";
import { wordsTyped } from "../reply.ts";
import { DEPTH_MOST, isText, plainText, wordsFromJson, wordsJson, type Block, type Line, type Words } from "../words.ts";

const piece = fc.string({ unit: "grapheme", minLength: 1 }).map((value) => value.normalize("NFC")).filter(isText);
const line: fc.Arbitrary<Line> = fc.letrec<{ line: Line }>((tie) => ({
  line: fc
    .array(fc.oneof({ depthSize: "small", maxDepth: DEPTH_MOST - 2 }, piece, fc.constant({ br: true } as const),
      fc.record({ em: tie("line") }), fc.record({ u: tie("line") })), { minLength: 1, maxLength: 4 })
    .map((pieces) => pieces.filter((each, i) => typeof each !== "string" || typeof pieces[i - 1] !== "string")),
})).line;
const lines = fc.array(line, { maxLength: 3 });
const plain = fc.option(fc.constant(true as const), { nil: undefined });
const tidy = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ p: line, plain }), fc.record({ quote: lines, plain }), fc.record({ list: lines, ordered: fc.boolean(), plain }),
  fc.record({ scan: fc.constant("scan-1.png"), transcript: lines }),
).map((each) => tidy(each) as Block);
const words: fc.Arbitrary<Words> = fc.record({ lang: fc.constant("en"), body: fc.array(block, { maxLength: 4 }), salutation: line, sign: line });

test("a tree of words is read back from its JSON", () => {
  fc.assert(fc.property(words, (tree) => {
    assert.deepEqual(toJson(wordsJson(wordsFromJson(fromJson(toJson(wordsJson(tree)))))), toJson(wordsJson(tree)));
    assert.ok(plainText(tree).endsWith("\n"));
  }));
});

test("the plain text is the one of the specification", () => {
  const tree = wordsFromJson({
    lang: "en", date: "14 October 2026", salutation: ["Dear Ana,"],
    body: [
      { p: ["I was ", { em: ["not ", { u: ["there"] }] }, ".", { br: true }, "Twice."] },
      { quote: [["one", { br: true }, "two"], ["three"]] }, { list: [["a", { br: true }, "b"], ["c"]], ordered: true },
      { list: [["d"]], ordered: false, plain: true }, { scan: "scan-1.png", transcript: [["x"], ["y"]] },
    ],
    close: ["Yours,"], sign: ["Tomas"], postscript: [{ p: ["P.S. Thank you."] }],
  });
  assert.equal(plainText(tree), [
    "14 October 2026", "Dear Ana,", "I was *not _there_*.\nTwice.", "> one\n> two\n> three", "1. a\n  b\n2. c", "- d",
    "[A page written by hand. What it says:]\n\nx\n\ny", "Yours,", "Tomas", "P.S. Thank you.\n",
  ].join("\n\n"));
});

test("a hostile tree is refused", () => {
  let deep: Json = ["x"];
  for (let i = 0; i < DEPTH_MOST; i++) deep = [{ em: deep }];
  const bodies: Json[] = [
    deep, ["a", "b"], [""], ["a\u202eb"], ["a\u0007"], ["\ue000"], [{ br: false }], [{ em: ["a"], u: ["b"] }], [{ html: "<b>" }], [null],
  ];
  for (const p of bodies) assert.throws(() => wordsFromJson({ lang: "en", body: [{ p }] }), Unsupported, JSON.stringify(p));
  const trees: Json[] = [
    { lang: "en", body: [], sign: [] }, { lang: "en", body: [], date: "" }, { lang: "en" }, { lang: "en", body: [], more: 1 },
    { lang: "en", body: [{ p: ["a"], plain: false }] }, { lang: "en", body: [{ scan: "s", transcript: [], plain: true }] },
    { lang: "en", body: [{ list: [], ordered: 1 }] }, { lang: "en", body: [{ p: Array.from({ length: 60_000 }, () => ({ br: true })) }] },
  ];
  for (const tree of trees) assert.throws(() => wordsFromJson(tree), Unsupported, JSON.stringify(tree).slice(0, 80));
});

test("what somebody types becomes paragraphs and line ends, and nothing that may not stand", () => {
  assert.deepEqual(wordsTyped("\n Dear Tom,\r\nthank\tyou.\u0007\n\n \n\nAna\u202e\n", "en"), {
    lang: "en", body: [{ p: ["Dear Tom,", { br: true }, "thank you."] }, { p: ["Ana"] }],
  });
  fc.assert(fc.property(fc.string({ unit: "binary" }), (typed) => void wordsTyped(typed, "en")));
});
