/** Pages that came on paper as fields of a form: the pictures, and beside each what it says. */

import { Unsupported } from "../errors.ts";
import { Field, Status, button, el } from "../page.ts";
import { picture } from "../show.ts";
import type { Visit } from "./frame.ts";
import { pictureOf, type Picture } from "./pages.ts";
import { paper as p } from "./paper_sentences.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** How pictures are asked for, and how much they may have together, in bytes. */
export interface Asked {
  readonly label: string;
  readonly help: string;
  readonly bytes: number;
}

/** The pages as pictures, each with what it says. */
export class Pages {
  readonly element: HTMLElement;
  pictures: readonly Picture[];
  readonly #visit: Visit;
  readonly #status = new Status();
  readonly #list = el("div", { class: "above" });
  readonly #changed: () => void;
  readonly #most: number;
  #says: readonly Field<HTMLTextAreaElement>[] = [];
  #taking: Promise<boolean> = Promise.resolve(true);

  constructor(visit: Visit, asked: Asked, changed: () => void, said: readonly string[] = [], pictures: readonly Picture[] = []) {
    this.#visit = visit;
    this.#changed = changed;
    this.#most = asked.bytes;
    this.pictures = pictures;
    const file = new Field(asked.label, asked.help, el("input", { type: "file", id: "paper-pictures", accept: "image/png,image/jpeg", multiple: true }));
    file.input.addEventListener("change", () => (this.#taking = this.#take(file.input)));
    this.element = el("div", {}, file.element, this.#status.element, this.#list);
    this.#draw(said);
  }

  said = (): string[] => this.#says.map((each) => each.input.value);

  /** Once the pictures that were chosen last are here; false where they are not, which is said beside them. */
  settled = (): Promise<boolean> => this.#taking;

  /** Puts on an empty first page what was typed before there was one. */
  begin(words: string): void {
    const [first] = this.#says;
    if (first !== undefined && first.input.value === "") first.input.value = words;
  }

  /** Whether each page is there and says something; brings whoever types to the one that does not. */
  areWhole(): boolean {
    const lacking = Math.max(1, this.#says.length) - this.pictures.length;
    this.#status.say(lacking > 0 ? p.noPictures(lacking) : "");
    for (const each of this.#says) each.wrong(each.input.value.trim() === "" ? p.pageEmpty : "");
    return lacking <= 0 && this.#says.every((each) => each.input.value.trim() !== "");
  }

  /** Takes in the chosen pictures after those that are there. */
  async #take(input: HTMLInputElement): Promise<boolean> {
    let here = false;
    await this.#visit.try(this.#status, async () => {
      this.#status.say(p.takingPictures);
      const more = await Promise.all([...(input.files ?? [])].map(pictureOf));
      if (sizeOf([...this.pictures, ...more]) > this.#most) throw new Unsupported(...w.tooManyPages);
      this.pictures = [...this.pictures, ...more];
      this.#status.say("");
      here = true;
    });
    input.value = "";
    this.#draw(this.said());
    this.#changed();
    return here;
  }

  #takeOut(page: number): void {
    const rest = this.said().filter((_, i) => i !== page);
    this.pictures = this.pictures.filter((_, i) => i !== page);
    this.#draw(rest);
    this.#changed();
  }

  /** A page for each picture; for those whose picture was not kept, what was typed stands without it. */
  #draw(said: readonly string[]): void {
    const count = Math.max(this.pictures.length, said.length);
    this.#says = Array.from({ length: count }, (_, i) => {
      const area = el("textarea", { id: `paper-page-${i + 1}`, rows: 12, autocomplete: "off" });
      area.value = said[i] ?? "";
      return new Field(p.page(String(i + 1)), p.pageHelp, area);
    });
    this.#list.replaceChildren(...this.#says.map((says, i) => {
      const one = this.pictures[i];
      return el("div", { class: "pair" }, one !== undefined && el("figure", { class: "scan-page" }, picture(`scan-${i + 1}.${one.type}`, one.data)),
        el("div", {}, says.element, button(p.takeOut(String(i + 1)), () => this.#takeOut(i), "quiet")));
    }));
  }
}

const sizeOf = (pictures: readonly Picture[]): number => pictures.reduce((sum, each) => sum + each.data.length, 0);
