/**
 * The envelope and its two building blocks, canonical JSON and the bound folder: `src/amends/envelope.py` in the
 * browser. `spec/envelope.md` is normative.
 */

import { digest, join, same, text, utf8, type Bytes } from "./bytes.ts";
import { Torn, Unsupported } from "./errors.ts";

export const VERSION = 1;
export const FRONT_BYTES_MOST = 64 * 1024;
export const LETTER_BYTES_MOST = 10 * 1024 * 1024;
export const KEY_BYTES_MOST = 4 * 1024;
export const ENVELOPE_BYTES_MOST = FRONT_BYTES_MOST + LETTER_BYTES_MOST + KEY_BYTES_MOST + 4096;

export type KeyKind = "link" | "words" | "age";
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
/** The parts of a bound folder, by name, in their order. */
export type Parts = Map<string, Bytes>;

// ── canonical JSON ──────────────────────────────────────────────────────────────────────────────────────────────

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Canonical JSON. Throws a RangeError for what has no canonical form. */
export const toJson = (value: Json): Bytes => utf8(spell(value));

function spell(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isInteger(value) || Math.abs(value) > 2 ** 53 || Object.is(value, -0)) throw new RangeError("number");
    return String(value);
  }
  if (typeof value === "string") return spellText(value);
  if (!isObject(value)) return `[${value.map(spell).join(",")}]`;
  const keys = Object.keys(value).sort();
  if (!keys.every((key) => /^[\0-\x7f]*$/.test(key))) throw new RangeError("keys are ASCII");
  return `{${keys.map((key) => `${JSON.stringify(key)}:${spell(value[key] as Json)}`).join(",")}}`;
}

function spellText(value: string): string {
  // JSON.stringify would spell a lone surrogate as an escape, for which UTF-8 has no bytes.
  if (value.normalize("NFC") !== value || /\p{Cs}/u.test(value)) throw new RangeError("text is not in NFC");
  return JSON.stringify(value);
}

/** The value of canonical JSON, and of nothing else. Throws Unsupported. */
export function fromJson(data: Uint8Array): Json {
  try {
    const value = JSON.parse(text(data)) as Json;
    if (same(toJson(value), data)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError)) throw error;
  }
  throw new Unsupported("This is not canonical JSON.", "The file was not made by amends, or was changed.");
}

// ── the bound folder ────────────────────────────────────────────────────────────────────────────────────────────

const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const DATE = 0x0021; // 1980-01-01, the first day a ZIP can name
const PART_NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/** The CRC-32 of ZIP and PNG (ITU-T V.42). */
export function crc32(data: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of data) c = (CRC_TABLE[(c ^ byte) & 0xff] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Little-endian numbers back to back: each as [bytes, value]. */
function packed(...fields: readonly (readonly [2 | 4, number])[]): Bytes {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** A stored ZIP (no compression, no dates, no extra fields) of these parts, in this order. */
export function bind(parts: ReadonlyMap<string, Uint8Array>): Bytes {
  const body: Uint8Array[] = [];
  const index: Uint8Array[] = [];
  let offset = 0;
  for (const [name, data] of parts) {
    if (!PART_NAME.test(name)) throw new RangeError(`${name} is no name for a part`);
    const label = utf8(name);
    const both = [
      [2, 10], [2, 0], [2, 0], [2, 0], [2, DATE], [4, crc32(data)], [4, data.length], [4, data.length],
      [2, label.length], [2, 0],
    ] as const;
    body.push(packed([4, 0x04034b50], ...both), label, data);
    index.push(packed([4, 0x02014b50], [2, 10], ...both, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), label);
    offset += LOCAL_SIZE + label.length + data.length;
  }
  const directory = join(index);
  const count = parts.size;
  const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, directory.length], [4, offset], [2, 0]);
  return join([...body, directory, end]);
}

/** How many bytes `bind` makes of parts with these names and sizes. */
export function boundSize(parts: Iterable<readonly [string, number]>): number {
  let size = END_SIZE;
  for (const [name, bytes] of parts) size += LOCAL_SIZE + CENTRAL_SIZE + 2 * name.length + bytes;
  return size;
}

const sizes = (parts: Parts): (readonly [string, number])[] => [...parts].map(([name, data]) => [name, data.length] as const);

/** The parts of a folder made by `bind`, and of no other ZIP. Throws Torn or Unsupported. */
export function unbind(data: Bytes): Parts {
  const parts: Parts = new Map();
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  while (at + 4 <= data.length && view.getUint32(at, true) === 0x04034b50) {
    if (at + LOCAL_SIZE > data.length) throw new Torn("The folder ends in the middle of an entry.");
    const short = (offset: number): number => view.getUint16(at + offset, true);
    const size = view.getUint32(at + 18, true);
    const start = at + LOCAL_SIZE + short(26);
    const name = String.fromCharCode(...data.subarray(at + LOCAL_SIZE, Math.min(start, at + LOCAL_SIZE + 65)));
    const plain = short(6) === 0 && short(8) === 0 && short(28) === 0 && view.getUint32(at + 22, true) === size;
    if (!plain || !PART_NAME.test(name) || parts.has(name)) {
      throw new Unsupported("The folder has an entry that no folder of ours may hold.");
    }
    if (start + size > data.length) throw new Torn("The folder ends in the middle of an entry.");
    const part = data.slice(start, start + size);
    if (crc32(part) !== view.getUint32(at + 14, true)) {
      throw new Torn("A part of the folder is not what was put there.", "Fetch it once more.");
    }
    parts.set(name, part);
    at = start + size;
  }
  if (parts.size === 0) throw new Unsupported("This is not a folder made by amends.");
  if (!same(bind(parts), data)) {
    if (data.length < boundSize(sizes(parts))) throw new Torn("The folder ends before its directory does.");
    throw new Unsupported("The folder is not in canonical form.");
  }
  return parts;
}

// ── the envelope ────────────────────────────────────────────────────────────────────────────────────────────────

export interface EnvelopeFields {
  readonly id: string;
  readonly actKey: string;
  /** Pseudonym of the person written to; empty for a copy. */
  readonly person?: string;
  readonly front: Bytes;
  readonly letter: Bytes;
  /** Side file that holds the letter secret; empty when it travels in the link. */
  readonly key?: Bytes;
  readonly keyKind?: KeyKind;
  readonly copyOf?: string;
}

/** A sealed letter as it is carried. Making one throws Unsupported where its fields cannot stand together. */
export class Envelope {
  readonly id: string;
  readonly actKey: string;
  readonly person: string;
  readonly front: Bytes;
  readonly letter: Bytes;
  readonly key: Bytes;
  readonly keyKind: KeyKind;
  readonly copyOf: string;

  constructor(fields: EnvelopeFields) {
    this.id = fields.id;
    this.actKey = fields.actKey;
    this.person = fields.person ?? "";
    this.front = fields.front;
    this.letter = fields.letter;
    this.key = fields.key ?? new Uint8Array();
    this.keyKind = fields.keyKind ?? "link";
    this.copyOf = fields.copyOf ?? "";
    if (!isId(this.id) || !isKey(this.actKey)) throw new Unsupported("The envelope's id or act key is malformed.");
    if ([this.person, this.copyOf].some((id) => id !== "" && !isId(id)) || (this.person === "") === (this.copyOf === "")) {
      throw new Unsupported("An envelope is for a person or a copy, and not both.");
    }
    if ((this.key.length > 0) !== (this.keyKind !== "link")) {
      throw new Unsupported("A side file goes with words or an age recipient, and only then.");
    }
    const most = [[this.front, FRONT_BYTES_MOST], [this.letter, LETTER_BYTES_MOST], [this.key, KEY_BYTES_MOST]] as const;
    if (most.some(([part, limit]) => part.length > limit)) throw new Unsupported("A part is larger than is carried.");
    if (this.front.length === 0 || this.letter.length === 0) throw new Unsupported("The front or the letter is empty.");
  }

  /** What stands on the envelope: everything but the closed parts, and of those their lengths and digests. */
  record(): JsonObject {
    return {
      amends: VERSION,
      id: this.id,
      act_key: this.actKey,
      front: seen(this.front),
      letter: seen(this.letter),
      ...(this.person !== "" && { person: this.person }),
      ...(this.copyOf !== "" && { copy_of: this.copyOf }),
      ...(this.keyKind !== "link" && { key: { ...seen(this.key), kind: this.keyKind } }),
    };
  }
}

const seen = (data: Uint8Array): { bytes: number; sha256: string } => ({ bytes: data.length, sha256: digest(data) });

/** The envelope as one file. */
export function pack(envelope: Envelope): Bytes {
  const parts: Parts = new Map([
    ["envelope.json", toJson(envelope.record())], ["front.age", envelope.front], ["letter.age", envelope.letter],
  ]);
  if (envelope.key.length > 0) parts.set("key.age", envelope.key);
  return bind(parts);
}

/** The envelope in a file made by `pack`. Throws Torn or Unsupported. */
export function unpack(data: Bytes): Envelope {
  if (data.length > ENVELOPE_BYTES_MOST) throw new Unsupported("The envelope is larger than is carried.");
  const parts = unbind(data);
  const none = new Uint8Array();
  const record = fromJson(parts.get("envelope.json") ?? none);
  if (!isObject(record) || record["amends"] !== VERSION) {
    throw new Unsupported("The envelope is of a version this program does not know.", "A newer amends can open it.");
  }
  const side = record["key"];
  const kind = side === undefined ? "link" : isObject(side) ? side["kind"] : undefined;
  if (kind !== "link" && kind !== "words" && kind !== "age") throw new Unsupported("The envelope's record is malformed.");
  const field = (name: string): string => {
    const value = record[name] ?? "";
    if (typeof value !== "string") throw new Unsupported("The envelope's record is malformed.");
    return value;
  };
  const envelope = new Envelope({
    id: field("id"), actKey: field("act_key"), person: field("person"), copyOf: field("copy_of"), keyKind: kind,
    front: parts.get("front.age") ?? none, letter: parts.get("letter.age") ?? none, key: parts.get("key.age") ?? none,
  });
  for (const [name, part] of [["front", envelope.front], ["letter", envelope.letter]] as const) {
    const said = record[name];
    if (!isObject(said) || !same(toJson(said), toJson(seen(part)))) {
      throw new Torn(`The ${name} did not arrive whole.`, "Fetch it once more.");
    }
  }
  if (!same(pack(envelope), data)) throw new Unsupported("The envelope is not in canonical form.");
  return envelope;
}

export const isId = (value: string): boolean => /^[0-9a-f]{32}$/.test(value);
export const isKey = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value);
export const isSha256 = (value: string): boolean => /^[0-9a-f]{64}$/.test(value);
