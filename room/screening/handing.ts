/** Handing a letter over: sealed to its recipient here, and a sheet with the one address that opens it. */

import { Status, actions, button, el } from "../page.ts";
import { list, object, texts } from "./bank.ts";
import { openDeposit, release } from "./deposit.ts";
import { table, type Visit } from "./frame.ts";
import { say } from "./sentences.ts";

export async function readyView(visit: Visit): Promise<void> {
  const r = say.ready;
  const still = visit.turning();
  const ready = list(await visit.bank.get("ready"), "ready").map(object);
  if (!still()) return;
  const status = new Status();
  const rows = ready.map((row) => {
    const seal = async (): Promise<void> => {
      status.say(r.sealing);
      const path = `cases/${texts(row, "case")}`;
      const deposit = await openDeposit(await visit.bank.send(`${path}/take-up`), "", visit.epochs);
      const released = await release(deposit);
      await visit.bank.send(`${path}/release`, released.packed);
      // Shown whatever was turned to meanwhile: the one address that opens the letter stands here and nowhere else.
      slipView(visit, texts(row, "name"), `${location.origin}/l/${released.id}#${released.secret}`);
    };
    return [
      texts(row, "name"), r.roads[texts(row, "road")] ?? texts(row, "road"),
      el("button", { type: "button", class: "button", onclick: () => void visit.try(status, seal) }, r.do),
    ];
  });
  visit.show(r.title, rows.length === 0 ? el("p", { class: "lead" }, r.none) : table(r.caption, r.columns, rows), status.element);
}

function slipView(visit: Visit, name: string, address: string): void {
  const r = say.ready;
  visit.show(r.slipFor(name), el("p", { class: "lead" }, r.slipLong(visit.office)),
    el("p", { class: "spelled", id: "address" }, address), el("p", { class: "measure" }, r.slipKey),
    el("div", { class: "after" }, el("p", { class: "notice" }, r.slipOnce),
      actions(button(r.print, () => print(), "main"), button(r.done, () => void readyView(visit), "quiet"))));
}
