/** What `../../screening/registry_sentences.ts` says, in Spanish. */

import type { Registry } from "../../screening/registry_sentences.ts";

export const registry = {
  nav: "Registro", lettersNav: "Para quién", title: "Quién se ha registrado",
  lead: "Lo que está aquí es para usted y para nadie más. No diga nunca a nadie que pregunte, y menos que a nadie a quien escribe, si alguien está en esta lista. Queda anotado que usted abre la ficha de alguien.",
  find: "Buscar a alguien", name: "Su nombre, o uno que tuvo antes", nameHelp: "Basta una parte. Déjelo vacío para ver quién se registró al final.",
  search: "Buscar", newest: "Quién se registró al final", found: (text: string): string => `Con «${text}» en el nombre`,
  none: "Nadie.", caption: "Personas que se registraron", columns: ["Persona", "Registro", "Se sabe quién es"] as readonly string[],
  known: "sí", unknown: "todavía no",
  enter: "Anotar a alguien", enterLong: "A partir de una hoja de papel, o como se lo diga. Recibe un código con el que volver.",
  back: "Volver a la lista", backTo: (name: string): string => `Volver a ${name}`,

  card: {
    wish: "Qué debe pasar",
    wishes: [
      ["tell", "Que se le avise de que hay una"], ["wait", "Guardarla y no avisarle"], ["never", "No quiere ninguna nunca"],
      ["none", "Todavía no ha dicho nada"],
    ] as readonly (readonly [string, string])[],
    name: "Nombre", nameHelp: "Como lo diga.", former: "Nombres que tuvo antes, uno en cada línea", formerHelp: "Puede quedar vacío.",
    born: "Fecha de nacimiento", bornHelp: "Puede quedar vacía.",
    reach: "Cómo se le puede encontrar",
    reaches: [["post", "Por correo postal, en un sobre sencillo"], ["mail", "Por correo electrónico"], ["person", "A través de alguien que nombre"], ["none", "De ninguna manera"]] as readonly (readonly [string, string])[],
    at: "La dirección, o quién es y cómo se le encuentra", atHelp: "Vacío si no se le debe buscar.",
    language: "El idioma en que quiere que se le hable", languages: [["en", "inglés"], ["es", "español"]] as readonly (readonly [string, string])[],
    needs: "Qué le ayudaría", needsHelp: "Letra grande, un intérprete, alguien a su lado.",
    reading: "Cómo querría leerla",
    readings: [["online", "En línea, a solas"], ["paper", "En papel"], ["with", "Junto con una persona facilitadora"], ["aloud", "Leída en voz alta"]] as readonly (readonly [string, string])[],
    tell: "Lo que puede llegar a saber quien escribe", tellHelp: "Nada, a menos que lo diga.",
    save: "Anotarlo",
  },
  facts: {
    requested: "Que pidió la carta", received: "Que le ha llegado", read: "Que la ha leído",
  } as Readonly<Record<string, string>>,

  codeLong: "Se muestra una vez y no se guarda en ninguna parte: imprima esta hoja o copie el código, y entrégueselo.",
  print: "Imprimir esta hoja", handed: "Se lo he entregado",

  record: {
    since: "Registro", verified: "Se sabe quién es", verifiedNot: "Todavía no. Antes de eso nadie busca una carta.", verifiedOn: (day: string): string => `Sí, desde el ${day}`,
    beside: "A su lado", born: "Nacimiento", former: "Nombres de antes", reached: "Se le encuentra", language: "Idioma", needs: "Qué ayudaría", wish: "Qué desea",
    died: "Murió", diedOn: (day: string): string => `Anotado el ${day}. No se pasa nada a nadie.`,
    done: "Está anotado.",
    acts: "Lo que usted puede hacer por esta persona", letters: "Cartas que se dice que son para esta persona", noLetters: "Ninguna.",
    orders: "Órdenes judiciales", holds: "Lo que retiene una ley",
  },
  verify: {
    title: "Decir que se sabe quién es",
    long: "Compruébelo siempre de la misma manera y en el mismo tiempo, haya o no una carta. Antes de esto nadie ha mirado.",
    guardian: "Quien tiene su tutela y le acompaña", advocate: "Quien le defiende y le acompaña", interpreter: "Quien le interpreta y le acompaña", help: "Su nombre. Vacío si no hay nadie.",
    button: "Me he asegurado de quién es",
  },
  say: {
    title: "Anotar lo que dijo", long: "Por teléfono o en papel. Ocupa el lugar de lo que había aquí. Otro nombre u otra fecha de nacimiento se comprueban de nuevo; por otra dirección se pregunta otra vez antes de que una carta vaya allí.",
  },
  newCode: { title: "Darle un código nuevo", long: "Solo después de asegurarse de quién es. El viejo ya no abre nada.", button: "Hacer un código nuevo" },
  order: {
    title: "Anotar una orden judicial", long: "Se cierran a la vez todos los caminos entre ambas personas, también para lo que va en camino. Usted no puede ponerle fin: tiene que hacerlo otra persona del equipo. Llame después al juzgado, a un número que haya buscado usted.",
    writer: "La persona que escribe y a quien nombra", note: "Qué juzgado, y su número", noteHelp: "Para que se pueda encontrar otra vez. Se guarda cifrado.", button: "Anotar la orden",
    none: "Aquí no se ha inscrito nadie a quien se pudiera nombrar.",
    caption: "Órdenes judiciales", columns: ["Quién escribe", "Juzgado y número", "Desde", "Terminó"] as readonly string[],
    end: "Ya no está en vigor", endOf: (name: string): string => `La orden sobre ${name} ya no está en vigor`,
  },
  hold: {
    title: "Decir que una ley retiene lo que se guarda de esta persona", long: "Retrasa el borrado, y no hace nada más.", note: "Qué ley o juzgado", noteHelp: "Se guarda cifrado.", button: "Retenerlo",
    caption: "Retenciones", columns: ["Ley o juzgado", "Desde", "Terminó"] as readonly string[], end: "Ya no hay que retenerlo",
  },
  died: { title: "Anotar que murió", long: "No se pasa nada, y no se avisa a nadie. Aquí no se puede deshacer.", sure: "Tengo certeza de ello", button: "Anotarlo" },
  kept: { title: "Mostrar lo que se guarda de esta persona", long: "Para ella, cuando lo pida. No está dentro ninguna carta de la que no se le avisó.", button: "Mostrarlo", head: (name: string): string => `Lo que se guarda de ${name}`, save: "Guardarlo como archivo",
    names: {
      name: "Nombre", former: "Nombres de antes", born: "Nacimiento", reach: "Cómo se le encuentra", at: "Dónde", language: "Idioma", needs: "Qué ayudaría", reading: "Cómo querría leer",
      tell: "Lo que puede saber quien escribe", beside: "A su lado", wish: "Qué desea", asked: "Preguntó si hay una", since: "Registro", verified: "Se sabe quién es",
      orders: "Órdenes judiciales", letters: "Cartas de las que se le avisó", done: "Lo que se hizo",
    } as Readonly<Record<string, string>>,
  },
  forget: { title: "Olvidar a esta persona", long: "Cuando lo pida. Se borran nombre, dirección y deseos, y no se le ofrece ninguna carta. No se puede deshacer.", sure: "Lo pidió", button: "Olvidar a esta persona" },
  notSure: "Marque antes la línea que está encima del botón.",

  look: {
    title: "Buscar una carta", long: "Para cada persona de la que se sabe quién es, y de la misma manera. No diga nada de lo que encuentre hasta que se le pueda avisar.", button: "Buscar",
    head: (name: string): string => `Cartas que por fuera nombran a ${name}`, none: "Aquí ninguna carta va dirigida a este nombre.",
    noneLong: "Busque con otra grafía, o con un nombre que tuvo antes. Si no hay ninguna, no se dice nada a nadie: ni que usted buscó, ni qué encontró.",
    other: "Otra grafía, o un nombre anterior", search: "Buscar con este nombre",
    name: (number: number, writer: string, day: string): string => `K-${number}, escrita por ${writer}, aquí desde el ${day}`,
    outside: "Por fuera pone", already: "Se dice que es también para otra persona, o que ya lo es.", theirs: "Ya se dice que es para esta persona.",
    match: "Esta carta es para esta persona", sure: (name: string): string => `El nombre es el mismo, y todo lo demás que sé encaja con ${name}`,
    lacks: (n: number): string => n === 1 ? "De una carta no se le ha dado para quién es. Lo hace quien custodia las claves, en la página «Claves del banco»." : `De ${n} cartas no se le ha dado para quién son. Lo hace quien custodia las claves, en la página «Claves del banco».`,
  },
  letters: {
    title: "Para quién son las cartas", lead: "Cartas que se pueden ofrecer y de las que todavía no se dice para quién son; primero las que más han esperado. Usted ve lo que pone por fuera, y nunca una palabra de dentro.",
    none: "Ninguna.", caption: "Cartas que todavía no son para nadie", columns: ["Por fuera pone", "Carta", "Escrita por", "Aquí desde", ""] as readonly string[],
    find: "Buscar en el registro", findOf: (name: string): string => `Buscar a ${name} en el registro`,
  },

  letter: {
    name: (number: number, writer: string): string => `K-${number}, escrita por ${writer}`,
    steps: {
      ended: "Se retiró o se rechazó, o la persona murió. No pasa nada más.", refused: "Este banco no acepta cartas ordenadas por un juzgado.",
      screen: "Falta leerla.", returned: "La tiene quien la escribió, para que se corrija.", held: "No ha preguntado. No le avise.",
      blocked: "Una orden judicial o un «nunca» cierra todos los caminos. No le avise.", verify: "Asegúrese antes de quién es.",
      "too-young": "Es menor de la edad que piden las reglas, y no hay nadie a su lado.", tell: "Se le puede avisar, de la manera que eligió.",
      theirs: "Sabe de ella y no ha decidido. Nadie se lo recuerda.", declined: "No la quiere. Puede cambiar de idea.",
      confirm: "La quiere. Pregúntele otra vez antes de entregarla.", "choose-road": "La quiere, y falta que diga cómo.",
      release: "Está lista para entregarse.", released: "Se ha entregado.",
    } as Readonly<Record<string, string>>,
    tell: "Le he avisado", tellLong: "De palabra, o en un sobre suyo. Nada se envía solo.",
    choose: "Qué decidió", chooseLong: "Como lo dijo. Un no es un no, y no necesita razones.",
    choices: [
      ["wants", "La quiere"], ["later", "Ahora no; guardarla"], ["declined", "No la quiere"], ["not-mine", "No es para esta persona"],
    ] as readonly (readonly [string, string])[],
    road: "Cómo la quiere", roadNone: "no se dijo",
    roads: { post: "por correo postal", mail: "por correo electrónico", online: "en línea", telephone: "por teléfono, leída junto con alguien", "in-person": "en persona, leída junto con alguien" } as Readonly<Record<string, string>>,
    save: "Anotar qué decidió",
    consent: "Lo que puede llegar a saber quien escribe", consentLong: "Cada cosa por sí sola. Quien escribe lo ve con una ronda, según el calendario. Lo que se mostró no se puede retirar.", consentSave: "Anotar lo que se puede saber",
    confirm: "Se preguntó otra vez", confirmLong: "¿Sigue queriéndola, y allí? Si no, anote arriba lo que diga.",
    confirmed: [["voice", "Lo dijo por teléfono"], ["paper", "Lo escribió, o lo dijo aquí"]] as readonly (readonly [string, string])[],
    confirmVoice: "Este banco pregunta por teléfono.", confirmSave: "Sigue queriéndola",
  },
} satisfies Registry;
