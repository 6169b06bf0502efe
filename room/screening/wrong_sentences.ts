/** What a bank's staff read when something went wrong: what happened, and what to do now. */

type Said = readonly [string, string];

export const wrong = {
  silent: ["The office did not answer.", "Nothing is lost. Try again."] as Said,
  answered: (status: number): Said => [`The office answered ${status}.`, "Nothing is lost. Try again."],
  unknown: ["The office answered something that this page does not know.", "Load the page again."] as Said,
  noPasskey: ["No passkey was used.", "Press the button again, and confirm in the browser’s own window."] as Said,
  noWords: ["There is no key behind words here.", "Come in with your passkey."] as Said,
  lacksPart: ["A part of it is missing.", "Open it once more."] as Said,
  otherKey: ["The office shows another key than the one that colleagues sealed to you.", "Tell a custodian, and read nothing."] as Said,
  noneOpens: ["None of the bank’s keys that you hold opens this.", "A custodian can give you the one you lack."] as Said,
  lacksNow: ["You have not been given the key in use.", "Another custodian can give it to you."] as Said,
  lacksEarlier: ["You lack an earlier key of the bank.", "Let another custodian do this, or be given it first."] as Said,
  noGrant: ["Neither the writer nor a clerk has signed that this bank may read this letter.", "Do not read it. Tell a custodian."] as Said,
  otherWords: ["These are not the words that were approved.", "Hand nothing over. Tell a custodian."] as Said,
  noAnswer: ["This letter takes no answer, so no remark can be sealed to its writer.", "Say it to the writer in another way."] as Said,
  notTaken: ["This letter was not taken up to be handed over.", "Go back to the list, and take it up there."] as Said,
  otherOutside: ["What stands outside belongs to another letter.", "Match nothing. Tell a custodian."] as Said,
  otherHand: ["Whoever has the letter did not write this answer.", "Let nothing through. Tell a custodian."] as Said,
  otherLetter: ["This answers another letter.", "Let nothing through. Tell a custodian."] as Said,
  locked: ["Your key is not unlocked.", "Come in again."] as Said,
  noKeyYet: ["The bank has no key to seal letters to.", "A custodian makes one. Take the letter in after that."] as Said,
  notCertified: (ending: string): Said =>
    ["No custodian has said yet that your key is yours.", `One does so on the page “The bank’s keys”. Your key ends …${ending}; that is what they compare with you.`],
  otherCertificate: ["What the office shows as said of your key is no custodian’s.", "Take nothing in. Tell a custodian."] as Said,
  notLaidIn: "Nothing was laid in. Keep the paper, and try once more.",
  tooManyPages: ["These pictures are more than one letter can hold.", "Take out pages, or lay in smaller pictures."] as Said,
  otherReason: ["What was said of a letter is of another one.", "Print nothing. Tell a custodian."] as Said,
  notShown: ["The office has taken the letter, and does not show it.", "Look at the writer’s letters before you lay it in again."] as Said,
  noPicture: ["There is no picture in this file that the browser can show.", "Save the page as JPEG or PNG, or take another picture of it."] as Said,
  noCard: ["No key of the bank’s that you hold signed where this answer goes.", "Let nothing through. A custodian can give you a key that you lack."] as Said,

  /** What the room's own modules throw is for a technician; here it is said by its kind. */
  kinds: {
    Torn: ["A part of it did not arrive whole.", "Open it once more."], WrongKey: ["The key does not open this.", "Read nothing into it. Tell a custodian."],
    Forged: ["It is not what it says it is.", "Do not rely on it. Tell a custodian."],
    Unsupported: ["It has a form that this page does not know.", "Tell whoever runs the office."],
  } as Readonly<Record<string, Said>>,
  other: ["Something did not fit.", "Tell whoever runs the office."] as Said,
};

export type Wrong = typeof wrong;
