/** An answer that the bank reads before the writer does: opened and checked here, judged, and sealed again to the writer. */

import { openAge, sealAge } from "../age.ts";
import { answerSigned, cardFrom, letThroughText, type Card } from "../answer.ts";
import { clerkText } from "../attested.ts";
import { digest, fromBase64url, toBase64, utf8, type Bytes } from "../bytes.ts";
import { bind, fromJson, toJson, unbind, type JsonObject, type Parts } from "../envelope.ts";
import { Forged, Unsupported } from "../errors.ts";
import * as folder from "../folder.ts";
import { replyHeader, type ReplyHeader } from "../headers.ts";
import { verifies } from "../keys.ts";
import { checkScans, checkText } from "../open.ts";
import { Status, actions, button, el, type Child } from "../page.ts";
import { picture } from "../show.ts";
import * as sshsig from "../sshsig.ts";
import { answers as a } from "./answers_sentences.ts";
import { list, number, object, texts } from "./bank.ts";
import type { Outcome, Remark } from "./deposit.ts";
import { openKey, signAs, type Epoch } from "./epoch.ts";
import { table, type Visit } from "./frame.ts";
import { beside, judge, transcript } from "./judging.ts";
import { reviewed } from "./reviewed.ts";
import { say } from "./sentences.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** An answer that was opened: its words, and to which keys it may go. */
export interface Answer {
  readonly id: string;
  readonly card: Card;
  /** The epoch that signed the card, whose grant the writer signed. */
  readonly epoch: Epoch;
  readonly header: ReplyHeader;
  readonly text: string;
  readonly scans: ReadonlyMap<string, Bytes>;
  readonly inside: Parts;
  /** Digest of the sealed answer. */
  readonly sha256: string;
  readonly paper: boolean;
  /** Who typed it in, where it came on paper and a custodian signed whose key that is; else empty. */
  readonly typist: string;
  readonly refuses: readonly string[];
  readonly longest: number;
}

/** Opens what the office gave. Throws WrongKey, Torn, Unsupported or Forged. */
export async function openAnswer(packed: Bytes, id: string, epochs: readonly Epoch[]): Promise<Answer> {
  const parts = unbind(packed);
  const part = (name: string): Bytes => {
    const data = parts.get(name);
    if (data === undefined) throw new Unsupported(...w.lacksPart);
    return data;
  };
  const said = object(fromJson(part("beside.json")));
  const sealed = part("answer.age");
  const sha256 = digest(sealed);
  const [card, epoch] = await cardOf(said, epochs);
  const typedBy = texts(said, "typed_by");
  const signer = fromBase64url(typedBy === "" ? card.actKey : typedBy);
  const signed = await verifies(fromBase64url(texts(said, "signature")), answerSigned(card.envelope, sha256), signer);
  if (texts(said, "answer") !== id || texts(said, "sha256") !== sha256 || !signed) {
    throw new Forged(...w.otherHand);
  }
  const inside = folder.empty(folder.REPLY, await openAge(sealed, await openKey(part("key.age"), epochs)));
  const header = replyHeader(inside.get("reply.json") as Bytes);
  if (header.letter !== card.letter || inside.has("release.txt")) {
    throw new Forged(...w.otherLetter);
  }
  return {
    id, card, epoch, header, inside, sha256, text: checkText(inside, "reply.txt", header.words), scans: checkScans(inside, header.words),
    paper: typedBy !== "", typist: typedBy === "" ? "" : await typistOf(said, epochs), refuses: list(said, "refuses").map(String), longest: number(said, "longest_words"),
  };
}

/** The name of who typed it in, as a custodian certified it; empty where none did: the office can name any key. */
async function typistOf(said: JsonObject, epochs: readonly Epoch[]): Promise<string> {
  const certificate = texts(said, "certificate");
  const clerk = { by: texts(said, "typed_name"), role: texts(said, "typed_as"), sign: sshsig.lineOf(fromBase64url(texts(said, "typed_by"))) };
  for (const epoch of certificate === "" ? [] : epochs) {
    try {
      await sshsig.check(certificate, clerkText(clerk), sshsig.CLERK, epoch.sign);
      return clerk.by;
    } catch (error) {
      if (!(error instanceof Forged)) throw error;
    }
  }
  return "";
}

/** The card, signed by one of the bank's keys that a custodian gave. An operator could make up neither card nor key. */
async function cardOf(said: JsonObject, epochs: readonly Epoch[]): Promise<readonly [Card, Epoch]> {
  const spelled = texts(said, "card");
  for (const epoch of epochs) {
    try {
      await sshsig.check(texts(said, "card_signature"), utf8(spelled), sshsig.ANSWERS, epoch.sign);
      return [cardFrom(spelled), epoch];
    } catch (error) {
      if (!(error instanceof Forged)) throw error;
    }
  }
  throw new Forged(...w.noCard);
}

/** The words again, sealed to the writer, with the bank's signature beside them. */
export async function letThrough(answer: Answer): Promise<Bytes> {
  const sums = digest(answer.inside.get("SHA256SUMS") as Bytes);
  const release = letThroughText(answer.card.letter, sums, answer.card.reply, answer.paper ? "paper" : "reader");
  const signature = utf8(await signAs(answer.epoch, release, sshsig.ANSWER));
  const more = new Map([["release.txt", release], ["release.txt.sig", signature]]);
  return sealAge(folder.beside(folder.REPLY, answer.inside, more), answer.card.reply);
}

/** What waits, as a table; nothing where nothing does. */
export function answersWaiting(visit: Visit, waiting: readonly JsonObject[], back: () => void): Child[] {
  if (waiting.length === 0) return [];
  const opens = visit.may("read") && visit.epochs.length > 0;
  const rows = waiting.map((row) => {
    const name = a.name(number(row, "number"));
    const mine = row["mine"] === true;
    const others = row["others"] === true;
    const about = say.about[texts(row, "about")] ?? texts(row, "about");
    const behind = texts(row, "needs") === "custodian";
    const open = (): void => beforeView(visit, texts(row, "id"), name, about, back);
    return [
      opens && !mine && !others && !behind ? el("button", { type: "button", class: "button button--quiet", onclick: open }, name) : name,
      row["paper"] === true ? `${about} (${a.paper})` : about, say.day(texts(row, "since")),
      behind ? a.wrapFirst : others ? a.others : mine ? a.mine : say.queue.needs[texts(row, "needs")] ?? "",
    ];
  });
  return [el("h2", {}, a.title), table(a.caption, a.columns, rows)];
}

function beforeView(visit: Visit, id: string, name: string, about: string, back: () => void): void {
  const l = say.letter;
  const status = new Status();
  const open = async (): Promise<void> => {
    const still = visit.turning();
    const answer = await openAnswer(await visit.bank.send(`answers/${id}/take-up`), id, visit.epochs);
    if (still()) answerView(visit, name, answer, back);
  };
  visit.show(a.before(name, about), el("p", { class: "lead" }, a.beforeLong),
    actions(button(l.open, () => void visit.try(status, open), "main"), button(l.back, back, "quiet")), status.element);
}

function answerView(visit: Visit, name: string, answer: Answer, back: () => void): void {
  const { header } = answer;
  // No rule judges an answer but those that the policy holds it to: what somebody says back is not the machine's to label.
  const found = reviewed(header.words).filter((one) => answer.refuses.includes(one.rule));
  const remarks = found.length === 0 ? [el("p", {}, a.none)] : beside(found, a.use);
  const words = answer.text.split(/\s+/).filter((word) => word !== "").length;
  visit.show(name, el("div", { class: "bench bench--two" },
    el("div", {}, transcript(answer.text, found, name),
      ...[...answer.scans].map(([scan, data]) => el("figure", { class: "scan-page" }, picture(scan, data))),
      el("ul", { class: "small soft" }, ...[
        a.from(header.fromName), answer.paper ? a.typed(answer.typist) : a.signed, header.private ? a.private : "", header.again === "one" ? a.again : "",
        a.long(words, answer.longest),
      ].filter((line) => line !== "").map((line) => el("li", {}, line)))),
    el("div", {}, el("h2", {}, say.letter.remarks),
      answer.refuses.length > 0 && el("p", {}, `${a.rules} ${answer.refuses.map((rule) => a.rule[rule] ?? rule).join(", ")}.`),
      ...remarks,
      judge(visit, found, {
        approve: a.approve, return: a.return, reject: a.reject, line: a.line, lineHelp: answer.paper ? `${a.lineHelp} ${a.linePaper}` : a.lineHelp,
        record: (outcome, said, chosen) => record(visit, answer, outcome, said, chosen),
      }, back))));
}

async function record(visit: Visit, answer: Answer, outcome: Outcome, said: string, remarks: readonly Remark[]): Promise<undefined> {
  if (visit.key === undefined || visit.me === undefined) return void visit.enter();
  const reason = toJson({ amends: 1, kind: "answer-remarks", answer: answer.id, outcome, said, remarks: remarks.map((each) => ({ ...each })) });
  const lines = ["amends-answer-finding/1", visit.me.office, answer.id, answer.sha256, outcome, ""];
  const finding = toJson({
    amends: 1, answer: answer.id, sha256: answer.sha256, outcome, signature: await visit.key.sign.sign(utf8(lines.join("\n"))),
    remarks: outcome === "approve" ? "" : toBase64(await sealAge(reason, answer.card.recipient)),
  });
  const parts: Parts = new Map([["finding.json", finding]]);
  if (outcome === "approve") parts.set("reply.age", await letThrough(answer));
  await visit.bank.send(`answers/${answer.id}/findings`, bind(parts));
  return undefined;
}
