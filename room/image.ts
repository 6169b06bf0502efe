/** Judges an enclosed image by its header, before any decoder is let near it. */

import type { Bytes } from "./bytes.ts";
import { Unsupported } from "./errors.ts";

/** The most pixels that are decoded (`spec/envelope.md`, "Every reader treats the writer as hostile"). */
export const IMAGE_PIXELS_MOST = 40_000_000;

/** The most pixels in all images of one letter or answer. */
export const IMAGES_PIXELS_MOST = 120_000_000;

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly type: "image/png" | "image/jpeg";
}

/** Width, height and type of a PNG or JPEG, as its name says. Throws Unsupported for anything else, and for too large ones. */
export function imageSize(name: string, data: Bytes): ImageSize {
  const size = name.endsWith(".png") ? pngSize(data) : jpegSize(data);
  if (size === undefined || size.width === 0 || size.height === 0) {
    throw new Unsupported(`The enclosed picture ${name} is not an image of its kind.`);
  }
  if (size.width * size.height > IMAGE_PIXELS_MOST) {
    throw new Unsupported(`The enclosed picture ${name} has more pixels than are shown.`);
  }
  return size;
}

/** PNG (ISO/IEC 15948): eight bytes of signature, then IHDR with width and height. */
function pngSize(data: Bytes): ImageSize | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const begins = data.length > 33 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a;
  if (!begins || view.getUint32(12) !== 0x49484452) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20), type: "image/png" };
}

/** JPEG (ITU-T T.81, B.2): the first frame header among the marker segments holds height and width. */
function jpegSize(data: Bytes): ImageSize | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < data.length && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1; // fill bytes before a marker
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), type: "image/jpeg" };
    } else if (marker === 0xd9 || marker === 0xda) return undefined;
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}
