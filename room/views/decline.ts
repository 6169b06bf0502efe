/** Before a letter is put away unopened: what that means, and one switch that starts off. */

import { Status, actions, button, el, heading, paragraphs } from "../page.ts";
import type { Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { tellBody } from "../wire.ts";
import { backButton, doing, saidView } from "./doing.ts";
import { neverView, notForMeView } from "./no_more.ts";

export function declineView(reading: Reading): void {
  const d = say.decline;
  const status = new Status();
  const told = el("input", { type: "checkbox", role: "switch", name: "not_wanted", "aria-describedby": "told-help" });
  const putAway = async (): Promise<void> => {
    const notWanted = told.checked;
    const done = await doing(reading, status, async () => {
      await reading.act("decline");
      return notWanted ? reading.act("tell", tellBody({ requested: false, received: false, read: false, notWanted })) : true;
    });
    if (done === undefined) return;
    saidView(reading, d.done, [d.doneLong, ...(notWanted ? [d.doneTold(reading.writer)] : [])], ...more(reading));
  };
  reading.show(heading(d.title), ...paragraphs(d.long),
    el("ul", { class: "switches" }, el("li", {}, el("label", { class: "switch" },
      el("span", { class: "switch__what" }, el("b", {}, d.tell(reading.writer)),
        el("span", { class: "help", id: "told-help" }, d.tellHelp)),
      el("span", { class: "switch__state", "aria-hidden": "true" }), told))),
    actions(button(d.do, () => void putAway()), backButton(reading, d.back)), status.element, ...more(reading));
}

const more = (reading: Reading): HTMLElement[] => [
  el("h2", {}, say.noMore.title), el("p", { class: "measure" }, say.noMore.long),
  actions(button(say.noMore.never, () => neverView(reading)), button(say.noMore.notForMe, () => notForMeView(reading))),
];
