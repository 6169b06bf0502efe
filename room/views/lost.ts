/** When a letter cannot be shown: what happened, that it is nobody's fault who reads this, and one thing to do. */

import { AmendsError, Forged, NotHere, OfficeUnreachable, Refused, TakenBack, TooMany, Torn, Unsupported, WrongKey } from "../errors.ts";
import { actions, button, el, heading, type Child } from "../page.ts";
import { drawing, type Drawing } from "../parts.ts";
import { showIn, type Reading, type Shell } from "../reading.ts";
import { say } from "../sentences.ts";
import { neverView } from "./no_more.ts";

export interface Ways {
  /** Tries the same once more. */
  readonly retry?: () => void;
  /** Asks for the whole link. */
  readonly paste?: HTMLElement;
  /** What is known of the letter, where the bare link can still act. */
  readonly reading?: Reading;
  /** What is missing of the link: its end, or the whole key. */
  readonly link?: "cut-off" | "no-key" | "no-key-offline";
}

/** Title and text, what to do, the drawing, and whether trying again can help. */
function kindOf(error: AmendsError, ways: Ways): readonly [readonly string[], readonly string[], Drawing, boolean] {
  const l = say.lost;
  if (ways.link === "cut-off") return [l.cutOff, l.cutOffDo, "locked", false];
  if (ways.link === "no-key") return [l.noKey, [], "locked", false];
  if (ways.link === "no-key-offline") return [l.noKeyOffline, [], "locked", false];
  if (error instanceof Torn) return [l.torn, l.tornDo, "torn", true];
  if (error instanceof WrongKey) return [l.wrongKey, l.wrongKeyDo, "locked", false];
  if (error instanceof TakenBack) return [l.takenBack, [], "gone", false];
  if (error instanceof NotHere) return [l.notHere, l.notHereDo, "empty", false];
  if (error instanceof Forged) return [l.forged, l.forgedDo, "locked", false];
  if (error instanceof Unsupported) return [l.unsupported, l.unsupportedDo, "locked", false];
  if (error instanceof TooMany) return [l.tooMany, l.tooManyDo, "empty", true];
  if (error instanceof Refused) return [l.refused, [], "locked", true];
  if (error instanceof OfficeUnreachable) return [l.unreachable, [], "empty", true];
  return [l.browser, l.browserDo, "locked", false];
}

export function lostView(shell: Shell, error: AmendsError, ways: Ways): void {
  const [[title = "", text = ""], steps, which, again] = kindOf(error, ways);
  const { reading, paste, retry } = ways;
  const never: Child = error instanceof TakenBack && reading !== undefined
    && el("div", {}, el("p", {}, say.lost.takenBackNever), actions(button(say.noMore.never, () => neverView(reading))));
  const ask: Child = error instanceof NotHere && shell.askUrl !== ""
    && el("p", {}, el("a", { href: shell.askUrl, rel: "noreferrer" }, say.lost.notHereAsk));
  const askLink = paste !== undefined && !again && !(error instanceof TakenBack);
  showIn(shell.main, el("section", { class: "lost" }, drawing(which),
    el("div", {}, heading(title), el("p", {}, text),
      steps.length > 0 && el("ul", { class: "said" }, ...steps.map((step) => el("li", {}, step))),
      ask, never, askLink && paste, again && retry !== undefined && actions(button(say.tryAgain, retry)),
      el("details", { class: "above small" }, el("summary", {}, say.lost.forPostRoom),
        el("p", { class: "num", lang: "en" }, `${error.kind}: ${error.message}`)))));
}
