import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { same, type Bytes } from "../bytes.ts";
import { identityOf, letterKeys } from "../keys.ts";
import { linkTo, parseLink } from "../link.ts";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((data): Bytes => new Uint8Array(data));
const ID = "0123456789abcdef0123456789abcdef";
const KEYS = await letterKeys(new Uint8Array(32).fill(7));
const LINK = linkTo("https://post.example", ID, KEYS);

test("a link says its letter and its keys, the private link also the reader's own", async () => {
  await fc.assert(fc.asyncProperty(secret, secret, async (letter, keep) => {
    const link = await parseLink(linkTo("https://post.example", ID, await letterKeys(letter), keep));
    assert.equal(link.id, ID);
    assert.ok(same(link.keys?.secret ?? new Uint8Array(), letter) && same(link.keepSecret ?? new Uint8Array(), keep));
    assert.ok(!link.cutOff && !link.mangled);
  }), { numRuns: 25 });
});

test("a link that lost any of its end is known to be cut off, and opens nothing", async () => {
  for (let end = LINK.indexOf("#") + 2; end < LINK.length; end++) {
    const link = await parseLink(LINK.slice(0, end));
    assert.ok(link.cutOff && link.keys === undefined && link.id === ID, LINK.slice(0, end));
  }
  const bare = await parseLink(LINK.split("#")[0] as string);
  assert.deepEqual([bare.cutOff, bare.keys], [false, undefined]);
});

test("a link in which one letter is another is known to be changed", async () => {
  const at = LINK.length - 20;
  const changed = LINK.slice(0, at) + (LINK[at] === "Q" ? "P" : "Q") + LINK.slice(at + 1);
  assert.ok((await parseLink(changed)).cutOff);
});

test("what mail programs do to a link is undone", async () => {
  const mangles: [string, boolean][] = [
    [LINK.replace("#", "%23"), true], [LINK.replace("#", "%2523"), true], [LINK.replace("#", "/"), true],
    [`<${LINK}>`, false], [`${LINK}.`, false], [`${LINK.slice(0, 70)}=\r\n`.replace("=", "") + LINK.slice(70), false],
    [`See: ${LINK} Thank you`, false], [LINK.toLowerCase(), false], [LINK.replace("AGE-SECRET-KEY", "AGE%2DSECRET%2DKEY"), false],
    [identityOf(KEYS.secret), false],
  ];
  for (const [given, mangled] of mangles) {
    const link = await parseLink(given);
    assert.equal(link.keys?.identity, KEYS.identity, given);
    assert.equal(link.mangled, mangled, given);
  }
});
