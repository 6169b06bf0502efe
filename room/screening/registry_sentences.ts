/** What a registrar reads: who registered, and what is done for somebody by voice or on paper. */

export const registry = {
  nav: "Registry", lettersNav: "Whom for", title: "Who registered",
  lead: "What stands here is for you and nobody else. Never tell anybody who asks, a writer least of all, whether somebody is in this list. That you open somebody’s record is written down.",
  find: "Find somebody", name: "Their name, or one they had before", nameHelp: "A part is enough. Leave it empty to see who registered last.",
  search: "Look", newest: "Who registered last", found: (text: string): string => `Whose name has “${text}” in it`,
  none: "Nobody.", caption: "People who registered", columns: ["Person", "Registered", "Known who they are"] as readonly string[],
  known: "yes", unknown: "not yet",
  enter: "Enter somebody", enterLong: "From a sheet on paper, or as they say it to you. They are given a code to come back with.",
  back: "Back to the list", backTo: (name: string): string => `Back to ${name}`,

  card: {
    wish: "What should happen",
    wishes: [
      ["tell", "Tell them that there is one"], ["wait", "Keep it, and do not tell them"], ["never", "They never want one"],
      ["none", "They have said nothing yet"],
    ] as readonly (readonly [string, string])[],
    name: "Name", nameHelp: "As they say it.", former: "Names they had before, one on each line", formerHelp: "May stay empty.",
    born: "Date of birth", bornHelp: "May stay empty.",
    reach: "How they may be reached",
    reaches: [["post", "By post, in a plain envelope"], ["mail", "By e-mail"], ["person", "Through somebody they name"], ["none", "Not at all"]] as readonly (readonly [string, string])[],
    at: "The address, or who it is and how they are reached", atHelp: "Empty if they are not to be reached.",
    language: "The language they want to be spoken to in", languages: [["en", "English"], ["es", "Spanish"]] as readonly (readonly [string, string])[],
    needs: "What would help them", needsHelp: "Large print, an interpreter, somebody beside them.",
    reading: "How they would want to read it",
    readings: [["online", "Online, alone"], ["paper", "On paper"], ["with", "Together with a facilitator"], ["aloud", "Read aloud"]] as readonly (readonly [string, string])[],
    tell: "What the writer may learn", tellHelp: "Nothing, unless they say so.",
    save: "Write it down",
  },
  facts: {
    requested: "That they asked for the letter", received: "That it has reached them", read: "That they have read it",
  } as Readonly<Record<string, string>>,

  codeLong: "It is shown once and kept nowhere: print this sheet or copy the code, and hand it to them.",
  print: "Print this sheet", handed: "I have handed it over",

  record: {
    since: "Registered", verified: "Known who they are", verifiedNot: "Not yet. Before that nobody looks for a letter.", verifiedOn: (day: string): string => `Yes, since ${day}`,
    beside: "With them", born: "Born", former: "Names before", reached: "Reached", language: "Language", needs: "What would help", wish: "What they wish",
    died: "Died", diedOn: (day: string): string => `Written down on ${day}. Nothing is passed on.`,
    done: "It is written down.",
    acts: "What you can do for them", letters: "Letters said to be for them", noLetters: "None.",
    orders: "Court orders", holds: "What a law holds",
  },
  verify: {
    title: "Say that it is known who they are",
    long: "Check it always in the same way and in the same time, whether or not there is a letter. Nobody has looked before this.",
    guardian: "A guardian with them", advocate: "An advocate with them", interpreter: "An interpreter with them", help: "Their name. Empty if nobody is.",
    button: "I have made sure who they are",
  },
  say: {
    title: "Write down what they said", long: "By telephone or on paper. It takes the place of what stood here. Another name or date of birth has to be checked anew; another address is asked about again before a letter goes there.",
  },
  newCode: { title: "Give them a new code", long: "Only after you have made sure who they are. The old one opens nothing any more.", button: "Make a new code" },
  order: {
    title: "Enter a court’s order", long: "Every road between the two is closed at once, also for what is under way. You cannot end it yourself: a colleague has to. Then call the court, at a number you looked up yourself.",
    writer: "The writer it names", note: "Which court, and its number", noteHelp: "So that it can be found again. Kept encrypted.", button: "Enter the order",
    none: "Nobody has enrolled here who could be named.",
    caption: "Court orders", columns: ["Writer", "Court and number", "Since", "Ended"] as readonly string[],
    end: "It no longer holds", endOf: (name: string): string => `The order about ${name} no longer holds`,
  },
  hold: {
    title: "Say that a law holds what is kept of them", long: "It delays erasing, and does nothing else.", note: "Which law or court", noteHelp: "Kept encrypted.", button: "Hold it",
    caption: "Holds", columns: ["Law or court", "Since", "Ended"] as readonly string[], end: "It has to be held no longer",
  },
  died: { title: "Write down that they died", long: "Nothing is passed on, and nobody is told. It cannot be taken back here.", sure: "I am sure of it", button: "Write it down" },
  kept: { title: "Show what is kept of them", long: "For them, when they ask. A letter that they were not told of is not in it.", button: "Show it", head: (name: string): string => `What is kept of ${name}`, save: "Save it as a file",
    names: {
      name: "Name", former: "Names before", born: "Born", reach: "How reached", at: "Where", language: "Language", needs: "What would help", reading: "How they would read",
      tell: "What a writer may learn", beside: "With them", wish: "What they wish", asked: "Asked whether there is one", since: "Registered", verified: "Known who they are",
      orders: "Court orders", letters: "Letters they were told of", done: "What was done",
    } as Readonly<Record<string, string>>,
  },
  forget: { title: "Forget them", long: "When they ask for it. Name, address and wishes are erased, and no letter is offered to them. It cannot be taken back.", sure: "They asked for it", button: "Forget them" },
  notSure: "Mark the line above the button first.",

  look: {
    title: "Look for a letter", long: "For everybody of whom it is known who they are, and in the same way. Say nothing of what you find until they may be told.", button: "Look",
    head: (name: string): string => `Letters whose outside names ${name}`, none: "No letter here is written to this name.",
    noneLong: "Look under another spelling, or under a name they had before. If there is none, nobody is told anything: neither that you looked, nor what you found.",
    other: "Another spelling, or a former name", search: "Look under this name",
    name: (number: number, writer: string, day: string): string => `K-${number}, written by ${writer}, here since ${day}`,
    outside: "Outside stands", already: "It is said to be for somebody else as well, or already.", theirs: "It is said to be for them already.",
    match: "This letter is for them", sure: (name: string): string => `The name is the same, and everything else I know fits ${name}`,
    lacks: (n: number): string => n === 1 ? "Of one letter you have not been given whom it is for. A custodian does that on the page “The bank’s keys”." : `Of ${n} letters you have not been given whom they are for. A custodian does that on the page “The bank’s keys”.`,
  },
  letters: {
    title: "Whom letters are for", lead: "Letters that may be offered and are said to be for nobody yet, the longest wait first. You see what stands outside, and never a word of what is inside.",
    none: "None.", caption: "Letters that are for nobody yet", columns: ["Outside stands", "Letter", "Written by", "Here since", ""] as readonly string[],
    find: "Look in the registry", findOf: (name: string): string => `Look in the registry for ${name}`,
  },

  letter: {
    name: (number: number, writer: string): string => `K-${number}, written by ${writer}`,
    steps: {
      ended: "It was taken back or rejected, or they died. Nothing more happens.", refused: "This bank takes no letters that a court ordered.",
      screen: "It has still to be read.", returned: "It is with its writer, to be mended.", held: "They have not asked. Do not tell them.",
      blocked: "A court’s order or a “never” closes every road. Do not tell them.", verify: "First make sure who they are.",
      "too-young": "They are too young, and nobody is beside them.", tell: "They may be told, in the way they chose.",
      theirs: "They know of it, and have not decided. Nobody reminds them.", declined: "They do not want it. They can come back to it.",
      confirm: "They want it. Ask once more before it is handed over.", "choose-road": "They want it, and have still to say how.",
      release: "It is ready to be handed over.", released: "It has been handed over.",
    } as Readonly<Record<string, string>>,
    tell: "I have told them", tellLong: "With your voice, or in your envelope. Nothing is sent by itself.",
    choose: "What they decided", chooseLong: "As they said it. A no is a no, and needs no reason.",
    choices: [
      ["wants", "They want it"], ["later", "Not now; keep it"], ["declined", "They do not want it"], ["not-mine", "It is not for them"],
    ] as readonly (readonly [string, string])[],
    road: "How they want it", roadNone: "not said",
    roads: { post: "by post", mail: "by mail", online: "online", telephone: "by telephone, read together", "in-person": "in person, read together" } as Readonly<Record<string, string>>,
    save: "Write down what they decided",
    consent: "What the writer may learn", consentLong: "Each by itself. The writer sees it with a round, on the calendar. What was shown cannot be called back.", consentSave: "Write down what may be learnt",
    confirm: "Asked once more", confirmLong: "Do they still want it, and there? If not, write down above what they say.",
    confirmed: [["voice", "They said it by telephone"], ["paper", "They wrote it, or said it here"]] as readonly (readonly [string, string])[],
    confirmVoice: "This bank asks by telephone.", confirmSave: "They still want it",
  },
};

export type Registry = typeof registry;
