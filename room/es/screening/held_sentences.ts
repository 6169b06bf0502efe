/** What `../../screening/held_sentences.ts` says, in Spanish. */

import type { Held } from "../../screening/held_sentences.ts";

export const held = {
  nav: "Retenidas por ley", title: "Cartas que retiene una ley",
  lead: "Donde un juzgado o una ley lo dice, la copia cerrada de una carta se guarda aunque su tiempo haya pasado. Una retención retrasa eso, y no hace nada más: nadie lee más, y ni quien escribió la carta ni nadie más ve que la hay.",
  title2: "Retener una carta",
  letter: "El número de la carta", letterHelp: "Como la llama el equipo: K-7. En la página «Quienes escriben» está junto al nombre de quien la escribió.",
  note: "Qué ley o juzgado", noteHelp: "Con el número del papel, para que se pueda encontrar otra vez. Se guarda cifrado.", button: "Retenerla",
  who: "Para retener lo que se guarda de alguien que se registró, abra su ficha en la página «Registro».",
  none: "No se retiene ninguna carta.", caption: "Cartas que retiene una ley", columns: ["Carta", "Ley o juzgado", "Desde", "Terminó"] as readonly string[],
  gone: "su copia se fue después",
  end: "Ya no hay que retenerla", endOf: (name: string): string => `Ya no hay que retener ${name}`,
  ended: "Si su tiempo ha pasado, su copia se va con la próxima ronda. No se puede deshacer.",
  sure: (name: string): string => `Terminar la retención de ${name}`, yes: "La retención ha terminado; he visto el papel", notSure: "Marque antes la línea que está encima del botón.",
  back: "Volver a lo retenido", done: "Está anotado.",
} satisfies Held;
