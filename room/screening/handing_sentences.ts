/** What a facilitator and a print clerk read: asking once more, reading together, printing and posting. */

export const over = {
  languages: { en: "English", es: "Spanish" } as Readonly<Record<string, string>>,
  ask: {
    title: "To be asked once more", caption: "People to be asked once more", columns: ["Who", "How they want it", ""] as readonly string[],
    do: "Ask them", doOf: (name: string): string => `Ask ${name}`,
    head: (name: string): string => `Ask ${name} once more`,
    lead: "Do they still want the letter, and in this way? Speak only with them, or with whom they named. A no is a no, and needs no reason.",
    way: "How they want it", reached: "Reached", language: "Language", needs: "What would help", beside: "With them", notSaid: "not said",
    reaches: { post: "by post", mail: "by e-mail", person: "through somebody they name", none: "not at all" } as Readonly<Record<string, string>>,
    voice: "They still want it: they said so by telephone", paper: "They still want it: they said so here, or wrote it",
    onlyVoice: "This bank asks by telephone, and nothing else counts.",
    later: "Not now; keep it", no: "They do not want it", back: "Nobody was reached",
  },
  doubt: {
    title: "Is it for them?", lead: (name: string): string => `What stands outside on this letter has no part of the name ${name}.`,
    outside: "Outside stands", seal: "It is for them all the same; seal it", stop: "Stop here",
    long: "It may be written to a name they had before. If you are not sure, stop here, and ask who said that it is for them.",
  },
  done: {
    title: "Sealed, and still to be posted or read", caption: "Letters that are under way", columns: ["For", "How", "Sealed", ""] as readonly string[],
    posted: "It was posted", "read-aloud": "It was read to them",
    of: (what: string, name: string): string => `${what}: ${name}`,
  },
  print: {
    letter: "The letter, to print", outer: "The outer envelope", slip: "Back to the sheet",
    letterLong: "In the writer’s hand, and once more in plain type. Fold it, and put it into an envelope of its own with the sheet.",
    plain: "The same words in plain type",
    outerLong: "A plain envelope around it, that says nothing of you. It is printed as large as an envelope DL.",
    from: "Sender", fromHelp: "A post-box number, and no name of the bank.", to: "To", toHelp: "As they asked to be reached. Change it only if they said so.",
    print: "Print it", then: "When it is posted, write it down in the list “Sealed, and still to be posted or read”.",
  },
  together: {
    read: "Read it to them now", head: (name: string): string => `Read together with ${name}`,
    lead: "They can stop you at any word, and need not say why. The sheet is theirs also if you stop.",
    done: "It was read to them", stop: "Stop reading",
  },
};

export type Over = typeof over;
