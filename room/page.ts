/** Makes elements, and nothing but elements: no text is ever read as markup. */

export type Child = Node | string | false | undefined;
type Value = string | number | boolean | ((event: Event) => void);

/** An element with attributes (`true` sets an empty one, `false` none), listeners (`onclick`…) and children. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, attributes: Record<string, Value> = {}, ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element, drawn for the eye only unless its attributes say otherwise. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag, attributes: Record<string, Value> = {}, ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<Kind extends Element>(element: Kind, attributes: Record<string, Value>, children: readonly Child[]): Kind {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/** A button that names its act. */
export const button = (label: string, act: () => void, kind: "" | "main" | "quiet" = ""): HTMLButtonElement =>
  el("button", { type: "button", class: kind === "" ? "button" : `button button--${kind}`, onclick: act }, label);

/** A link whose address is checked: only ordinary web addresses and places on the same site become links. */
export function link(label: string, address: string, attributes: Record<string, Value> = {}): HTMLElement {
  const safe = /^(https?:\/\/|\/(?!\/)|about:blank$)/.test(address);
  return safe ? el("a", { href: address, rel: "nofollow noreferrer", ...attributes }, label) : el("span", {}, label);
}

export const heading = (text: string, attributes: Record<string, Value> = {}): HTMLHeadingElement =>
  el("h1", { tabindex: -1, ...attributes }, text);

/** Terms and values. */
export const facts = (rows: readonly (readonly [string, Child] | false)[]): HTMLElement =>
  el("dl", { class: "facts" }, ...rows.flatMap((row) => (row === false ? [] : [el("dt", {}, row[0]), el("dd", {}, row[1])])));

/** Rows of one weight: what somebody may do, and what follows. */
export const choices = (label: string, rows: readonly (readonly [string, string, () => void])[]): HTMLElement =>
  el("div", { role: "group", "aria-label": label },
    el("ul", { class: "choices" }, ...rows.map(([what, follows, act]) =>
      el("li", {}, el("button", { type: "button", class: "choice", onclick: act }, el("strong", {}, what), el("span", {}, follows))))));

/** A switch that says its own state in words. */
export const toggle = (label: string, id: string, checked = false): HTMLElement =>
  el("label", { class: "toggle" }, el("input", { type: "checkbox", role: "switch", id, checked }), ` ${label}`);

export const actions = (...children: readonly Child[]): HTMLElement => el("div", { class: "actions" }, ...children);

export const paragraphs = (texts: readonly string[], attributes: Record<string, Value> = { class: "measure" }): HTMLElement[] =>
  texts.map((text) => el("p", attributes, text));

/** One line that a screen reader hears when it changes, beside what it is about. */
export class Status {
  /** Whether what it is about is being done now. */
  busy = false;
  readonly element: HTMLElement = el("p", { class: "small soft", role: "status" });

  /** Whether the page that it stands on is still the one being read: what comes late must not take another's place. */
  get here(): boolean {
    return this.element.isConnected;
  }

  say(text: string): void {
    this.element.textContent = text;
  }
}

/** A labelled field with its help, and a place for what is wrong with it. */
export class Field<Input extends HTMLInputElement | HTMLTextAreaElement> {
  readonly input: Input;
  readonly element: HTMLElement;
  readonly #wrong: HTMLElement;

  constructor(label: string, help: string, input: Input) {
    this.input = input;
    const id = input.id;
    this.#wrong = el("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
    input.setAttribute("aria-describedby", `${id}-help ${id}-wrong`);
    this.element = el("div", { class: "field" },
      el("label", { for: id }, label), el("span", { class: "help", id: `${id}-help` }, help), this.#wrong, input);
  }

  /** Says what is wrong, and brings the reader to it; an empty text takes it away. */
  wrong(text: string): void {
    this.#wrong.textContent = text;
    if (text === "") this.input.removeAttribute("aria-invalid");
    else {
      this.input.setAttribute("aria-invalid", "true");
      this.input.focus();
    }
  }
}

/** A form whose one button does `act`; while that runs, a second press does nothing. */
export function form(label: string, act: () => Promise<void> | void, ...children: readonly Child[]): HTMLFormElement {
  let running = false;
  return el("form", {
    "aria-label": label, autocomplete: "off", novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      if (running) return;
      running = true;
      void Promise.resolve(act()).finally(() => (running = false));
    },
  }, ...children);
}

/** The choice among a few, the first of them chosen. */
export function options(legend: string, name: string, rows: readonly (readonly [string, string])[]): HTMLFieldSetElement {
  return el("fieldset", {}, el("legend", {}, legend), ...rows.map(([value, label], i) =>
    el("label", { class: "option" }, el("input", { type: "radio", name, value, checked: i === 0 }), " ", el("span", {}, label))));
}

export const chosen = (fieldset: HTMLFieldSetElement): string =>
  fieldset.querySelector<HTMLInputElement>("input:checked")?.value ?? "";

/** Lets the browser paint before work that keeps it busy. */
export const painted = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
