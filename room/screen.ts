/** The screening room: what runs under `/staff`. Letters open here, in the browser of whoever may read them. */

import { el } from "./page.ts";
import { answers } from "./screening/answers_sentences.ts";
import { NotIn } from "./screening/bank.ts";
import { enrolView, enterView, unlockView } from "./screening/door.ts";
import { Visit } from "./screening/frame.ts";
import { readyView } from "./screening/handing.ts";
import { heldView } from "./screening/held.ts";
import { held } from "./screening/held_sentences.ts";
import { keysView } from "./screening/keeping.ts";
import { onPaperView } from "./screening/paper_room.ts";
import { paper } from "./screening/paper_sentences.ts";
import { queueView } from "./screening/queue.ts";
import { lettersView, registryView } from "./screening/registry.ts";
import { registry } from "./screening/registry_sentences.ts";
import { say } from "./screening/sentences.ts";
import { takingInView } from "./screening/taking_in.ts";
import { writersView } from "./screening/writers.ts";

/** The rooms, in the masthead's order: address, name, what one has to be allowed to do, and the page. */
const ROOMS: readonly (readonly [string, string, string, (visit: Visit) => Promise<void>])[] = [
  ["#waiting", say.queue.nav, "queue", queueView],
  ["#ready", say.ready.nav, "release", readyView],
  ["#keys", say.keys.nav, "keys", keysView],
  ["#registry", registry.nav, "register", registryView],
  ["#whom-for", registry.lettersNav, "match", lettersView],
  ["#answers-in", answers.inNav, "register", takingInView],
  ["#on-paper", paper.nav, "transcribe", onPaperView],
  ["#writers", say.writers.nav, "verify", writersView],
  ["#held", held.nav, "verify", heldView],
];

/** Shows the room that the address names, or the first that may be entered; whoever's key is wrapped unwraps it first. */
async function go(visit: Visit): Promise<void> {
  const still = visit.turning();
  try {
    const me = await visit.look();
    if (!still()) return;
    const mine = ROOMS.filter(([, , act]) => visit.may(act));
    const here = mine.find(([address]) => address === location.hash) ?? mine[0];
    mast(visit, me.name, here?.[0] ?? "");
    if (here === undefined) return visit.show(say.nothing.title, el("p", { class: "lead" }, say.nothing.lead));
    if (visit.key === undefined) return unlockView(visit, () => void go(visit));
    await here[3](visit);
  } catch (error) {
    if (error instanceof NotIn || still()) visit.lost(say.queue.title, error);
  }
}

function mast(visit: Visit, name: string, here: string): void {
  const rooms = ROOMS.filter(([, , act]) => visit.may(act)).map(([address, title]) =>
    el("li", {}, el("a", { href: address, ...(address === here && { "aria-current": "page" }), onclick: () => again(address) }, title)));
  document.querySelector("#rooms")?.replaceChildren(...rooms);
  // From a page inside a room its own link leads back to the room, though the address stays what it is.
  function again(address: string): void {
    if (address === location.hash) void go(visit);
  }
  const out = el("button", { type: "button", class: "button button--quiet", onclick: () => void goOut(visit) }, say.enter.out);
  document.querySelector("#who")?.replaceChildren(name, " ", out);
}

async function goOut(visit: Visit): Promise<void> {
  try {
    await visit.bank.post("out");
  } catch (error) {
    if (!(error instanceof NotIn)) return visit.lost(say.enter.out, error);
  }
  location.replace(location.pathname); // the page goes, and the key with it
}

/** Wires the choice of another language: the same page there, with the code of an invitation. What was unlocked here is locked again. */
function wireLanguages(visit: Visit): void {
  const choices = [...document.querySelectorAll<HTMLButtonElement>("[data-language]")];
  for (const choice of choices) {
    choice.addEventListener("click", () =>
      location.replace(`/${choice.lang}${location.pathname.replace(/^\/[a-z]{2}(?=\/)/, "")}${location.hash}`));
  }
  // Once somebody is at work the choice stands back: what they have typed would be gone with the page.
  visit.shown = () => {
    for (const choice of choices) choice.hidden = visit.key !== undefined;
  };
}

const main = document.querySelector<HTMLElement>("main");
if (main !== null) {
  const visit = new Visit(main, document.documentElement.dataset["office"] ?? location.host);
  visit.enter = () => {
    document.querySelector("#rooms")?.replaceChildren();
    document.querySelector("#who")?.replaceChildren();
    enterView(visit, () => void go(visit));
  };
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    main.querySelector<HTMLElement>("h1")?.focus();
  });
  addEventListener("hashchange", () => {
    // A remark's number is a place on the page, not another page.
    if (visit.me !== undefined && ROOMS.some(([address]) => address === location.hash)) void go(visit);
  });
  wireLanguages(visit);
  if (location.pathname.endsWith("/staff/enrol")) void enrolView(visit, location.hash.slice(1), () => void go(visit));
  else void go(visit);
}
