/** The sealed page: the envelope's outside, who carries it, three choices of one weight, and what opening tells to whom. */

import { AmendsError, TakenBack } from "../errors.ts";
import { choices, el, facts, heading, link, toggle, Status, type Child } from "../page.ts";
import { envelope } from "../parts.ts";
import { setWidth, waiting, type Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { loadHand } from "../show.ts";
import { declineView } from "./decline.ts";
import { keepView } from "./keep.ts";
import { doneSection, withdrawnView } from "./kept.ts";
import { lostView } from "./lost.ts";
import { openedView } from "./opened.ts";

export function sealedView(reading: Reading): void {
  const { front, holder } = reading;
  if (front === undefined) {
    const error = new TakenBack("The writer has taken the letter back.");
    return reading.keepSecret === undefined ? lostView(reading.shell, error, { reading }) : withdrawnView(reading);
  }
  const status = new Status();
  const turned = toggle(say.sealed.turn, "turned");
  let opening = false;
  const open = async (): Promise<void> => {
    if (opening) return;
    opening = true;
    (turned.firstElementChild as HTMLInputElement).checked = true;
    status.say(say.sealed.opening);
    try {
      const work = reading.open();
      await Promise.all([waiting(reading.shell, say.waitLetter, work, (note) => status.say(note.textContent)), drawn.open()]);
      if (status.here) openedView(reading);
    } catch (error) {
      if (!(error instanceof AmendsError)) throw error;
      if (status.here) lostView(reading.shell, error, { retry: () => sealedView(reading), reading });
    }
  };
  const drawn = envelope(front.header, holder.name, holder.since, () => void open());
  const title = holder.copy ? say.sealed.titleCopy : say.sealed.title;
  const lead = holder.copy ? say.sealed.leadCopy : holder.office === undefined ? say.sealed.leadOffline : say.sealed.lead;
  const may: (readonly [string, string, () => void])[] = [[say.sealed.open, say.sealed.openThen, () => void open()]];
  if (holder.office !== undefined && !holder.copy) {
    may.push([say.sealed.keep, say.sealed.keepThen, () => keepView(reading)]);
    may.push([say.sealed.decline, say.sealed.declineThen, () => declineView(reading)]);
  }
  void loadHand("front", front.hand, front.header.hand);
  reading.show(
    el("div", { class: "sealed" },
      el("header", {}, heading(title), el("p", { class: "lead" }, lead),
        reading.mended && el("p", { class: "notice small" }, say.sealed.mended)),
      el("section", { "aria-label": say.sealed.envelope }, drawn.element,
        el("div", { class: "turn" }, turned, toggle(say.sealed.plain, "plain", plainType()))),
      el("section", { "aria-labelledby": "about" }, el("h2", { id: "about", class: "unseen" }, say.sealed.about), about(reading),
        choices(say.sealed.choices, may), status.element,
        reading.shell.helpUrl !== "" && el("p", { class: "small soft above" }, link(say.sealed.elsewhere, reading.shell.helpUrl)))),
    reading.keepSecret !== undefined && doneSection(reading),
    tells(reading),
  );
  setWidth(reading.shell.main, "");
}

/** Whether the reader has the plain-type switch on, so that it stays on from page to page. */
export const plainType = (): boolean => document.querySelector<HTMLInputElement>("#plain")?.checked ?? false;

function about(reading: Reading): HTMLElement {
  const { holder } = reading;
  const { carried, carriedWho, fileWho, from, fromWho, since } = say.sealed;
  return facts([
    [from, fromWho(reading.writer)],
    [carried, holder.office === undefined ? fileWho : carriedWho(holder.name)],
    holder.since !== "" && [since, say.day(holder.since)],
  ]);
}

function tells(reading: Reading): HTMLElement {
  const file = reading.holder.office === undefined;
  const { tells: t } = say;
  const part = (who: string, learns: string): Child => el("div", {}, el("h3", {}, who), el("p", {}, learns));
  return el("section", { "aria-labelledby": "tells" }, el("h2", { id: "tells" }, t.title),
    el("div", { class: "tells" },
      part(t.writer, file ? t.writerOffline : t.writerLearns),
      file ? part(t.nobody, t.officeOffline) : part(t.office(reading.holder.name), t.officeSees),
      part(t.device, file ? t.deviceOffline : t.deviceKeeps)));
}
