/** The bank's office as its staff ask it: who is in, and every address under `/api/staff/`. */

import type { Bytes } from "../bytes.ts";
import { fromBase64 } from "../bytes.ts";
import { fromJson, isObject, toJson, type Json, type JsonObject } from "../envelope.ts";
import { AmendsError, OfficeUnreachable, Refused, Unsupported } from "../errors.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** An epoch as the office shows it to one member of staff; `sealed` is empty where they have not been given it. */
export interface EpochSeen {
  readonly number: number;
  readonly key: string;
  readonly sign: string;
  readonly since: string;
  readonly ended: string;
  readonly fingerprint: string;
  readonly sealed: Bytes;
}

/** Who is in. */
export interface Me {
  readonly office: string;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly acts: readonly string[];
  readonly wrapped: Bytes;
  readonly ageKey: string;
  readonly readers: number;
  readonly mayReject: boolean;
  readonly epochs: readonly EpochSeen[];
  /** The bank's name, as it stands in a grant. */
  readonly bank: string;
  /** What a custodian signed with the key in use over this colleague's name and key, for who takes in letters; or empty. */
  readonly certificate: string;
  /** As what they take letters in. */
  readonly clerkRole: string;
}

/** Nobody is in, or not any more. */
export class NotIn extends Refused {}

export class Bank {
  /** What a page sends back with every act. */
  #page = "";

  async me(): Promise<Me> {
    const said = await this.get("me");
    this.#page = texts(said, "page");
    return {
      office: texts(said, "office"), id: texts(said, "id"), name: texts(said, "name"), roles: list(said, "roles").map(String),
      acts: list(said, "acts").map(String), wrapped: bytes(said, "wrapped"), ageKey: texts(said, "age_key"),
      readers: number(said, "readers"), mayReject: said["may_reject"] === true, bank: texts(said, "bank"), certificate: texts(said, "certificate"),
      clerkRole: texts(said, "clerk_role"),
      epochs: list(said, "epochs").map((each) => {
        const row = object(each);
        return {
          number: number(row, "number"), key: texts(row, "key"), sign: texts(row, "sign"), since: texts(row, "since"),
          ended: texts(row, "ended"), fingerprint: texts(row, "fingerprint"), sealed: bytes(row, "sealed"),
        };
      }),
    };
  }

  get = async (path: string): Promise<JsonObject> => object(fromJson(await this.#ask("GET", path)));

  post = async (path: string, fields: JsonObject = {}): Promise<JsonObject> =>
    object(fromJson(await this.#ask("POST", path, toJson({ amends: 1, ...fields }))));

  /** Sends bytes, or nothing, and gives bytes. */
  send = (path: string, body: Bytes = new Uint8Array()): Promise<Bytes> => this.#ask("POST", path, body);

  async #ask(method: "GET" | "POST", path: string, body?: Bytes): Promise<Bytes> {
    let status: number;
    let data: Bytes;
    try {
      const response = await fetch(`/api/staff/${path}`, {
        method, ...(body !== undefined && { body }), cache: "no-store", credentials: "same-origin", redirect: "error",
        headers: {
          "Accept-Language": document.documentElement.lang, ...(method === "POST" && { "Content-Type": "application/octet-stream", "Amends-Page": this.#page }),
        },
      });
      status = response.status;
      data = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new OfficeUnreachable(...w.silent);
    }
    if (status >= 200 && status < 300) return data;
    throw refusal(status, data);
  }
}

function refusal(status: number, data: Bytes): AmendsError {
  try {
    const said = object(fromJson(data));
    const [message, hint] = [texts(said, "message"), texts(said, "hint")];
    return said["out"] === true ? new NotIn(message, hint) : new Refused(message, hint);
  } catch {
    return new OfficeUnreachable(...w.answered(status));
  }
}

const wrong = (): Unsupported => new Unsupported(...w.unknown);

export function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw wrong();
  return value;
}

export function texts(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw wrong();
  return value;
}

export function number(fields: JsonObject, name: string): number {
  const value = fields[name];
  if (typeof value !== "number") throw wrong();
  return value;
}

export function list(fields: JsonObject, name: string): readonly Json[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw wrong();
  return value as readonly Json[];
}

export const bytes = (fields: JsonObject, name: string): Bytes => fromBase64(texts(fields, name));
