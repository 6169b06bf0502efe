/** Reading and judging, alike for a letter and an answer: the words with their passages marked, and the finding. */

import { Status, actions, button, el } from "../page.ts";
import type { Outcome, Remark } from "./deposit.ts";
import type { Visit } from "./frame.ts";
import type { Reviewed } from "./reviewed.ts";
import { say } from "./sentences.ts";

/** The words in plain type, each passage that a rule marks with its number. */
export function transcript(text: string, found: readonly Reviewed[], name: string): HTMLElement {
  const points = Array.from(text);
  const nodes: (Node | string)[] = [];
  let at = 0;
  found.forEach((one, i) => {
    const n = String(i + 1);
    if (one.start >= at && one.end > one.start) {
      nodes.push(points.slice(at, one.start).join(""), el("mark", {}, points.slice(one.start, one.end).join("")));
      at = one.end;
    }
    nodes.push(el("a", { class: "ref", href: `#r${n}`, id: `p${n}`, "aria-label": say.letter.remark(n) }, n));
  });
  nodes.push(points.slice(at).join(""));
  return el("article", { class: "draft as-typed", "aria-label": name }, ...nodes);
}

export function beside(found: readonly Reviewed[], use: string = say.letter.use): HTMLElement[] {
  const l = say.letter;
  if (found.length === 0) return [el("p", {}, l.none)];
  return [el("ol", { class: "remarks" }, ...found.map((one, i) => {
    const n = String(i + 1);
    return el("li", { class: "remark", id: `r${n}` }, el("a", { class: "ref", href: `#p${n}`, "aria-label": l.passage(n) }, n),
      el("p", {}, one.why), el("p", { class: "source" }, `${l.byRule}. ${one.source}`),
      el("label", { class: "option" }, el("input", { type: "checkbox", name: "remark", value: i }), " ", el("span", {}, use)));
  }))];
}

/** What a finding may be, and what each means here. */
export interface Judged {
  readonly approve: string;
  readonly return: string;
  readonly reject: string;
  /** What the line is for. */
  readonly line: string;
  readonly lineHelp: string;
  /** Writes the finding down; gives the page that follows, where it is another than the one that says so. */
  record(outcome: Outcome, said: string, remarks: readonly Remark[]): Promise<(() => void) | undefined>;
}

/** The form of a finding, for a letter or an answer. */
export function judge(visit: Visit, found: readonly Reviewed[], judged: Judged, back: () => void): HTMLElement {
  const l = say.letter;
  const status = new Status();
  const line = el("textarea", { id: "line", rows: 4, "aria-describedby": "line-help" });
  const options: (readonly [Outcome, string, string])[] = [["approve", l.approve, judged.approve], ["return", l.return, judged.return]];
  if (visit.me?.mayReject === true) options.push(["reject", l.reject, judged.reject]);
  const record = async (): Promise<void> => {
    const outcome = visit.main.querySelector<HTMLInputElement>("input[name=finding]:checked")?.value as Outcome | undefined;
    const chosen = [...visit.main.querySelectorAll<HTMLInputElement>("input[name=remark]:checked")].map((box) => found[Number(box.value)]);
    const remarks = chosen.flatMap((one): Remark[] => (one === undefined ? [] : [{ rule: one.rule, passage: one.passage, said: one.told }]));
    const said = line.value.normalize("NFC").trim();
    if (outcome === undefined) return status.say(l.choose);
    if (outcome !== "approve" && said === "" && remarks.length === 0) return status.say(l.needsLine);
    if (visit.key === undefined || visit.me === undefined) return visit.enter();
    const then = await judged.record(outcome, said, remarks);
    if (then !== undefined) return then();
    visit.show(l.done, el("p", { class: "lead" }, l.doneLong), actions(button(l.back, back, "main")));
  };
  return el("form", {
    "aria-label": l.finding, onsubmit: (event) => {
      event.preventDefault();
      void visit.try(status, record);
    },
  },
  el("fieldset", { class: "above-more" }, el("legend", {}, l.finding), ...options.map(([value, label, help]) =>
    el("label", { class: "option" }, el("input", { type: "radio", name: "finding", value }), " ",
      el("span", {}, el("b", {}, label), el("span", { class: "help" }, help))))),
  el("div", { class: "field" }, el("label", { for: "line" }, judged.line), el("span", { class: "help", id: "line-help" }, judged.lineHelp), line),
  actions(el("button", { type: "submit", class: "button button--main" }, l.record), button(l.leave, back, "quiet")),
  status.element);
}
