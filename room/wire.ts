/** What room and office say to each other, and the exact bytes that are signed: `src/amends/wire/` in the browser. */

import { digest, fromBase64, utf8, type Bytes } from "./bytes.ts";
import { bind, fromJson, isId, isKey, isObject, isSha256, toJson, type Json, type JsonObject, type KeyKind } from "./envelope.ts";
import { Unsupported } from "./errors.ts";

export const NONCE_HEADER = "Amends-Nonce";
export const SIGNATURE_HEADER = "Amends-Signature";
export const KEY_HEADER = "Amends-Key";

export type Act =
  | "open" | "keep" | "decline" | "answer" | "take-back" | "tell" | "pass-on" | "not-for-me" | "never" | "again" | "state"
  | "answers";

/** The bytes a reader signs for one act: office, letter, act, digest of the body, nonce, each on its own line. */
export const actBytes = (office: string, letter: string, act: Act, body: Uint8Array, nonce: string): Bytes =>
  utf8(`amends-act/1\n${office}\n${letter}\n${act}\n${digest(body)}\n${nonce}\n`);

/** What an office says about itself to anybody. */
export interface OfficeCard {
  readonly id: string;
  readonly name: string;
  readonly exitUrl: string;
}

/** Length and digest of a closed part, so that torn and wrong key can be told apart. */
export interface PartSeen {
  readonly bytes: number;
  readonly sha256: string;
}

/** How an answer goes back: sealed to the writer; to a bank that reads it first, sealed or on paper alone; or not at all. */
export type AnswerRoad = (typeof ANSWER_ROADS)[number];
const ANSWER_ROADS = ["sealed", "screened", "on-paper", "none"] as const;

export const isAnswerRoad = (value: Json | undefined): value is AnswerRoad => ANSWER_ROADS.some((road) => road === value);

/** What became of an answer that a bank reads first; `remarks` is the reason, sealed to the letter's key. */
export interface LeftAnswer {
  readonly id: string;
  readonly state: string;
  readonly arrived: string;
  readonly remarks: Bytes;
}

/** What the office says to anybody who knows a letter's id; the same whatever was done with the letter. */
export interface Standing {
  readonly id: string;
  readonly actKey: string;
  /** The day the office received it, `YYYY-MM-DD`. */
  readonly since: string;
  readonly front: PartSeen;
  readonly letter: PartSeen;
  readonly keyKind: KeyKind;
  /** Whether this is a copy that was passed on. */
  readonly copy: boolean;
  readonly answers: AnswerRoad;
  /** What an answer is held to, in words for whoever writes one. */
  readonly rules: string;
}

/** What a recipient chose to let the writer know. Everything is off until chosen. */
export interface Told {
  readonly requested: boolean;
  readonly received: boolean;
  readonly read: boolean;
  readonly notWanted: boolean;
}

/** One thing that was done with a letter, as the private link shows it. */
export interface Done {
  readonly act: string;
  readonly at: string;
  readonly ref: string;
}

export interface State {
  readonly done: readonly Done[];
  readonly withdrawn: boolean;
}

const wrong = (): Unsupported => new Unsupported("The office's answer is malformed.");

function message(data: Uint8Array): JsonObject {
  const fields = fromJson(data);
  if (!isObject(fields) || fields["amends"] !== 1) throw wrong();
  return fields;
}

function string(value: Json | undefined, fits: (text: string) => boolean = () => true): string {
  if (typeof value !== "string" || !fits(value)) throw wrong();
  return value;
}

function boolean(value: Json | undefined): boolean {
  if (typeof value !== "boolean") throw wrong();
  return value;
}

function part(value: Json | undefined): PartSeen {
  if (!isObject(value) || typeof value["bytes"] !== "number") throw wrong();
  return { bytes: value["bytes"], sha256: string(value["sha256"], isSha256) };
}

export function officeCard(data: Uint8Array): OfficeCard {
  const fields = message(data);
  return { id: string(fields["id"], isId), name: string(fields["name"]), exitUrl: string(fields["exit_url"]) };
}

export function standing(data: Uint8Array): Standing {
  const fields = message(data);
  const kind = fields["key_kind"];
  const answers = fields["answers"] ?? "sealed";
  if (!isAnswerRoad(answers)) throw wrong();
  if (fields["state"] !== "here" || (kind !== "link" && kind !== "words" && kind !== "age")) throw wrong();
  return {
    id: string(fields["id"], isId), actKey: string(fields["act_key"], isKey), since: string(fields["since"]),
    front: part(fields["front"]), letter: part(fields["letter"]), keyKind: kind, copy: boolean(fields["copy"]), answers,
    rules: string(fields["answer_rules"] ?? ""),
  };
}

export function nonces(data: Uint8Array): readonly string[] {
  const list = message(data)["nonces"];
  if (!Array.isArray(list)) throw wrong();
  return (list as readonly Json[]).map((nonce) => string(nonce, (text) => /^[A-Za-z0-9_-]{40,120}$/.test(text)));
}

export function state(data: Uint8Array): State {
  const fields = message(data);
  const list = fields["done"];
  if (!Array.isArray(list)) throw wrong();
  const done = (list as readonly Json[]).map((each) => {
    if (!isObject(each)) throw wrong();
    return { act: string(each["act"]), at: string(each["at"]), ref: string(each["ref"]) };
  });
  return { done, withdrawn: boolean(fields["withdrawn"]) };
}

/** What became of one's answers. */
export function leftAnswers(data: Uint8Array): readonly LeftAnswer[] {
  const list = message(data)["answers"];
  if (!Array.isArray(list)) throw wrong();
  return (list as readonly Json[]).map((each) => {
    if (!isObject(each)) throw wrong();
    const remarks = fromBase64(string(each["remarks"]));
    return { id: string(each["id"], isId), state: string(each["state"]), arrived: string(each["arrived"]), remarks };
  });
}

/** A text field of an act's answer, such as the id of an answer or a copy. */
export const ref = (data: Uint8Array, name: "answer" | "copy"): string => string(message(data)[name], isId);

/** Whether it was done: false when an answer was collected before it could be taken back. */
export const isDone = (data: Uint8Array): boolean => boolean(message(data)["done"]);

/** The code in an office's error, or an empty text where it is no error of an office's. */
export function errorCode(data: Uint8Array): string {
  try {
    return string(message(data)["error"]);
  } catch {
    return "";
  }
}

export const noncesBody = (count: number): Bytes => toJson({ count });
export const keepBody = (keepKey: string): Bytes => toJson({ amends: 1, keep_key: keepKey });
export const takeBackBody = (answer: string): Bytes => toJson({ amends: 1, answer });
export const tellBody = (told: Told): Bytes =>
  toJson({ amends: 1, requested: told.requested, received: told.received, read: told.read, not_wanted: told.notWanted });

/** An answer made without an office, as a file: a bound folder of `answer.json` and `reply.age`. */
export const answerFile = (letter: string, reply: Bytes): Bytes =>
  bind(new Map([["answer.json", toJson({ amends: 1, kind: "answer", letter })], ["reply.age", reply]]));
