/**
 * Stands in the bundle for `recipients.js` of age-encryption, as `build.mjs` puts it there: the two kinds of age keys that our
 * letters are sealed to, and for every other kind (hybrid post-quantum, hardware tags) an error, never a weaker key.
 */

export { ScryptIdentity, ScryptRecipient, X25519Identity, X25519Recipient } from "./node_modules/age-encryption/dist/recipients.js";

class Absent {
  constructor() {
    throw new Error("this kind of age key is not in the bundle");
  }
}

export { Absent as HybridIdentity, Absent as HybridRecipient, Absent as HybridTagRecipient, Absent as TagRecipient };
/** No key is ever made by this library: ours come from the desk, or from `bytes.ts`. */
export {
  Absent as generateHybridIdentity, Absent as generateIdentity, Absent as generateX25519Identity, Absent as identityToRecipient,
};
