/** Fills the self-opening file's template; `README.md`, "The self-opening file", says how. */

import { sha256 } from "@noble/hashes/sha2.js";
import { toBase64, utf8, type Bytes } from "./bytes.ts";

/**
 * The page that opens this packed envelope by itself, from the texts of `offline.html`, `offline.js` and `look.css`. `answers` is
 * `screened` where a bank reads answers first, so that one can be saved for it; else empty.
 */
export function offlineFile(template: string, script: string, style: string, envelope: Bytes, answers: "screened" | ""): string {
  const marks: Readonly<Record<string, string>> = {
    "%%STYLE_HASH%%": toBase64(sha256(utf8(style))),
    "%%SCRIPT_HASH%%": toBase64(sha256(utf8(script))),
    "%%STYLE%%": style,
    "%%SCRIPT%%": script,
    "%%ENVELOPE%%": toBase64(envelope),
    "%%ANSWERS%%": answers,
  };
  return template.replace(/%%[A-Z_]+%%/g, (mark) => marks[mark] ?? mark);
}
