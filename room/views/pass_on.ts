/** Passing a letter on: the very same folders, sealed again in this browser under a fresh secret, as a read-only copy. */

import { sealAge } from "../age.ts";
import { chance, hex, type Bytes } from "../bytes.ts";
import { Envelope, pack } from "../envelope.ts";
import { LimitReached, Refused } from "../errors.ts";
import { letterKeys, type LetterKeys } from "../keys.ts";
import { linkTo } from "../link.ts";
import { Status, actions, button, heading, paragraphs } from "../page.ts";
import type { Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { ref } from "../wire.ts";
import { Once, backButton, doing, linkField } from "./doing.ts";

export function passOnView(reading: Reading): void {
  const p = say.passOn;
  const office = reading.holder.office;
  if (office === undefined) return;
  const status = new Status();
  const fresh = letterKeys(chance(32)); // one for this page, as the copy is
  const copy = new Once<Bytes>(); // pressing again makes no second one
  const run = async (): Promise<void> => {
    const keys = await fresh;
    const made = await doing(reading, status, async () => {
      try {
        return ref(await reading.act("pass-on", await copy.get("", () => copyOf(reading, keys))), "copy");
      } catch (error) {
        if (error instanceof LimitReached) return "";
        throw error;
      }
    });
    if (made === "") return status.say(p.limit);
    if (made === undefined) return;
    const field = linkField("copy-link", p.label, p.help, linkTo(office.office, made, keys));
    reading.show(heading(p.done), ...paragraphs([p.doneLong]), field, actions(backButton(reading)));
  };
  reading.show(heading(p.title), ...paragraphs(p.long), actions(button(p.do, () => void run()), backButton(reading)), status.element);
}

/** The packed envelope of a copy: front and letter as they were signed, closed to these keys. */
async function copyOf(reading: Reading, keys: LetterKeys): Promise<Bytes> {
  if (reading.front === undefined || reading.opened === undefined) throw new Refused("The letter is not open.");
  const front = await sealAge(reading.front.plain, keys.recipient);
  const letter = await sealAge(reading.opened.plain, keys.recipient);
  return pack(new Envelope({ id: hex(chance(16)), actKey: keys.act.key, front, letter, copyOf: reading.id }));
}
