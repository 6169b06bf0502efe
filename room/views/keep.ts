/** Keeping a letter: a private link, a file that opens by itself, or paper. Nothing is stored in the browser. */

import { chance, type Bytes } from "../bytes.ts";
import { Envelope, pack } from "../envelope.ts";
import { OfficeUnreachable } from "../errors.ts";
import { keepKey } from "../keys.ts";
import { linkTo } from "../link.ts";
import { Status, actions, button, el, heading, paragraphs, type Child } from "../page.ts";
import type { Reading } from "../reading.ts";
import { say } from "../sentences.ts";
import { offlineFile } from "../offline_file.ts";
import { save } from "../show.ts";
import { keepBody } from "../wire.ts";
import { backButton, doing, linkField } from "./doing.ts";
import { openedView } from "./opened.ts";

export function keepView(reading: Reading): void {
  const k = say.keep;
  const sealed = reading.opened === undefined;
  const may = !reading.holder.copy && reading.opened?.whose !== "copy";
  reading.show(heading(sealed ? k.titleSealed : k.title), sealed && el("p", { class: "lead" }, k.leadSealed),
    may && privateLink(reading), reading.front !== undefined && file(reading),
    !sealed && el("section", {}, el("h2", {}, k.print), el("p", { class: "measure" }, k.printLong),
      actions(button(k.printDo, () => { openedView(reading); print(); }))),
    actions(backButton(reading)));
}

/** The private link, made where it is asked for; `long` says what it is for here. */
export function privateLink(reading: Reading, long: readonly string[] = say.keep.privateLong): Child {
  const k = say.keep;
  const office = reading.holder.office;
  if (office === undefined) return undefined;
  const place = el("div", { "aria-live": "polite" });
  const have = (secret: Bytes): HTMLElement =>
    linkField("private", k.privateLabel, k.privateHelp, linkTo(office.office, reading.id, reading.keys, secret));
  const status = new Status();
  const secret = chance(32); // one for this page, so that pressing again makes no second one
  const make = async (): Promise<void> => {
    if ((await doing(reading, status, async () => reading.act("keep", keepBody((await keepKey(secret)).key)))) === undefined) return;
    reading.keepSecret = secret;
    place.replaceChildren(have(secret));
  };
  if (reading.keepSecret === undefined) place.append(actions(button(k.privateDo, () => void make())), status.element);
  else place.append(el("p", { class: "measure" }, k.privateHave), have(reading.keepSecret));
  return el("section", {}, el("h2", {}, k.private), ...paragraphs(long), place);
}

function file(reading: Reading): Child {
  const k = say.keep;
  const status = new Status();
  const run = async (): Promise<void> => {
    const page = await doing(reading, status, () => selfOpening(reading));
    if (page === undefined) return;
    const name = `letter-${reading.id.slice(0, 8)}.html`;
    save(name, page, "text/html");
    status.say(k.fileDone(name));
  };
  const sealed = reading.opened === undefined;
  return el("section", {}, el("h2", {}, k.file), ...paragraphs(sealed ? [...k.fileLong, k.fileSealed] : k.fileLong),
    actions(button(k.fileDo, () => void run())), status.element);
}

/** The self-opening file. The office does not say for whom an envelope is, so a reader's own is marked as a copy of itself. */
async function selfOpening(reading: Reading): Promise<string> {
  const [letter, template, script, style] = await Promise.all([
    reading.fetch(), own(`offline${say.bundle}.html`), own(`offline${say.bundle}.js`), own("look.css"),
  ]);
  const front = reading.sealedFront;
  if (front === undefined) throw new OfficeUnreachable("The front was not fetched.");
  const envelope = new Envelope({ id: reading.id, actKey: reading.keys.act.key, front, letter, copyOf: reading.id });
  return offlineFile(template, script, style, pack(envelope), reading.holder.answers === "screened" ? "screened" : "");
}

async function own(name: string): Promise<string> {
  try {
    const response = await fetch(`/${name}`, { credentials: "omit", redirect: "error" });
    if (response.ok) return await response.text();
  } catch {
    // falls through: said below in our own words
  }
  throw new OfficeUnreachable("The office did not answer.");
}

