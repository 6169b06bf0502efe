/** "Do not write to me again", and taking it back; "this letter is not for me". */

import { Status, actions, button, el, heading, paragraphs, type Child } from "../page.ts";
import type { Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import type { Act } from "../wire.ts";
import { backButton, doing, saidView } from "./doing.ts";
import { privateLink } from "./keep.ts";

export function neverView(reading: Reading): void {
  const n = say.never;
  // Whoever holds the bare link, the writer too, can take back what is said under it; under a private link nobody else can.
  const bare = reading.keepSecret === undefined && reading.front !== undefined && !reading.holder.copy;
  const done = (): void => saidView(
    reading, n.done, [n.doneLong, reading.keepSecret === undefined ? n.doneBare : n.donePrivate], again(reading));
  actView(reading, "never", n.title, n.long, n.do, done, bare && privateLink(reading, n.privately), again(reading, n.before));
}

/** Takes a "never" back: right after it, or later under the same link, to which the office answers always alike. */
function again(reading: Reading, label: string = say.never.again): HTMLElement {
  const status = new Status();
  const run = async (): Promise<void> => {
    const done = await doing(reading, status, () => reading.act("again"));
    if (done !== undefined) saidView(reading, say.never.undone, [say.never.undoneLong]);
  };
  return el("div", {}, actions(button(label, () => void run())), status.element);
}

export function notForMeView(reading: Reading): void {
  const n = say.notForMe;
  actView(reading, "not-for-me", n.title, n.long, n.do, () => saidView(reading, n.done, [n.doneLong]));
}

/** A page that says what an act means before the button that does it. */
function actView(
  reading: Reading, act: Act, title: string, long: readonly string[], label: string, done: () => void, first: Child = undefined, ...more: readonly Child[]
): void {
  const status = new Status();
  const run = async (): Promise<void> => {
    if ((await doing(reading, status, () => reading.act(act))) !== undefined) done();
  };
  reading.show(heading(title), ...paragraphs(long), first, actions(button(label, () => void run()), backButton(reading)), status.element, ...more);
}
