/** What `../../screening/wrong_sentences.ts` says, in Spanish. */

import type { Wrong } from "../../screening/wrong_sentences.ts";

type Said = readonly [string, string];

export const wrong = {
  silent: ["La oficina no respondió.", "No se ha perdido nada. Inténtelo otra vez."] as Said,
  answered: (status: number): Said => [`La oficina respondió ${status}.`, "No se ha perdido nada. Inténtelo otra vez."],
  unknown: ["La oficina respondió algo que esta página no conoce.", "Cargue la página otra vez."] as Said,
  noPasskey: ["No se usó ninguna llave de acceso.", "Pulse otra vez el botón y confirme en la ventana del propio navegador."] as Said,
  noWords: ["Aquí no hay ninguna clave detrás de palabras.", "Entre con su llave de acceso."] as Said,
  lacksPart: ["Falta una parte.", "Ábrala otra vez."] as Said,
  otherKey: ["La oficina muestra otra clave que la que el equipo cerró para usted.", "Avise a quien custodia las claves, y no lea nada."] as Said,
  noneOpens: ["Ninguna de las claves del banco que usted tiene abre esto.", "Quien custodia las claves puede darle la que le falta."] as Said,
  lacksNow: ["No le han dado la clave en uso.", "Otra persona que custodia las claves puede dársela."] as Said,
  lacksEarlier: ["Le falta una clave anterior del banco.", "Que lo haga otra persona que custodia las claves, o pídala antes."] as Said,
  noGrant: ["Ni quien la escribió ni quien la recibió en papel ha firmado que este banco puede leer esta carta.", "No la lea. Avise a quien custodia las claves."] as Said,
  otherWords: ["No son las palabras que se aprobaron.", "No entregue nada. Avise a quien custodia las claves."] as Said,
  noAnswer: ["Esta carta no admite respuesta, así que no se puede cerrar ninguna observación para quien la escribió.", "Dígaselo de otra manera."] as Said,
  notTaken: ["Esta carta no se tomó para entregarla.", "Vuelva a la lista y tómela allí."] as Said,
  otherOutside: ["Lo que pone por fuera es de otra carta.", "No diga para quién es. Avise a quien custodia las claves."] as Said,
  otherHand: ["Quien tiene la carta no escribió esta respuesta.", "No deje pasar nada. Avise a quien custodia las claves."] as Said,
  otherLetter: ["Esto contesta a otra carta.", "No deje pasar nada. Avise a quien custodia las claves."] as Said,
  locked: ["Su clave no está desbloqueada.", "Entre otra vez."] as Said,
  noKeyYet: ["El banco no tiene ninguna clave para la que cerrar cartas.", "Quien custodia las claves hace una. Reciba la carta después."] as Said,
  notCertified: (ending: string): Said =>
    ["Nadie que custodie las claves ha dicho todavía que su clave es suya.", `Se hace en la página “Las claves del banco”. Su clave termina en …${ending}; eso es lo que comparan con usted.`],
  otherCertificate: ["Lo que la oficina muestra como dicho de su clave no lo dijo nadie que custodie las claves.", "No reciba nada. Avise a quien custodia las claves."] as Said,
  notLaidIn: "No se ha puesto nada con lo que espera. Guarde el papel e inténtelo otra vez.",
  tooManyPages: ["Estas imágenes son más de lo que cabe en una carta.", "Quite páginas, o ponga imágenes más pequeñas."] as Said,
  otherReason: ["Lo que se dijo de una carta es de otra.", "No imprima nada. Avise a quien custodia las claves."] as Said,
  notShown: ["La oficina ha recibido la carta y no la muestra.", "Mire las cartas de quien la escribió antes de ponerla otra vez."] as Said,
  noPicture: ["En este archivo no hay ninguna imagen que el navegador pueda mostrar.", "Guarde la página como JPEG o PNG, o haga otra foto."] as Said,
  noCard: ["Ninguna clave del banco que usted tiene firmó adónde va esta respuesta.", "No deje pasar nada. Quien custodia las claves puede darle una que le falte."] as Said,

  kinds: {
    Torn: ["Una parte no llegó entera.", "Ábralo otra vez."], WrongKey: ["La clave no abre esto.", "No se fíe de ello. Avise a quien custodia las claves."],
    Forged: ["No es lo que dice ser.", "No se fíe de ello. Avise a quien custodia las claves."],
    Unsupported: ["Tiene una forma que esta página no conoce.", "Avise a quien lleva la oficina."],
  } as Readonly<Record<string, Said>>,
  other: ["Algo no encajó.", "Avise a quien lleva la oficina."] as Said,
} satisfies Wrong;
