/** The parts of the look that are drawn: envelope, seal, postmark, and the small drawings of the lost pages. */

import { el, svg } from "./page.ts";
import type { FrontHeader } from "./headers.ts";
import { say } from "./sentences.ts";

const STATIONERY = ["blue", "kraft", "white", "grey"];

export interface EnvelopeDrawn {
  readonly element: HTMLElement;
  /** Lets the flap open; resolves when it has, at once where less motion is asked for. */
  open(): Promise<void>;
}

/** The envelope, front and back. Name and address are text. */
export function envelope(front: FrontHeader, office: string, since: string, seal: () => void): EnvelopeDrawn {
  const initial = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(front.fromName)][0]?.segment ?? "";
  const part = (name: string): HTMLElement => el("div", { class: `envelope__${name}` });
  const address = front.address.flatMap((line, i): (Node | string)[] => (i > 0 ? [el("br"), line] : [line]));
  const stationery = STATIONERY.includes(front.stationery) ? ` envelope--${front.stationery}` : "";
  const element = el("div", { class: `envelope${stationery}` },
    el("div", { class: "envelope__back" }, part("inside"), part("letter"), part("pocket"), part("flap"),
      el("address", { class: "envelope__return hand hand--front" }, front.flap),
      el("button", { type: "button", class: "seal", "aria-label": say.sealed.seal, onclick: seal }, wax(initial.toLocaleUpperCase()))),
    el("div", { class: "envelope__front" }, since !== "" && postmark(office, since),
      el("address", { class: `envelope__to hand hand--front${sized(front.address)}` }, ...address)));
  const open = async (): Promise<void> => {
    element.classList.add("opening");
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) await new Promise((done) => setTimeout(done, 1250));
  };
  return { element, open };
}

/** Long or many lines are written smaller, as one does by hand: the last one keeps clear of the envelope's edge. */
function sized(lines: readonly string[]): string {
  const widest = Math.max(...lines.map((line) => line.length));
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / ROW)), 0);
  return rows > 5 || widest > 32 ? " envelope__to--tight" : rows > 4 || widest > ROW ? " envelope__to--close" : "";
}

/** Characters that a row of the address holds at its usual size, in a hand of middling width. */
const ROW = 24;

const WAX_EDGE =
  "M50 3c9-1 15 3 23 5s13 7 17 15 8 13 7 23-1 17-6 25-8 15-17 19-15 8-25 7-18-1-26-7S10 78 6 69 2 53 3 44s3-17 9-24" +
  "S25 9 32 6s11-2 18-3z";

function wax(mark: string): SVGElement {
  return svg("svg", { viewBox: "0 0 100 100", "aria-hidden": "true", focusable: "false" },
    svg("path", { class: "wax-body", d: WAX_EDGE }),
    svg("path", { class: "wax-rim", d: "M14 58C8 32 26 10 54 11" }),
    svg("circle", { class: "wax-dip", cx: 50, cy: 51, r: 33 }), svg("circle", { class: "wax-ring", cx: 50, cy: 50, r: 33 }),
    svg("text", { class: "wax-mark", x: 50, y: 65, "text-anchor": "middle" }, mark));
}

/** Town above, post room below, the day between: hidden from screen readers, because the date stands in words beside it. */
function postmark(office: string, since: string): SVGElement {
  const words = office.split(/\s+/);
  const half = Math.ceil(words.length / 2);
  const [day, year] = say.shortDay(since);
  const wave = [11, 19.6, 28.2, 36.8].map((y) => `M50 ${y} q6 -3.4 12 0 t12 0 t12 0 t12 0`).join(" ");
  return svg("svg", { class: "postmark", viewBox: "0 0 100 48", "aria-hidden": "true", focusable: "false" },
    svg("defs", {},
      svg("path", { id: "mark-above", d: "M 8.5 24 a 15.5 15.5 0 0 1 31 0" }),
      svg("path", { id: "mark-below", d: "M 5 24 a 19 19 0 0 0 38 0" })),
    svg("circle", { cx: 24, cy: 24, r: 22.4 }), svg("circle", { cx: 24, cy: 24, r: 12.6 }),
    around("mark-above", words.slice(0, half).join(" "), 44), around("mark-below", words.slice(half).join(" "), 54),
    svg("text", { class: "postmark__date", x: 24, y: 22.8 }, day), svg("text", { class: "postmark__date", x: 24, y: 30.4 }, year),
    svg("path", { d: wave }));
}

/** Text along an arc, drawn closer where it is too long for it; a letter is about 3.4 units wide. */
function around(path: string, text: string, room: number): SVGElement {
  const close = text.length * 3.4 > room ? { textLength: room, lengthAdjust: "spacingAndGlyphs" } : {};
  return svg("text", { "text-anchor": "middle", ...close }, svg("textPath", { href: `#${path}`, startOffset: "50%", ...close }, text));
}

export type Drawing = "torn" | "locked" | "gone" | "empty";

const FLAP = "M2 2l72 58q7 5 14 0L160 2";

/** One small drawing for each way in which a letter cannot be shown. */
export function drawing(which: Drawing): SVGElement {
  const rect = (kind: string): SVGElement => svg("rect", { class: kind, x: 2, y: 2, width: 158, height: 110, rx: 1.5 });
  const path = (kind: string, d: string): SVGElement => svg("path", { class: kind, d });
  const shapes = {
    torn: [path("ln-fill", "M2 2h158v58l-9 5 5 8-11 4 4 9-12 3 1 10-11 1-2 12H2z"), path("ln", FLAP)],
    locked: [
      rect("ln-fill"), path("ln", FLAP), svg("circle", { class: "ln-fill", cx: 81, cy: 70, r: 17 }),
      path("ln-strong", "M81 60.5a5 5 0 0 1 2.6 9.3l1.8 9.2h-8.8l1.8-9.2A5 5 0 0 1 81 60.5z"),
    ],
    gone: [rect("ln-dash"), path("ln-dash", FLAP)],
    empty: [
      path("ln", "M2 112V30a28 28 0 0 1 28-28h102a28 28 0 0 1 28 28v82z"), path("ln-strong", "M46 46h70"),
      path("ln", "M40 40h82v12H40z"),
    ],
  }[which];
  return svg("svg", { viewBox: "0 0 162 114", "aria-hidden": "true", focusable: "false" }, ...shapes);
}
