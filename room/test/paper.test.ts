// A letter typed in from paper: the words it becomes, and what a browser keeps of it until it is sealed.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Kept, begin, greetingOf, mended, outsideOf, readBackText, wordsOf, type Draft } from "../screening/paper_draft.ts";
import { drawKey } from "../screening/staff_key.ts";

const kept = new Map<string, string>();
const draft: Draft = {
  ...begin("w".repeat(32), "Ruth Amsel", "en"), to: "Ana Duarte\n", greeting: " Dear Ana,", words: "I took it.\n\nIt was my doing.\nMine.", sign: "Ruth",
};

beforeEach(() => {
  kept.clear();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (place: string) => kept.get(place) ?? null, setItem: (place: string, text: string) => void kept.set(place, text),
      removeItem: (place: string) => void kept.delete(place), key: (i: number) => [...kept.keys()][i] ?? null, get length() { return kept.size; },
    },
  });
});

test("what is kept is sealed, and opens for whoever typed it and nobody else", async () => {
  const key = await drawKey();
  const paged = { ...draft, pages: ["Querida Ana,"] };
  assert.ok(await new Kept("obi", key).put(paged));
  const lies = [...kept.values()].join();
  for (const word of ["took", "Duarte", "Amsel", btoa("I took").slice(0, 6)]) assert.ok(!lies.includes(word), word);
  assert.deepEqual(await new Kept("obi", key).all(), [paged]);
  assert.deepEqual(await new Kept("obi", await drawKey()).all(), []);
  assert.deepEqual(await new Kept("adeyemi", key).all(), []);
});

test("a letter that is begun takes no other's place", async () => {
  const one = new Kept("obi", await drawKey());
  const other = { ...draft, id: "0".repeat(32), words: "Another." };
  await one.put(draft);
  await one.put(other);
  assert.deepEqual((await one.all()).map(({ words }) => words).sort(), ["Another.", draft.words]);
  one.forget(draft.id);
  assert.deepEqual(await one.all(), [other]);
});

test("what was typed last stands, and once it is let go nothing of before comes back", async () => {
  const one = new Kept("obi", await drawKey());
  await Promise.all([one.put({ ...draft, words: "first" }), one.put({ ...draft, words: "last" })]);
  assert.deepEqual((await one.all()).map(({ words }) => words), ["last"]);
  const late = one.put(draft);
  one.forget(draft.id);
  await late;
  assert.equal(kept.size, 0);
});

test("the key that was sealed to last is known again, each clerk’s apart", async () => {
  const one = new Kept("obi", await drawKey());
  assert.equal(one.lastKey(), "");
  one.sealedTo("4t5v-g23w");
  assert.deepEqual([one.lastKey(), new Kept("adeyemi", await drawKey()).lastKey()], ["4t5v-g23w", ""]);
  assert.deepEqual(await one.all(), []);
});

test("a browser that keeps nothing says so, and rubbish is passed over", async () => {
  const one = new Kept("obi", await drawKey());
  kept.set("amends-on-paper-obi-1", "rubbish");
  assert.deepEqual(await one.all(), []);
  Object.assign(globalThis, { localStorage: { setItem: () => { throw new DOMException("full", "QuotaExceededError"); }, length: 0 } });
  assert.equal(await one.put(draft), false);
});

test("what is sealed is what is read back, typed or a page at a time", () => {
  const typed = wordsOf(draft, []);
  assert.deepEqual(typed, {
    lang: "en", salutation: ["Dear Ana,"], body: [{ p: ["I took it."] }, { p: ["It was my doing.", { br: true }, "Mine."] }], sign: ["Ruth"],
  });
  assert.equal(readBackText(draft), "Dear Ana,\n\nI took it.\n\nIt was my doing.\nMine.\n\nRuth\n");
  const pages = { ...draft, how: "pages", pages: ["Dear Ana,\n\nI took it.", "Ruth "] };
  assert.deepEqual(wordsOf(pages, ["scan-1.jpg", "scan-2.jpg"]).body, [
    { scan: "scan-1.jpg", transcript: [["Dear Ana,"], ["I took it."]] }, { scan: "scan-2.jpg", transcript: [["Ruth"]] },
  ]);
  assert.equal(readBackText(pages), "Dear Ana,\n\nI took it.\n\nRuth");
  assert.deepEqual([greetingOf(draft), greetingOf(pages)], ["Dear Ana,", "Dear Ana,"]);
});

test("a mended letter is another, to the same person, in the place of the first", () => {
  const again = mended(draft, "K-1");
  assert.notEqual(again.id, draft.id);
  assert.deepEqual([again.person, again.replaces, again.replacesName, again.words], [draft.person, draft.id, "K-1", draft.words]);
  assert.deepEqual([outsideOf(draft), outsideOf({ ...draft, address: "Alder Bridge" })], [["Ana Duarte"], ["Alder Bridge"]]);
});
