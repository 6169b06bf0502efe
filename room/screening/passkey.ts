/** Passkeys: made and used by the browser. What the extension `prf` answers stays here and is never sent. */

import { fromBase64url, own, toBase64url, utf8, type Bytes } from "../bytes.ts";
import type { JsonObject } from "../envelope.ts";
import { AmendsError, Refused } from "../errors.ts";
import { wrong as w } from "./wrong_sentences.ts";

const SALT = utf8("amends-staff-prf/1");

/** What is sent to the office, and what stays. */
export interface Used {
  readonly credential: JsonObject;
  /** The passkey's answer to our salt; absent where it has none. */
  readonly answer: Bytes | undefined;
}

type Prf = { prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } } };

/** Makes a passkey as the office asks. Throws Refused where its owner does not want to. */
export async function make(asked: JsonObject): Promise<Used> {
  const options = asked as unknown as PublicKeyCredentialCreationOptionsJSON;
  const made = await wanted(() => navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions), challenge: fromBase64url(options.challenge),
      user: { ...options.user, id: fromBase64url(options.user.id) }, extensions: { prf: { eval: { first: SALT } } },
    },
  }));
  const response = made.response as AuthenticatorAttestationResponse;
  return used(made, { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) });
}

/** Uses one. Throws Refused. */
export async function use(asked: JsonObject): Promise<Used> {
  const options = asked as unknown as PublicKeyCredentialRequestOptionsJSON;
  const got = await wanted(() => navigator.credentials.get({
    publicKey: {
      challenge: fromBase64url(options.challenge), rpId: options.rpId as string, userVerification: "required",
      extensions: { prf: { eval: { first: SALT } } },
    },
  }));
  const response = got.response as AuthenticatorAssertionResponse;
  return used(got, {
    clientDataJSON: text(response.clientDataJSON), authenticatorData: text(response.authenticatorData),
    signature: text(response.signature), userHandle: text(response.userHandle ?? new ArrayBuffer(0)),
  });
}

async function wanted(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (error instanceof AmendsError) throw error;
  }
  throw new Refused(...w.noPasskey);
}

function used(credential: PublicKeyCredential, response: JsonObject): Used {
  const first = (credential.getClientExtensionResults() as Prf).prf?.results?.first;
  const id = toBase64url(new Uint8Array(credential.rawId));
  return { credential: { id, rawId: id, type: "public-key", response }, answer: first && own(new Uint8Array(first)) };
}

const text = (data: ArrayBuffer): string => toBase64url(new Uint8Array(data));
