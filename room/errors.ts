/** What went wrong, and what to do now: the same names as `src/amends/errors.py`. Nothing branches on a message. */

export class AmendsError extends Error {
  /** The class's name in the sources, which a bundle shortens; for the fold "For the Post Room". */
  readonly kind: string = "AmendsError";
  /** What happened. */
  override readonly message: string;
  /** What to do now; empty where nothing can be done. */
  readonly hint: string;

  constructor(message: string, hint = "") {
    super(message);
    this.message = message;
    this.hint = hint;
  }
}

/** The office did not take it, for a reason of its own. */
export class Refused extends AmendsError {
  override readonly kind: string = "Refused";
}

/** As many as the office takes are there already: copies, answers, private links. */
export class LimitReached extends Refused {
  override readonly kind: string = "LimitReached";
}

/** The office did not answer, or answered something that is not an office's. */
export class OfficeUnreachable extends AmendsError {
  override readonly kind: string = "OfficeUnreachable";
}

/** The office asks to wait: too many requests in a short time. */
export class TooMany extends AmendsError {
  override readonly kind: string = "TooMany";
}

/** A letter that cannot be opened. The subclasses say why, because the remedies differ. */
export class NotOpenable extends AmendsError {
  override readonly kind: string = "NotOpenable";
}

/** Bytes are missing or changed: length or digest differ from the record. */
export class Torn extends NotOpenable {
  override readonly kind: string = "Torn";
}

/** The letter is whole, but this key does not open it. */
export class WrongKey extends NotOpenable {
  override readonly kind: string = "WrongKey";
}

/** It opens, but is not what it says it is. */
export class Forged extends NotOpenable {
  override readonly kind: string = "Forged";
}

/** A version or a form this program does not know, or a size it does not accept. */
export class Unsupported extends NotOpenable {
  override readonly kind: string = "Unsupported";
}

/** The writer has taken the letter back. */
export class TakenBack extends NotOpenable {
  override readonly kind: string = "TakenBack";
}

/** Nothing is kept under this link. */
export class NotHere extends NotOpenable {
  override readonly kind: string = "NotHere";
}
