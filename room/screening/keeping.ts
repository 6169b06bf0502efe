/** The bank's keys: who holds them, a new one, one for a colleague who lacks it, and letters wrapped anew. */

import { toBase64, fromBase64, fromBase64url } from "../bytes.ts";
import type { JsonObject } from "../envelope.ts";
import { Unsupported } from "../errors.ts";
import * as sshsig from "../sshsig.ts";
import { Status, actions, button, el, facts } from "../page.ts";
import { list, number, object, texts, type EpochSeen } from "./bank.ts";
import { certify, drawEpoch, fingerprint, rewrap, sealEpoch, type Epoch } from "./epoch.ts";
import { table, type Visit } from "./frame.ts";
import { onPaper as o } from "./on_paper_sentences.ts";
import { endings, nameLetters } from "./outside.ts";
import { say } from "./sentences.ts";
import { wrong } from "./wrong_sentences.ts";

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly roles: string;
  readonly key: string;
}

/** Somebody who takes in letters that come on paper. */
interface Clerk {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly key: string;
  readonly certified: boolean;
}

/** A letter whose key is still sealed to an ended key of the bank. */
interface Waiting {
  readonly letter: string;
  readonly epoch: number;
  readonly key: string;
}

const certificateOf = (epoch: Epoch, clerk: Clerk): Promise<string> =>
  certify(epoch, { by: clerk.name, role: clerk.role, sign: sshsig.lineOf(fromBase64url(clerk.key)) });

/** What the bank's keys are just now, and what they lack. */
interface Keys {
  readonly now: EpochSeen | undefined;
  readonly holders: readonly Holder[];
  readonly clerks: readonly Clerk[];
  readonly uncertified: readonly Clerk[];
  /** Who lacks which key. */
  readonly missing: readonly { readonly epoch: number; readonly staff: string }[];
  readonly waiting: readonly Waiting[];
  readonly nameless: readonly string[];
  readonly registrars: JsonObject;
}

async function look(visit: Visit): Promise<Keys> {
  const me = await visit.look();
  const said = await visit.bank.get("keys");
  const named = await visit.bank.get("outsides/lacking");
  const now = me.epochs.find((each) => each.ended === "");
  const clerks = list(said, "clerks").map(object).map((row): Clerk =>
    ({ id: texts(row, "id"), name: texts(row, "name"), role: texts(row, "role"), key: texts(row, "sign_key"), certified: row["certified"] === true }));
  return {
    now, clerks, uncertified: now === undefined ? [] : clerks.filter((one) => !one.certified),
    holders: list(said, "holders").map((each): Holder => {
      const row = object(each);
      const roles = list(row, "roles").map((role) => say.roles[String(role)] ?? String(role)).join(", ");
      return { id: texts(row, "id"), name: texts(row, "name"), roles, key: texts(row, "age_key") };
    }),
    missing: list(said, "missing").map(object).map((row) => ({ epoch: number(row, "epoch"), staff: texts(row, "staff") })),
    waiting: list(said, "rewrap").map(object).map((row) => ({ letter: texts(row, "letter"), epoch: number(row, "epoch"), key: texts(row, "key") })),
    nameless: list(named, "letters").map(String), registrars: object(named["registrars"]),
  };
}

export async function keysView(visit: Visit): Promise<void> {
  const k = say.keys;
  const still = visit.turning();
  const keys = await look(visit);
  if (!still()) return;
  const { now, clerks, holders, missing, nameless, uncertified, waiting } = keys;
  const status = new Status();
  const compared = el("input", { type: "checkbox", id: "compared" });
  const doing = (words: string, act: () => Promise<void>, unread = false): HTMLElement => button(words, () => void visit.try(status, async () => {
    if (!unread && !compared.checked) return status.say(k.notCompared);
    const here = visit.turning();
    await act();
    if (here()) await keysView(visit);
  }));
  const lacks = (id: string): boolean => now === undefined || missing.some((each) => each.staff === id && each.epoch === now.number);
  visit.show(k.title, el("p", { class: "lead" }, k.lead),
    now === undefined ? el("p", { class: "notice" }, k.none) : facts([
      [k.now, say.day(now.since)], [k.fingerprint, el("span", { id: "fingerprint" }, fingerprint(now.key, now.sign))],
    ]),
    now !== undefined && el("p", { class: "measure" }, k.print),
    el("h2", {}, k.holders), table(k.caption, k.columns, holders.map((one) => [
      one.name, one.roles, `…${one.key.slice(-12)}`, lacks(one.id) ? k.hasNot : k.has,
    ])),
    clerks.length > 0 && el("h2", {}, o.clerks), clerks.length > 0 && el("p", { class: "measure" }, o.clerksLong),
    clerks.length > 0 && table(o.clerksCaption, o.clerkColumns, clerks.map((one) => [
      one.name, say.roles[one.role] ?? one.role, `…${one.key.slice(-12)}`, one.certified ? o.certified : o.uncertified,
    ])),
    el("p", { class: "measure above-more" }, k.compare), el("label", { class: "option" }, compared, " ", el("span", {}, k.compared)),
    el("p", { class: "measure" }, k.makeHelp),
    nameless.length > 0 && el("p", { class: "measure" }, k.nameLong(endings(keys.registrars))),
    actions(doing(k.make, () => make(visit, keys)),
      missing.length > 0 && doing(k.give(missing.length), () => give(visit, keys)),
      uncertified.length > 0 && doing(o.certify(uncertified.length), () => certifyThem(visit, keys)),
      waiting.length > 0 && now !== undefined && doing(k.rewrap(waiting.length), () => wrapAnew(visit, waiting, now, status), true),
      nameless.length > 0 && doing(k.name(nameless.length), () =>
        nameLetters(visit, nameless, keys.registrars, (n) => status.say(k.doing(n, nameless.length))))),
    status.element);
}

async function make(visit: Visit, keys: Keys): Promise<void> {
  const fresh = await drawEpoch();
  const sealed = Object.fromEntries(await Promise.all(keys.holders.map(async (one) => [one.id, toBase64(await sealEpoch(fresh, one.key))] as const)));
  const certificates = Object.fromEntries(await Promise.all(keys.clerks.map(async (one) => [one.id, await certificateOf(fresh, one)] as const)));
  await visit.bank.post("epochs", { key: fresh.key, sign: fresh.sign, sealed, certificates });
}

async function give(visit: Visit, keys: Keys): Promise<void> {
  for (const each of keys.missing) {
    const epoch = visit.epochs.find((one) => one.number === each.epoch);
    const holder = keys.holders.find((one) => one.id === each.staff);
    if (epoch === undefined || holder === undefined) continue; // another custodian has it
    const sealed = toBase64(await sealEpoch(epoch, holder.key));
    await visit.bank.post("epochs/given", { epoch: each.epoch, staff: each.staff, sealed });
  }
}

async function certifyThem(visit: Visit, keys: Keys): Promise<void> {
  const epoch = visit.epochs.find((one) => one.number === keys.now?.number);
  if (epoch === undefined) throw new Unsupported(...wrong.lacksNow);
  for (const one of keys.uncertified) {
    await visit.bank.post("epochs/certified", { epoch: epoch.number, staff: one.id, certificate: await certificateOf(epoch, one) });
  }
}

async function wrapAnew(
  visit: Visit, waiting: readonly Waiting[], now: EpochSeen, status: Status,
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
