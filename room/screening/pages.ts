/** A page that came on paper, as a picture that can go into a letter: upright, of a bounded size, and nothing of the file it was. */

import { own, type Bytes } from "../bytes.ts";
import { Unsupported } from "../errors.ts";
import { wrong as w } from "./wrong_sentences.ts";

/** The longer side of a page at most, in pixels: about 170 to the inch on A4, at which small handwriting can be read. */
const SIDE_MOST = 2_000;
const QUALITY = 0.85;

export interface Picture {
  readonly type: "png" | "jpg";
  readonly data: Bytes;
}

/**
 * The picture in a file, drawn anew. A photograph says where and with which telephone it was taken, and in which way up it
 * was held: the first goes, the second is done. Throws Unsupported where the browser can show no picture in it.
 */
export async function pictureOf(file: File): Promise<Picture> {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const image = await createImageBitmap(file).catch(() => undefined);
  if (image === undefined || pen === null) throw new Unsupported(...w.noPicture);
  const scale = Math.min(1, SIDE_MOST / Math.max(image.width, image.height));
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (blob === null) throw new Unsupported(...w.noPicture);
  return { type: "jpg", data: own(new Uint8Array(await blob.arrayBuffer())) };
}

/** Pictures by the names that the words give them, in the order of the pages. */
export const named = (pictures: readonly Picture[]): Map<string, Bytes> =>
  new Map(pictures.map(({ type, data }, i) => [`scan-${i + 1}.${type}`, data]));
