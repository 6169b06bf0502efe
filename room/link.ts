/** Links: what a reader was given, and what mail programs made of it. */

import { fromBase64url, toBase64url, type Bytes } from "./bytes.ts";
import { WrongKey } from "./errors.ts";
import { letterKeys, secretOf, type LetterKeys } from "./keys.ts";

/** What an address or pasted text says: maybe a letter, maybe its key, maybe a reader's own private key. */
export interface Link {
  /** Letter id; empty where the text names none. */
  readonly id: string;
  readonly keys: LetterKeys | undefined;
  readonly keepSecret: Bytes | undefined;
  /** Whether the beginning of a key is there but not a whole and right one. */
  readonly cutOff: boolean;
  /** Whether the key stood in the part of the address that is sent to an office. */
  readonly mangled: boolean;
}

const START = /AGE-SECRET-KEY-1/i;
const KEY = /AGE-SECRET-KEY-1([0-9A-Z]{0,58})(?:\.([A-Za-z0-9_-]*))?/i;

/** What a link, a part of one or a bare identity says, however a program on the way spelled it. */
export async function parseLink(given: string): Promise<Link> {
  const unfolded = unescaped(given).replace(/[\s\u200b\u00ad]+/g, "");
  const id = /(?:^|[^0-9a-f])([0-9a-f]{32})(?![0-9a-f])/i.exec(unfolded.split(START)[0] ?? "")?.[1]?.toLowerCase() ?? "";
  const mangled = START.test(unescaped(given.split("#")[0] ?? "")) && /\/l\//.test(given);
  const match = KEY.exec(unfolded);
  if (match === null) return { id, keys: undefined, keepSecret: undefined, cutOff: /#.*\S/.test(unfolded), mangled: false };
  try {
    const identity = `AGE-SECRET-KEY-1${match[1] ?? ""}`;
    const keys = await letterKeys(secretOf(sameCase(match[0].slice(0, 16), identity)));
    const keepSecret = match[2] === undefined || match[2] === "" ? undefined : keepSecretOf(match[2]);
    return { id, keys, keepSecret, cutOff: false, mangled };
  } catch (error) {
    if (!(error instanceof WrongKey)) throw error;
    return { id, keys: undefined, keepSecret: undefined, cutOff: true, mangled };
  }
}

/** A link made small as a whole is right; one with mixed letters was changed. */
const sameCase = (prefix: string, identity: string): string =>
  prefix === prefix.toLowerCase() ? identity.replace(/^AGE-SECRET-KEY-/, "age-secret-key-") : identity;

/** A keep secret has no check digits of its own, so its length must fit; punctuation that a sentence left behind is not part of it. */
function keepSecretOf(spelled: string): Bytes {
  try {
    const secret = fromBase64url(spelled.slice(0, 43));
    if (secret.length === 32) return secret;
  } catch {
    // falls through: said below in our own words
  }
  throw new WrongKey("The private link is not whole.");
}

function unescaped(given: string): string {
  let text = given;
  for (let round = 0; round < 4 && /%[0-9a-f]{2}/i.test(text); round++) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  }
  return text;
}

/** The fragment of a link, without its `#`. */
export const fragment = (keys: LetterKeys, keepSecret?: Bytes): string =>
  keepSecret === undefined ? keys.identity : `${keys.identity}.${toBase64url(keepSecret)}`;

/** The link to a letter at an office. */
export const linkTo = (office: string, id: string, keys: LetterKeys, keepSecret?: Bytes): string =>
  `${office}/l/${id}#${fragment(keys, keepSecret)}`;

