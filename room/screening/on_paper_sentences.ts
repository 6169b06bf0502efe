/** What staff read about a letter that came on paper, and about the clerks who attest such letters. */

export const onPaper = {
  // ── the bank's keys ──
  clerks: "Who takes in letters on paper",
  clerksLong:
    "A letter that a writer wrote on paper bears no signature of theirs. The clerk who takes it in attests it, and the bank’s key says here whose clerk that is. Compare the last letters of each key with its owner, too.",
  clerksCaption: "Clerks and the keys they attest with", clerkColumns: ["Colleague", "Role", "Their key", "Said so with the key in use"] as readonly string[],
  certified: "yes", uncertified: "not yet",
  certify: (n: number): string => n === 1 ? "Say that one clerk is the bank’s" : `Say that ${n} clerks are the bank’s`,

  // ── reading ──
  attested: (clerk: string, role: string, writer: string): string =>
    `This letter came on paper. ${clerk}, ${role}, took it in for ${writer} and attests that these are the writer’s words. It bears no signature of the writer’s.`,
  readBack: {
    signed: "It was read back to the writer, who signed the sheet.",
    aloud: "It was read back to the writer, who said that it is theirs.",
  } as Readonly<Record<"signed" | "aloud", string>>,
  compare: "Whoever took it in could have written it. Ask for the paper, or for the sheet that was read back, and compare before you approve.",
};

export type OnPaperSentences = typeof onPaper;
