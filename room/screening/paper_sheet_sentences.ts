/** What a writer without a desk is given on paper, in their own language: to sign, to keep, and to mend by. */

export interface PaperSheet {
  readonly day: (day: string) => string;
  readonly mine: string;
  readonly mineLead: string;
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly outside: string;
  readonly bank: string;
  readonly key: string;
  readonly said: (bank: string) => string;
  readonly sign: string;
  readonly mark: string;
  readonly readBy: string;
  readonly receipt: string;
  readonly receiptLead: (bank: string) => string;
  readonly letter: string;
  readonly taken: string;
  readonly next: string;
  readonly nextLong: readonly string[];
  readonly back: string;
  readonly backLong: (reached: string) => string;
  readonly update: string;
  readonly updateLong: string;
  readonly stands: string;
  readonly standsLead: (name: string, day: string) => string;
  readonly none: string;
  readonly columns: readonly string[];
  readonly caption: string;
  readonly states: Readonly<Record<string, string>>;
  readonly gone: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly nothing: string;
  readonly all: string;
  readonly reason: string;
  readonly reasonLead: Readonly<Record<string, string>>;
  readonly line: string;
  readonly remarks: string;
  readonly mend: Readonly<Record<string, string>>;
  readonly reasonEnd: string;
}

const EN_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const ES_DAY = new Intl.DateTimeFormat("es", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

const en: PaperSheet = {
  day: (day) => EN_DAY.format(new Date(day)),
  mine: "These are my words",
  mineLead: "Read every word, or have it read to you. If one is not yours, say so: it is mended before the letter is sealed.",
  number: "Sheet", from: "From", to: "For", outside: "Outside stands", bank: "Taken in by", key: "Sealed to",
  said: (bank) => `I read this letter as it stands above, or it was read to me. These are my words, and this is whom they are for. ${bank} may read it first, and seals it.`,
  sign: "Day and signature, or a mark:", mark: "Witness, if it is a mark:", readBy: "Read back by:",
  receipt: "Your letter was taken in",
  receiptLead: (bank) => `${bank} keeps it sealed. Keep this sheet: it says by what your letter is found. It opens nothing.`,
  letter: "Letter", taken: "Taken in on",
  next: "What happens now",
  nextLong: [
    "It is read first by people who have to keep to the bank’s rules. You can ask what came of that.",
    "If it comes back, you are given the reason on paper, and how to mend it.",
    "If it is let through, it waits until somebody it is for wants it. That may be never.",
    "You are never told whether anybody asked for it, unless they themselves say so.",
  ],
  back: "If you want to take it back",
  backLong: (reached) => `Say so, or write it on this sheet and sign: “I take this letter back.” Nobody asks why. What somebody has opened before stays with them.${reached === "" ? "" : ` ${reached}`}`,
  update: "If you want to change it", updateLong: "Write it anew and bring it with this sheet. The new letter takes the place of this one and is read anew, where the bank’s rules allow that.",
  stands: "How your letters stand",
  standsLead: (name, day) => `${name}, on ${day}.`,
  none: "You have no letter here.", columns: ["Letter", "Sheet", "Taken in", "Reading", "What you were let know"], caption: "Your letters",
  states: {
    waiting: "It is still to be read.", returned: "It comes back to be mended. The reason is on a sheet of its own.",
    rejected: "It was not let through. The reason is on a sheet of its own.", approved: "It was let through. It waits until somebody it is for wants it.",
  },
  gone: "You took it back.",
  facts: { requested: "It was asked for.", received: "It was received.", read: "It was read." }, nothing: "Nothing.",
  all: "This is all that you can be told. Where nothing stands, that means nothing: whoever a letter is for decides alone what you learn, and owes you no word.",
  reason: "About your letter",
  reasonLead: {
    returned: "Your letter was read, and it comes back to you to be mended. Nobody it is for has seen it.",
    rejected: "Your letter was read, and it was not let through. Nobody it is for has seen it.",
  },
  line: "What whoever read it says to you", remarks: "Passages, and why they were marked",
  mend: {
    returned: "Write it anew without this, and bring or send the new letter with this sheet. It takes the place of the first one, and is read anew.",
    rejected: "This letter is not mended. You may write another, as a letter of its own.",
  },
  reasonEnd: "This sheet says nothing of whom the letter is for, and whoever gives it to you knows nothing of that.",
};

const es: PaperSheet = {
  day: (day) => ES_DAY.format(new Date(day)),
  mine: "Estas son mis palabras",
  mineLead: "Lea cada palabra, o que se la lean. Si alguna no es suya, dígalo: se corrige antes de cerrar la carta.",
  number: "Hoja", from: "De", to: "Para", outside: "Por fuera pone", bank: "La recibe", key: "Se cierra para",
  said: (bank) => `He leído esta carta tal como está arriba, o me la han leído. Estas son mis palabras, y para esta persona son. ${bank} puede leerla primero, y la cierra.`,
  sign: "Día y firma, o una marca:", mark: "Testigo, si es una marca:", readBy: "Leída de vuelta por:",
  receipt: "Su carta fue recibida",
  receiptLead: (bank) => `${bank} la guarda cerrada. Guarde esta hoja: dice cómo se encuentra su carta. No abre nada.`,
  letter: "Carta", taken: "Recibida el",
  next: "Qué pasa ahora",
  nextLong: [
    "Primero la leen personas que tienen que atenerse a las reglas del banco. Puede preguntar qué salió de eso.",
    "Si vuelve, se le da el motivo en papel, y cómo corregirla.",
    "Si se deja pasar, espera hasta que alguien a quien va dirigida la quiera. Puede que nunca.",
    "Nunca se le dice si alguien preguntó por ella, salvo que esa persona misma lo diga.",
  ],
  back: "Si quiere retirarla",
  backLong: (reached) => `Dígalo, o escríbalo en esta hoja y firme: «Retiro esta carta». Nadie pregunta por qué. Lo que alguien abrió antes se queda con esa persona.${reached === "" ? "" : ` ${reached}`}`,
  update: "Si quiere cambiarla", updateLong: "Escríbala de nuevo y tráigala con esta hoja. La nueva ocupa el lugar de esta y se lee de nuevo, donde las reglas del banco lo permiten.",
  stands: "Cómo están sus cartas",
  standsLead: (name, day) => `${name}, el ${day}.`,
  none: "No tiene ninguna carta aquí.", columns: ["Carta", "Hoja", "Recibida", "Lectura", "Lo que se le dejó saber"], caption: "Sus cartas",
  states: {
    waiting: "Todavía falta leerla.", returned: "Vuelve para que la corrija. El motivo está en una hoja aparte.",
    rejected: "No se dejó pasar. El motivo está en una hoja aparte.", approved: "Se dejó pasar. Espera hasta que alguien a quien va dirigida la quiera.",
  },
  gone: "Usted la retiró.",
  facts: { requested: "Alguien la pidió.", received: "Fue recibida.", read: "Fue leída." }, nothing: "Nada.",
  all: "Esto es todo lo que se le puede decir. Donde no pone nada, eso no significa nada: la persona a quien va una carta decide sola lo que usted sabe, y no le debe ninguna palabra.",
  reason: "Sobre su carta",
  reasonLead: {
    returned: "Su carta fue leída, y vuelve a usted para que la corrija. Nadie a quien va dirigida la ha visto.",
    rejected: "Su carta fue leída, y no se dejó pasar. Nadie a quien va dirigida la ha visto.",
  },
  line: "Lo que le dice quien la leyó", remarks: "Pasajes, y por qué se marcaron",
  mend: {
    returned: "Escríbala de nuevo sin esto, y traiga o envíe la nueva con esta hoja. Ocupa el lugar de la primera, y se lee de nuevo.",
    rejected: "Esta carta no se corrige. Puede escribir otra, como carta aparte.",
  },
  reasonEnd: "Esta hoja no dice nada de la persona a quien va la carta, y quien se la da no sabe nada de eso.",
};

export const paperSheet = (language: string): PaperSheet => (language.startsWith("es") ? es : en);
