/** The self-opening file: the same pages, from an envelope that lies in the page itself, without any connection. */

import { fromBase64 } from "./bytes.ts";
import { unpack, type Envelope } from "./envelope.ts";
import { AmendsError, NotOpenable, WrongKey } from "./errors.ts";
import { wireExit } from "./exit.ts";
import type { LetterKeys } from "./keys.ts";
import { parseLink } from "./link.ts";
import { keysByIdentity, keysByWords, openFront } from "./open.ts";
import { Reading, type Holder, type Shell } from "./reading.ts";
import { needView, pasteForm } from "./views/keys.ts";
import { lostView } from "./views/lost.ts";
import { sealedView } from "./views/sealed.ts";

/** Another key was given meanwhile: whatever an earlier one still brings is not shown. */
let visit = 0;

async function visitFile(shell: Shell, envelope: Envelope, given: string): Promise<void> {
  const mine = ++visit;
  if (globalThis.crypto?.subtle === undefined) return lostView(shell, new NotOpenable("No secure context."), {});
  const link = await parseLink(given);
  if (mine !== visit) return;
  const paste = pasteForm(true, "", (whole) => void visitFile(shell, envelope, `#${whole.keys?.identity ?? ""}`));
  const go = async (keys: LetterKeys): Promise<void> => {
    try {
      if (keys.act.key !== envelope.actKey) throw new WrongKey("The key is another letter’s.");
      const copy = envelope.copyOf !== "" && envelope.copyOf !== envelope.id;
      // What a bank handed over has an envelope id of its own: whose front this is shows once the letter is open.
      const front = await openFront(envelope.front, keys, "");
      if (mine === visit) sealedView(new Reading(shell, holder(envelope, copy), envelope.id, keys, front));
    } catch (error) {
      if (mine === visit) lostView(shell, known(error), { paste });
    }
  };
  if (link.keys !== undefined) return go(link.keys);
  const { keyKind, key } = envelope;
  if (link.cutOff) return lostView(shell, new WrongKey("The key is not whole."), { paste, link: "cut-off" });
  if (keyKind === "link") return lostView(shell, new WrongKey("No key was given."), { paste, link: "no-key-offline" });
  const unwrap = (secret: string): Promise<LetterKeys> => (keyKind === "words" ? keysByWords : keysByIdentity)(key, secret.trim());
  return needView(shell, keyKind, unwrap, (keys) => void go(keys));
}

// Only that a bank reads answers first is taken from the file: an answer is then sealed to the key that the writer signed.
const holder = (envelope: Envelope, copy: boolean): Holder => ({
  name: "", since: "", office: undefined, copy, answers: readFirst && !copy ? "screened" : undefined, fetchLetter: () => Promise.resolve(envelope.letter),
});

function known(error: unknown): AmendsError {
  if (error instanceof AmendsError) return error;
  reportError(error);
  return new NotOpenable("Something in this page failed.");
}

const main = document.querySelector<HTMLElement>("main");
const readFirst = document.querySelector<HTMLElement>("#envelope")?.dataset["answers"] === "screened";
const held = document.querySelector("#envelope")?.textContent?.trim() ?? "";
if (main !== null) {
  const shell: Shell = { main, office: "", helpUrl: "", askUrl: "" };
  wireExit();
  try {
    const envelope = unpack(fromBase64(held));
    addEventListener("hashchange", () => void visitFile(shell, envelope, location.hash));
    void visitFile(shell, envelope, location.hash);
  } catch (error) {
    lostView(shell, known(error), {});
  }
}
