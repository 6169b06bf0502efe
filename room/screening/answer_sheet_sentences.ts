/** What somebody reads on the sheet for an answer that comes with their letter, in the language that they chose. */

import type { Spoken } from "./slip_sentences.ts";

export interface AnswerSheet {
  readonly title: string;
  readonly lead: string;
  readonly many: string;
  readonly one: string;
  readonly any: string;
  readonly reads: string;
  readonly first: (bank: string) => string;
  readonly unread: (bank: string) => string;
  readonly carried: (bank: string) => string;
  readonly paperOnly: string;
  readonly notIn: string;
  readonly defects: Readonly<Record<string, string>>;
  readonly longest: (words: number) => string;
  readonly help: string;
  readonly helpLong: string;
  readonly helpUnread: string;
  readonly where: string;
  readonly bring: (bank: string, reached: string) => string;
  readonly onPage: string;
  readonly onPageToo: string;
  readonly code: string;
  readonly codeLong: string;
  readonly key: string;
  readonly keyLong: string;
  readonly wish: string;
  readonly wishes: readonly string[];
  readonly words: string;
  readonly wordsLong: string;
  readonly signed: string;
}

const en: AnswerSheet = {
  title: "An answer, if you want to write one",
  lead: "You owe none, and nobody will ask. Whoever wrote to you does not learn that you have this sheet.",
  many: "How many", one: "One goes back.", any: "As many as you like go back.",
  reads: "Who reads it",
  first: (bank) => `${bank} reads it before the writer does. If something in it cannot go on, it comes back to you with the reason, and you can mend it; the writer learns nothing of that.`,
  unread: (bank) => `The writer alone. Nobody at ${bank} reads it, so it cannot be taken there on paper.`,
  carried: (bank) => `The writer. Nobody at ${bank} reads it; they pass it on in an envelope of their own.`,
  paperOnly: "Whoever wrote to you did so on paper, and has an answer on paper too: this page itself, so do not write where you are on it.",
  notIn: "What cannot go on",
  defects: {
    threat: "threats", contact: "addresses or telephone numbers", sexual: "sexual words", disrespect: "disrespect",
    demand: "demands", excuse: "excuses", "third-party": "what concerns other people",
  },
  longest: (words) => `more than ${words} words`,
  help: "Who may help",
  helpLong: "Anybody you trust may write it down for you or read it with you, an advocate too. Your words and your no stay yours.",
  helpUnread: "Anybody you trust may type it for you or read it with you, an advocate too. Whoever does sees the letter.",
  where: "Where it goes",
  bring: (bank, reached) => `To ${bank}, in a closed envelope; bring it, send it, or have it brought.${reached === "" ? "" : ` ${reached}`}`,
  onPage: "Open the letter at its address on the other sheet, and choose “Write an answer”. It is sealed there, to the writer.",
  onPageToo: "Or write it on a screen: the page of the letter has “Write an answer”.",
  code: "Code", codeLong: "By this they know which letter you answer. It opens nothing.",
  key: "Sealed to",
  keyLong: "Somebody there types your words in as they stand, and seals them at once to the bank’s key, which looked like this on the day this was printed. The bank’s leaflet has the one in use.",
  wish: "Mark what you wish. Nothing marked means no.",
  wishes: ["The writer may write to me once more.", "I ask the writer to keep this to themselves.", "The writer may see my handwriting: a picture of these lines goes with the words."],
  words: "Your words",
  wordsLong: "Hand in this page alone: whoever has the one with the address can open the letter. If you need more room, take paper of your own, and write the code on it.",
  signed: "Signed, if you want:",
};

const es: AnswerSheet = {
  title: "Una respuesta, si quiere escribirla",
  lead: "No debe ninguna, y nadie se la pedirá. Quien le escribió no sabe que usted tiene esta hoja.",
  many: "Cuántas", one: "Puede volver una.", any: "Pueden volver cuantas quiera.",
  reads: "Quién la lee",
  first: (bank) => `${bank} la lee antes que quien le escribió. Si algo de ella no puede seguir, vuelve a usted con el motivo y puede corregirla; quien le escribió no sabe nada de eso.`,
  unread: (bank) => `Solo quien le escribió. Nadie en ${bank} la lee; por eso allí no se puede recibir en papel.`,
  carried: (bank) => `Quien le escribió. Nadie en ${bank} la lee; se la hacen llegar en un sobre suyo.`,
  paperOnly: "Quien le escribió lo hizo en papel, y recibe la respuesta también en papel: esta misma hoja, así que no ponga en ella dónde está usted.",
  notIn: "Qué no puede seguir",
  defects: {
    threat: "amenazas", contact: "direcciones o números de teléfono", sexual: "palabras sexuales", disrespect: "faltas de respeto",
    demand: "exigencias", excuse: "excusas", "third-party": "lo que atañe a otras personas",
  },
  longest: (words) => `más de ${words} palabras`,
  help: "Quién puede ayudar",
  helpLong: "Cualquier persona de su confianza puede escribirla por usted o leerla con usted, también quien le acompañe. Sus palabras y su no siguen siendo suyos.",
  helpUnread: "Cualquier persona de su confianza puede teclearla por usted o leerla con usted, también quien le acompañe. Quien lo haga ve la carta.",
  where: "Adónde va",
  bring: (bank, reached) => `A ${bank}, en un sobre cerrado: llévela, envíela o haga que la lleven.${reached === "" ? "" : ` ${reached}`}`,
  onPage: "Abra la carta en la dirección que está en la otra hoja y elija «Escribir una respuesta». Allí se cierra, para quien le escribió.",
  onPageToo: "O escríbala en una pantalla: la página de la carta tiene «Escribir una respuesta».",
  code: "Código", codeLong: "Por él saben a qué carta contesta. No abre nada.",
  key: "Se cierra para",
  keyLong: "Alguien de allí teclea sus palabras tal como están y las cierra enseguida para la clave del banco, que era esta el día en que se imprimió la hoja. El folleto del banco tiene la que está en uso.",
  wish: "Marque lo que desea. Lo que no marque es un no.",
  wishes: ["Quien me escribió puede escribirme una vez más.", "Pido a quien me escribió que no la muestre a nadie.", "Quien me escribió puede ver mi letra: una imagen de estas líneas va con las palabras."],
  words: "Sus palabras",
  wordsLong: "Entregue solo esta página: quien tenga la que lleva la dirección puede abrir la carta. Si necesita más espacio, tome papel suyo y ponga en él el código.",
  signed: "Firma, si quiere:",
};

export const answerSheet = (language: Spoken): AnswerSheet => (language === "es" ? es : en);
