/**
 * Stands in the bundle for the kinds of age keys that no letter of ours is sealed to (hybrid post-quantum, P-256):
 * `build.mjs` puts it in their place. Whoever reaches for one gets an error, never a weaker key.
 */

const absent = new Proxy(
  {},
  {
    get(): never {
      throw new Error("this kind of age key is not in the bundle");
    },
  },
);

export const MLKEM768P256 = absent;
export const MLKEM768X25519 = absent;
export const p256 = absent;
