/** The bank's keys: who holds them, a new one, one for a colleague who lacks it, and letters wrapped anew. */

import { toBase64, fromBase64 } from "../bytes.ts";
import { Unsupported } from "../errors.ts";
import { Status, actions, button, el, facts } from "../page.ts";
import { list, number, object, texts, type EpochSeen } from "./bank.ts";
import { drawEpoch, fingerprint, rewrap, sealEpoch } from "./epoch.ts";
import { table, type Visit } from "./frame.ts";
import { endings, nameLetters } from "./outside.ts";
import { say } from "./sentences.ts";
import { wrong } from "./wrong_sentences.ts";

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly roles: string;
  readonly key: string;
}

export async function keysView(visit: Visit): Promise<void> {
  const k = say.keys;
  const still = visit.turning();
  const me = await visit.look();
  const said = await visit.bank.get("keys");
  const named = await visit.bank.get("outsides/lacking");
  if (!still()) return;
  const nameless = list(named, "letters").map(String);
  const holders = list(said, "holders").map((each): Holder => {
    const row = object(each);
    const roles = list(row, "roles").map((role) => say.roles[String(role)] ?? String(role)).join(", ");
    return { id: texts(row, "id"), name: texts(row, "name"), roles, key: texts(row, "age_key") };
  });
  const missing = list(said, "missing").map(object).map((row) => ({ epoch: number(row, "epoch"), staff: texts(row, "staff") }));
  const waiting = list(said, "rewrap").map(object);
  const now = me.epochs.find((each) => each.ended === "");
  const lacks = (id: string): boolean => now === undefined || missing.some((each) => each.staff === id && each.epoch === now.number);
  const status = new Status();
  const compared = el("input", { type: "checkbox", id: "compared" });

  const compare = (): boolean => {
    if (!compared.checked) status.say(k.notCompared);
    return compared.checked;
  };
  const make = async (): Promise<void> => {
    if (!compare()) return;
    const here = visit.turning();
    const fresh = await drawEpoch();
    const sealed = Object.fromEntries(await Promise.all(holders.map(async (one) => [one.id, toBase64(await sealEpoch(fresh, one.key))] as const)));
    await visit.bank.post("epochs", { key: fresh.key, sign: fresh.sign, sealed });
    if (here()) await keysView(visit);
  };
  const give = async (): Promise<void> => {
    if (!compare()) return;
    const here = visit.turning();
    for (const each of missing) {
      const epoch = visit.epochs.find((one) => one.number === each.epoch);
      const holder = holders.find((one) => one.id === each.staff);
      if (epoch === undefined || holder === undefined) continue; // another custodian has it
      const sealed = toBase64(await sealEpoch(epoch, holder.key));
      await visit.bank.post("epochs/given", { epoch: each.epoch, staff: each.staff, sealed });
    }
    if (here()) await keysView(visit);
  };
  const anew = async (): Promise<void> => {
    const here = visit.turning();
    if (now !== undefined) await wrapAnew(visit, waiting.map((row) => ({ letter: texts(row, "letter"), epoch: number(row, "epoch"), key: texts(row, "key") })), now, status);
    if (here()) await keysView(visit);
  };
  const name = async (): Promise<void> => {
    if (!compare()) return;
    const here = visit.turning();
    await nameLetters(visit, nameless, object(named["registrars"]), (n) => status.say(k.doing(n, nameless.length)));
    if (here()) await keysView(visit);
  };
  visit.show(k.title, el("p", { class: "lead" }, k.lead),
    now === undefined ? el("p", { class: "notice" }, k.none) : facts([
      [k.now, say.day(now.since)], ["Fingerprint", el("span", { id: "fingerprint" }, fingerprint(now.key, now.sign))],
    ]),
    now !== undefined && el("p", { class: "measure" }, k.print),
    el("h2", {}, k.holders), table(k.caption, k.columns, holders.map((one) => [
      one.name, one.roles, `…${one.key.slice(-12)}`, lacks(one.id) ? k.hasNot : k.has,
    ])),
    el("p", { class: "measure above-more" }, k.compare), el("label", { class: "option" }, compared, " ", el("span", {}, k.compared)),
    el("p", { class: "measure" }, k.makeHelp),
    nameless.length > 0 && el("p", { class: "measure" }, k.nameLong(endings(object(named["registrars"])))),
    actions(button(k.make, () => void visit.try(status, make)),
      missing.length > 0 && button(k.give(missing.length), () => void visit.try(status, give)),
      waiting.length > 0 && now !== undefined && button(k.rewrap(waiting.length), () => void visit.try(status, anew)),
      nameless.length > 0 && button(k.name(nameless.length), () => void visit.try(status, name))),
    status.element);
}

async function wrapAnew(
  visit: Visit, waiting: readonly { letter: string; epoch: number; key: string }[], now: EpochSeen, status: Status,
): Promise<void> {
  if (!visit.epochs.some((one) => one.number === now.number)) throw new Unsupported(...wrong.lacksNow);
  for (const [i, each] of waiting.entries()) {
    const from = visit.epochs.find((one) => one.number === each.epoch);
    if (from === undefined) throw new Unsupported(...wrong.lacksEarlier);
    const key = toBase64(await rewrap(fromBase64(each.key), from, now));
    await visit.bank.post("rewrapped", { letter: each.letter, epoch: now.number, key });
    status.say(say.keys.doing(i + 1, waiting.length));
  }
}
