/** The kinds of pictures that are shown: pixels and nothing else. */
export type ImageType = 'image/png' | 'image/jpeg';

/** A browser keeps four bytes for each of them. */
export const IMAGE_PIXELS_MAX = 25_000_000;

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The width and height an image says it has, in pixels, read from its first bytes; null for bytes that are not an image of
 * this type. A browser makes pixels of that many before anything else, so that is what must be bounded. PNG: ISO 15948 §11.2.2
 * (IHDR comes first); JPEG: ITU-T T.81 §B.2.2 (the frame header).
 */
export function imageSize(type: ImageType, bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return type === 'image/png' ? pngSize(view) : jpegSize(view);
}

function pngSize(view: DataView): ImageSize | null {
  if (view.byteLength < 24) return null;
  const isPng = view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a;
  const isHeader = view.getUint32(12) === 0x49484452;
  return isPng && isHeader ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
}

function jpegSize(view: DataView): ImageSize | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // a fill byte before the marker
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
