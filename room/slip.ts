/** The code on a reply slip (`spec/envelope.md`, "Paper"). The room shows none; the vectors hold it to what Python reads. */

import { base32nopad } from "@scure/base";
import { hex, own, utf8 } from "./bytes.ts";
import { Forged, Unsupported } from "./errors.ts";
import { recipientOf, verifies } from "./keys.ts";

const PREFIX = "AMENDS1:";

/** Letter and reply recipient behind a code, which the key of this writer must have signed. Throws Unsupported or Forged. */
export async function readSlip(code: string, writer: Uint8Array): Promise<{ letter: string; reply: string }> {
  const data = decoded(code.trim());
  const slip = { letter: hex(data.slice(0, 16)), reply: recipientOf(data.slice(16, 48)) };
  if (!await verifies(data.slice(48), utf8(`amends-slip/1\n${slip.letter}\n${slip.reply}\n`), writer)) {
    throw new Forged("This slip was not printed by this desk.");
  }
  return slip;
}

function decoded(code: string): Uint8Array {
  try {
    const data = own(base32nopad.decode(code.slice(PREFIX.length)));
    if (code.startsWith(PREFIX) && data.length === 16 + 32 + 64) return data;
  } catch {
    // falls through: said below in our own words
  }
  throw new Unsupported("This is not the code of a reply slip.");
}
