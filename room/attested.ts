/** Whose clerk attests a letter that came on paper, in the place of its writer's signature; `spec/envelope.md`, "On paper". */

import { utf8, type Bytes } from "./bytes.ts";
import type { Parts } from "./envelope.ts";
import { Forged } from "./errors.ts";
import { CLERK, asciiOf } from "./folder.ts";
import type { LetterHeader, TakenIn } from "./headers.ts";
import * as sshsig from "./sshsig.ts";

/** What a custodian signs with the bank's key, so that a reader knows whose clerk this is. */
export const clerkText = (clerk: Pick<TakenIn, "by" | "role" | "sign">): Bytes =>
  utf8(`amends-clerk/1\nname ${clerk.by}\nrole ${clerk.role}\nsign ${clerk.sign}\n`);

/** Checks that the clerk who attests a letter is one of the bank's that it came to. Throws Forged. */
export async function checkClerk({ takenIn, grant }: LetterHeader, inside: Parts): Promise<void> {
  const certificate = inside.get(CLERK);
  if (takenIn === undefined || grant === undefined || certificate === undefined) {
    if (takenIn !== undefined || certificate !== undefined) throw new Forged("No clerk of the bank’s attests it.", "Do not rely on it.");
  } else await sshsig.check(asciiOf(certificate), clerkText(takenIn), sshsig.CLERK, grant.sign);
}
