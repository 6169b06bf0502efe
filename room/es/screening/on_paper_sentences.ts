/** What `../../screening/on_paper_sentences.ts` says, in Spanish. */

import type { OnPaperSentences } from "../../screening/on_paper_sentences.ts";

export const onPaper = {
  clerks: "Quién recibe cartas en papel",
  clerksLong:
    "Una carta que alguien escribió en papel no lleva su firma. Quien la recibe da fe de ella, y la clave del banco dice aquí quién trabaja en eso. Compare también las últimas letras de cada una de estas claves con su dueño o dueña.",
  clerksCaption: "Quienes reciben en papel, y las claves con que dan fe", clerkColumns: ["Persona", "Puesto", "Su clave", "Dicho con la clave en uso"] as readonly string[],
  certified: "sí", uncertified: "todavía no",
  certify: (n: number): string => n === 1 ? "Decir que una persona recibe cartas para el banco" : `Decir que ${n} personas reciben cartas para el banco`,

  attested: (clerk: string, role: string, writer: string): string =>
    `Esta carta llegó en papel. ${clerk} (${role}) la recibió de ${writer} y da fe de que son sus palabras. No lleva la firma de quien la escribió.`,
  readBack: {
    signed: "Se leyó a quien la escribió, que firmó la hoja.",
    aloud: "Se leyó a quien la escribió, que dijo que es suya.",
  } as Readonly<Record<"signed" | "aloud", string>>,
  compare: "Quien la recibió podría haberla escrito. Pida el papel, o la hoja que se leyó, y compare antes de aprobar.",
} satisfies OnPaperSentences;
