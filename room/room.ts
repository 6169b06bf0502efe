/** The reading room: what runs under `/l/{id}`. It reads the link, looks at the envelope, and waits for its reader. */

import { OfficeLetter } from "./act.ts";
import type { Bytes } from "./bytes.ts";
import { AmendsError, NotHere, NotOpenable, TakenBack, WrongKey } from "./errors.ts";
import { wireExit } from "./exit.ts";
import type { LetterKeys } from "./keys.ts";
import { fragment, parseLink, type Link } from "./link.ts";
import { checkWhole, keysByIdentity, keysByWords, openFront } from "./open.ts";
import { heading } from "./page.ts";
import { Reading, officeHolder, showIn, waiting, type Shell } from "./reading.ts";
import { say } from "./sentences.ts";
import { needView, pasteForm } from "./views/keys.ts";
import { lostView, type Ways } from "./views/lost.ts";
import { sealedView } from "./views/sealed.ts";
import type { Standing } from "./wire.ts";

/** Another link was used meanwhile: whatever an earlier one still brings is not shown. */
let visit = 0;

/** What parts an address: before it may stand a language, behind it the letter and its key. */
const BEHIND = /\/l(?:\/|$)/i;

async function visitLetter(shell: Shell): Promise<void> {
  const mine = ++visit;
  if (globalThis.crypto?.subtle === undefined) return lostView(shell, new NotOpenable("No secure context."), {});
  const link = await parseLink(location.href);
  if (mine !== visit) return;
  if (link.mangled && link.keys !== undefined) setAddress(link);
  const paste = pasteForm(false, link.id, (whole) => {
    setAddress({ ...whole, id: whole.id === "" ? link.id : whole.id });
    void visitLetter(shell);
  });
  const ways: Ways = { retry: () => void visitLetter(shell), paste };
  const lost = (error: AmendsError, more: Ways = {}): void => {
    if (mine === visit) lostView(shell, error, { ...ways, ...more });
  };
  const patiently = <T>(work: Promise<T>): Promise<T> => waiting(shell, say.waitFront, work, (note) => {
    if (mine === visit) showIn(shell.main, heading(say.title), note);
  });
  const office = new OfficeLetter(location.origin, link.id);
  try {
    if (link.id === "") throw new NotHere("The link names no letter.");
    const standing = await patiently(office.standing());
    const go = (keys: LetterKeys): Promise<void> => look(shell, office, standing, keys, link, patiently(office.front())).then(
      (reading) => (mine === visit ? sealedView(reading) : undefined), (error: unknown) => lost(known(error)));
    if (link.keys !== undefined) return await go(link.keys);
    if (link.cutOff || standing.keyKind === "link") {
      return lost(new WrongKey("The link holds no whole key."), { link: link.cutOff ? "cut-off" : "no-key" });
    }
    const kind = standing.keyKind;
    const sideFile = await patiently(office.sideFile());
    const unwrap = (given: string): Promise<LetterKeys> => (kind === "words" ? keysByWords : keysByIdentity)(sideFile, given.trim());
    if (mine === visit) needView(shell, kind, unwrap, (keys) => void go(keys));
  } catch (error) {
    const failure = known(error);
    const reading = failure instanceof TakenBack && link.keys !== undefined
      ? new Reading(shell, officeHolder(shell.office, office, undefined), link.id, link.keys, undefined, link.keepSecret) : undefined;
    if (reading === undefined) lost(failure);
    else if (mine === visit) sealedView(reading);
  }
}

/** Looks at the envelope's outside. The office holds the act key's public half, so a wrong key is known before it is tried. */
async function look(
  shell: Shell, office: OfficeLetter, standing: Standing, keys: LetterKeys, link: Link, front: Promise<Bytes>,
): Promise<Reading> {
  const sealed = await front;
  checkWhole(sealed, standing.front, "front");
  if (keys.act.key !== standing.actKey) throw new WrongKey("The key is another letter’s.");
  // What a bank hands over has an envelope id of its own: whose front this is shows once the letter is open.
  const opened = await openFront(sealed, keys, "");
  const reading = new Reading(shell, officeHolder(shell.office, office, standing), standing.id, keys, opened, link.keepSecret);
  reading.sealedFront = sealed;
  reading.mended = link.mangled;
  return reading;
}

/** Wires the choice of another language: the same letter there, key and all, and no step more in the history. */
function wireLanguages(): void {
  for (const choice of document.querySelectorAll<HTMLButtonElement>("[data-language]")) {
    choice.addEventListener("click", () => location.replace(`/${choice.lang}/l/${location.href.split(BEHIND)[1] ?? ""}`));
    choice.hidden = false;
  }
}

/** Puts the whole link in the address bar, in the place of the broken one, so that reload and bookmark work. */
function setAddress(link: Link): void {
  if (link.keys === undefined) return;
  history.replaceState(null, "", `${location.pathname.split(BEHIND)[0] ?? ""}/l/${link.id}#${fragment(link.keys, link.keepSecret)}`);
}

/** Anything that is not ours is a defect: it is thrown on, and the page says that it cannot go on here. */
function known(error: unknown): AmendsError {
  if (error instanceof AmendsError) return error;
  reportError(error);
  return new NotOpenable("Something in this page failed.");
}

const root = document.documentElement;
const main = document.querySelector<HTMLElement>("main");
if (main !== null) {
  const shell: Shell = { main, office: root.dataset["office"] ?? location.host, helpUrl: root.dataset["helpUrl"] ?? "", askUrl: root.dataset["askUrl"] ?? "" };
  wireExit();
  wireLanguages();
  addEventListener("hashchange", () => void visitLetter(shell));
  void visitLetter(shell);
}
