/** What a registrar reads where a law holds letters. */

export const held = {
  nav: "Held by law", title: "Letters that a law holds",
  lead: "Where a court or a law says so, the sealed copy of a letter is kept though its time is over. A hold delays that, and does nothing else: nobody reads more, and neither the writer nor anybody else sees that there is one.",
  title2: "Hold a letter",
  letter: "The letter’s number", letterHelp: "As colleagues call it: K-7. On the page “Writers” it stands with the name of who wrote it.",
  note: "Which law or court", noteHelp: "With the number of the paper, so that it can be found again. Kept encrypted.", button: "Hold it",
  who: "To hold what is kept of somebody who registered, open their record on the page “Registry”.",
  none: "No letter is held.", caption: "Letters that a law holds", columns: ["Letter", "Law or court", "Since", "Ended"] as readonly string[],
  gone: "its copy has gone since",
  end: "It has to be held no longer", endOf: (name: string): string => `${name} has to be held no longer`,
  ended: "If its time is over, its copy goes with the next round. That cannot be undone.",
  sure: (name: string): string => `End the hold on ${name}`, yes: "The hold has ended; I have seen the paper", notSure: "Mark the line above the button first.",
  back: "Back to what is held", done: "It is written down.",
};

export type Held = typeof held;
