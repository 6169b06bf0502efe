/** A reader at an office: look (which changes nothing) and act (a signed POST over a single-use nonce). */

import type { Bytes } from "./bytes.ts";
import { AmendsError, LimitReached, NotHere, OfficeUnreachable, Refused, TakenBack, TooMany } from "./errors.ts";
import type { SigningKey } from "./keys.ts";
import * as wire from "./wire.ts";

const HINT = "Nothing is lost. You can try again.";

/** Which of a reader's keys signs: `act` (whoever holds the link) or `keep` (whoever holds the private link). */
export interface Signer {
  readonly which: "act" | "keep";
  readonly key: SigningKey;
}

/** One letter at one office. `office` is the office's origin. */
export class OfficeLetter {
  readonly office: string;
  readonly id: string;
  #card: Promise<wire.OfficeCard> | undefined;

  constructor(office: string, id: string) {
    this.office = office;
    this.id = id;
  }

  /** Throws NotHere, TakenBack, TooMany or OfficeUnreachable, as everything here does. */
  async standing(): Promise<wire.Standing> {
    const standing = wire.standing(await this.#ask("GET", `/api/letters/${this.id}`));
    if (standing.id !== this.id) throw new OfficeUnreachable("The office answered about another letter.", HINT);
    return standing;
  }

  front(): Promise<Bytes> {
    return this.#ask("GET", `/api/letters/${this.id}/front`);
  }

  sideFile(): Promise<Bytes> {
    return this.#ask("GET", `/api/letters/${this.id}/key`);
  }

  /** Does one act and gives the office's answer. A nonce that grew too old is replaced, once. */
  async act(signer: Signer, act: wire.Act, body: Bytes = new Uint8Array()): Promise<Bytes> {
    this.#card ??= this.#ask("GET", "/api/office").then(wire.officeCard);
    this.#card.catch(() => (this.#card = undefined));
    const { id } = await this.#card;
    const once = async (): Promise<Bytes> => {
      const [nonce] = wire.nonces(await this.#ask("POST", "/api/nonces", wire.noncesBody(1)));
      if (nonce === undefined) throw new OfficeUnreachable("The office gave no nonce.", HINT);
      return this.#ask("POST", `/api/letters/${this.id}/acts/${act}`, body, {
        [wire.NONCE_HEADER]: nonce,
        [wire.SIGNATURE_HEADER]: await signer.key.sign(wire.actBytes(id, this.id, act, body, nonce)),
        [wire.KEY_HEADER]: signer.which === "keep" ? `keep ${signer.key.key}` : "act",
      });
    };
    try {
      return await once();
    } catch (error) {
      if (error instanceof StaleNonce) return once();
      throw error;
    }
  }

  async #ask(method: "GET" | "POST", path: string, body?: Bytes, headers: Record<string, string> = {}): Promise<Bytes> {
    const type = { "Content-Type": path.includes("/acts/") ? "application/octet-stream" : "application/json" };
    let status: number;
    let wait: boolean;
    let data: Bytes;
    try {
      const response = await fetch(`${this.office}${path}`, {
        method,
        ...(body !== undefined && { body }),
        headers: method === "POST" ? { ...type, ...headers } : { "Accept-Language": document.documentElement.lang },
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
      });
      status = response.status;
      wait = response.headers.has("Retry-After");
      data = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new OfficeUnreachable("The office did not answer.", HINT);
    }
    if (status >= 200 && status < 300) return data;
    throw refusal(status, wire.errorCode(data), wait);
  }
}

/** A nonce that is used, foreign or too old. */
class StaleNonce extends OfficeUnreachable {}

/** An office's refusal. A limit that passes with time says when to come again; any other stays. */
function refusal(status: number, code: string, wait: boolean): AmendsError {
  if (code === "not-here") return new NotHere("Nothing is kept under this link.");
  if (code === "taken-back") return new TakenBack("The writer has taken the letter back.");
  if (code === "limit" && !wait) return new LimitReached("As many as the office takes are there already.");
  if (code === "limit" || status === 429) return new TooMany("The office asks to wait.", HINT);
  if (code === "nonce") return new StaleNonce("The office wants a fresh nonce.", HINT);
  if (code !== "" && status < 500) return new Refused(`The office answered “${code}” (${status}).`);
  return new OfficeUnreachable(`The office answered ${status}.`, HINT);
}
