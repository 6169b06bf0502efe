/** What somebody reads on a sheet that is printed for them: the address of their letter, or the code they come back with. In their language. */

export interface Slip {
  readonly letterFor: (name: string) => string;
  readonly asked: (bank: string) => string;
  readonly opens: string;
  readonly takenIn: (clerk: string, bank: string, writer: string) => string;
  readonly codeFor: (name: string) => string;
  readonly back: (bank: string) => string;
  readonly whoever: string;
  readonly lost: string;
}

const en: Slip = {
  letterFor: (name) => `A letter for ${name}`,
  asked: (bank) => `You asked ${bank} for a letter. It is yours to open or to leave. Go to the address below, exactly as it stands, in a browser of your own. Nobody is told whether you do.`,
  opens: "Whoever has this sheet can open the letter. The bank keeps no copy of the address, and cannot make it again.",
  takenIn: (clerk, bank, writer) => `The letter came to ${bank} on paper. ${clerk}, who works there, took it in and attests that these are ${writer}’s words. It bears no signature of the writer’s.`,
  codeFor: (name) => `A code for ${name}`,
  back: (bank) => `With it you come back to the registry of ${bank}: to change what you said, to leave, or to decide about a letter if you are ever told of one. The address is`,
  whoever: "Keep it where only you find it. Whoever has the code can change what you chose.",
  lost: "If it is lost, ask for a new one. Who you are is checked first.",
};

const es: Slip = {
  letterFor: (name) => `Una carta para ${name}`,
  asked: (bank) => `Usted pidió una carta a ${bank}. Es suya: puede abrirla o dejarla. Vaya a la dirección de abajo, tal como está, en un navegador suyo. A nadie se le dice si lo hace.`,
  opens: "Quien tenga esta hoja puede abrir la carta. El banco no guarda ninguna copia de la dirección y no puede hacerla otra vez.",
  takenIn: (clerk, bank, writer) => `La carta llegó a ${bank} en papel. ${clerk}, que trabaja allí, la recibió y da fe de que son las palabras de ${writer}. No lleva la firma de quien la escribió.`,
  codeFor: (name) => `Un código para ${name}`,
  back: (bank) => `Con él vuelve al registro de ${bank}: para cambiar lo que dijo, para dejarlo, o para decidir sobre una carta si alguna vez se le habla de una. La dirección es`,
  whoever: "Guárdelo donde solo usted lo encuentre. Quien tenga el código puede cambiar lo que eligió.",
  lost: "Si se pierde, pida uno nuevo. Antes se comprueba quién es usted.",
};

export const SPOKEN = ["en", "es"] as const;
export type Spoken = (typeof SPOKEN)[number];

/** In which of these somebody reads who asked for a language; English where it is none of them. */
export const spokenOf = (language: string): Spoken => SPOKEN.find((each) => each === language) ?? "en";

export const slipIn = (language: Spoken): Slip => (language === "es" ? es : en);
