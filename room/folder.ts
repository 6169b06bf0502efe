/** What lies inside a sealed part: a bound folder with its type first, sums over its entries, and padding. */

import { digest, same, text, utf8, type Bytes } from "./bytes.ts";
import { bind, boundSize, unbind, type Parts } from "./envelope.ts";
import { Forged, Unsupported } from "./errors.ts";
import * as sshsig from "./sshsig.ts";

const KIB = 1024;
export const SCAN_NAME = /^scan-([1-9][0-9]{0,2})\.(png|jpg)$/;
/** Whose clerk attests a letter that came to a bank on paper. */
export const CLERK = "clerk.sig";
const NOT_SUMMED = ["SHA256SUMS", "SHA256SUMS.sig", CLERK, "release.txt", "release.txt.sig", "padding"];

/** One of the three things that are sealed. */
export interface Kind {
  readonly mimetype: string;
  /** Its header's entry. */
  readonly head: string;
  /** Further entries, in order; scans stand where `scan` does. */
  readonly may: readonly string[];
  /** What its signature is for; empty where it is never signed. */
  readonly namespace: string;
  /** The sizes in bytes that the whole folder may have, smallest first. */
  readonly sizes: readonly number[];
  /** What may stand beside the sums of another kind, and not of this. */
  readonly never: readonly string[];
}

const doublings = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => (first * KIB) << n);

export const LETTER: Kind = {
  mimetype: "application/vnd.amends.letter+zip",
  head: "letter.json",
  may: ["letter.txt", "letter.pdf", "hand.woff2", "scan"],
  namespace: sshsig.LETTER,
  sizes: doublings(32, 9),
  never: [],
};
export const FRONT: Kind = {
  mimetype: "application/vnd.amends.front+zip",
  head: "front.json",
  may: ["hand.woff2"],
  namespace: sshsig.FRONT,
  sizes: [32 * KIB],
  never: [CLERK, "release.txt"],
};
export const REPLY: Kind = {
  mimetype: "application/vnd.amends.reply+zip",
  head: "reply.json",
  may: ["reply.txt", "scan"],
  namespace: "",
  sizes: doublings(8, 11),
  never: [CLERK, "SHA256SUMS.sig"],
};

/** Where an entry stands in the folder's order, the number of a scan behind the point. */
function rank(kind: Kind, name: string): number {
  const order = ["mimetype", kind.head, ...kind.may, ...NOT_SUMMED];
  const scan = SCAN_NAME.exec(name);
  if (scan !== null && kind.may.includes("scan")) return order.indexOf("scan") + Number(scan[1]) / 1000;
  if (name === "scan" || !order.includes(name)) throw new Unsupported("The folder holds an entry that none may hold.");
  return order.indexOf(name);
}

const sums = (entries: Iterable<readonly [string, Bytes]>): Bytes =>
  utf8(Array.from(entries, ([name, data]) => `${digest(data)}  ${name}\n`).join(""));

/** The folder of these entries (without type, sums and padding), unsigned, padded to one of its sizes. */
export function fill(kind: Kind, entries: Parts): Bytes {
  const sorted = [...entries].sort(([a], [b]) => rank(kind, a) - rank(kind, b));
  const inside: Parts = new Map([["mimetype", utf8(kind.mimetype)], ...sorted]);
  inside.set("SHA256SUMS", sums(inside));
  return padded(kind, inside);
}

/** The very folder with further entries that stand outside its sums, as a release does, padded anew. */
export function beside(kind: Kind, inside: Parts, more: Parts): Bytes {
  const entries = [...inside, ...more].filter(([name]) => name !== "padding");
  return padded(kind, new Map(entries.sort(([a], [b]) => rank(kind, a) - rank(kind, b))));
}

function padded(kind: Kind, inside: Parts): Bytes {
  const bare = boundSize([...inside, ["padding", new Uint8Array()] as const].map(([name, data]) => [name, data.length]));
  const size = kind.sizes.find((each) => each >= bare);
  if (size === undefined) throw new Unsupported("This is larger than can be sealed.", "Write a shorter one.");
  return bind(inside.set("padding", new Uint8Array(size - bare)));
}

/** The entries of a folder that a stranger may have made, checked in everything but its signature. */
export function empty(kind: Kind, plain: Bytes): Parts {
  if (!kind.sizes.includes(plain.length)) throw new Unsupported("The folder has a size that none of ours has.");
  const inside = unbind(plain);
  const ranks = [...inside.keys()].map((name) => rank(kind, name));
  if (ranks.some((each, i) => i > 0 && each < (ranks[i - 1] as number))) {
    throw new Unsupported("The entries of the folder are not in their order.");
  }
  const padding = inside.get("padding");
  const mimetype = inside.get("mimetype");
  if (mimetype === undefined || !same(mimetype, utf8(kind.mimetype)) || !inside.has(kind.head) || padding === undefined) {
    throw new Unsupported("An entry of the folder is missing or of another type.");
  }
  if (padding.some((byte) => byte !== 0)) throw new Unsupported("The padding holds something.");
  if (kind.never.some((name) => inside.has(name))) {
    throw new Unsupported("The folder holds a signature that none may hold.");
  }
  if (inside.has("release.txt") !== inside.has("release.txt.sig")) {
    throw new Unsupported("A release and its signature go together.");
  }
  const said = inside.get("SHA256SUMS");
  if (said === undefined || !same(said, sums([...inside].filter(([name]) => !NOT_SUMMED.includes(name))))) {
    throw new Forged("The sums do not fit what is in the folder.", "It was changed on the way. Do not rely on it.");
  }
  return inside;
}

/** Whether the folder is signed; a signature that is there must be right, and made for this. Throws Forged. */
export async function checkSignature(kind: Kind, inside: Parts, writer: string, namespace = kind.namespace): Promise<boolean> {
  const signature = inside.get("SHA256SUMS.sig");
  if ((signature !== undefined) !== (writer !== "")) {
    throw new Forged("It names a key but is not signed with it.", "Do not rely on it.");
  }
  if (signature === undefined) return false;
  await sshsig.check(asciiOf(signature), inside.get("SHA256SUMS") as Bytes, namespace, writer);
  return true;
}

/** Bytes as text for comparing only: what is not UTF-8 becomes text that equals nothing. */
export function asciiOf(data: Bytes): string {
  try {
    return text(data);
  } catch {
    return "";
  }
}
