/** What `../../screening/handing_sentences.ts` says, in Spanish. */

import type { Over } from "../../screening/handing_sentences.ts";

export const over = {
  languages: { en: "inglés", es: "español" } as Readonly<Record<string, string>>,
  ask: {
    title: "Hay que preguntar otra vez", caption: "Personas a quienes hay que preguntar otra vez", columns: ["Quién", "Cómo la quiere", ""] as readonly string[],
    do: "Preguntar", doOf: (name: string): string => `Preguntar a ${name}`,
    head: (name: string): string => `Preguntar otra vez a ${name}`,
    lead: "¿Sigue queriendo la carta, y de esta manera? Hable solo con esa persona, o con quien ella nombró. Un no es un no, y no necesita razones.",
    way: "Cómo la quiere", reached: "Se le encuentra", language: "Idioma", needs: "Qué ayudaría", beside: "A su lado", notSaid: "no se dijo",
    reaches: { post: "por correo postal", mail: "por correo electrónico", person: "a través de alguien que nombró", none: "de ninguna manera" } as Readonly<Record<string, string>>,
    voice: "Sigue queriéndola: lo dijo por teléfono", paper: "Sigue queriéndola: lo dijo aquí o lo escribió",
    onlyVoice: "Este banco pregunta por teléfono, y nada más vale.",
    later: "Ahora no; guardarla", no: "No la quiere", back: "No se encontró a nadie",
  },
  doubt: {
    title: "¿Es para esta persona?", lead: (name: string): string => `Lo que pone por fuera en esta carta no tiene ninguna parte del nombre ${name}.`,
    outside: "Por fuera pone", seal: "Es para esta persona de todos modos; cerrarla", stop: "Parar aquí",
    long: "Puede estar dirigida a un nombre que tuvo antes. Si no tiene certeza, pare aquí y pregunte a quien dijo que es para esta persona.",
  },
  done: {
    title: "Cerradas, y falta enviarlas o leerlas", caption: "Cartas que están en camino", columns: ["Para", "Cómo", "Cerrada", ""] as readonly string[],
    posted: "Se envió", "read-aloud": "Se le leyó",
    of: (what: string, name: string): string => `${what}: ${name}`,
  },
  print: {
    letter: "La carta, para imprimir", outer: "El sobre de fuera", slip: "Volver a la hoja",
    letterLong: "Con la letra de quien la escribió, y otra vez en letra de imprenta. Dóblela y métala en un sobre propio junto con la hoja.",
    plain: "Las mismas palabras en letra de imprenta",
    outerLong: "Un sobre sencillo alrededor, que no dice nada de ustedes. Se imprime del tamaño de un sobre DL.",
    from: "Remitente", fromHelp: "Un apartado de correos, y ningún nombre del banco.", to: "Para", toHelp: "Como pidió que se le encontrara. Cámbielo solo si lo dijo.",
    print: "Imprimirlo", then: "Cuando esté enviada, anótelo en la lista «Cerradas, y falta enviarlas o leerlas».",
  },
  together: {
    read: "Leérsela ahora", head: (name: string): string => `Leer junto con ${name}`,
    lead: "Puede pararle en cualquier palabra, y no tiene que decir por qué. La hoja es suya también si paran.",
    done: "Se le leyó", stop: "Dejar de leer",
  },
} satisfies Over;
