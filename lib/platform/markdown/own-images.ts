import type { Element, ElementContent, Root, RootContent } from 'hast';
import { IMAGE_PIXELS_MAX, imageSize, type ImageType } from '@/lib/platform/rendering/image.core';

const EMBEDDED = /^data:(image\/(?:png|jpeg));base64,([A-Za-z0-9+/]+={0,2})$/;
const EMBEDDED_CHARS_MAX = 2_000_000;
/** Our own file beside the page: a browser must not read another site out of it (`//x`, `\x`, controls). */
const RELATIVE = /^(?!\/\/)[^\\:\u0000-\u0020]+$/;

/**
 * A rehype step after the sanitizer: an image stays one where it is a file of this site or lies in the text itself as a PNG or
 * JPEG. Every other becomes a link with its description and the site it leads to: a browser that loaded it would tell that site
 * who reads the text, when and from where.
 */
export function rehypeOwnImages() {
  return (tree: Root): void => replaceIn(tree, false);
}

function replaceIn(parent: Root | Element, isInLink: boolean): void {
  const children: (RootContent | ElementContent)[] = [];
  for (const child of parent.children) {
    if (child.type !== 'element') children.push(child);
    else if (child.tagName === 'img') children.push(...shown(child, isInLink));
    else {
      replaceIn(child, isInLink || child.tagName === 'a');
      children.push(child);
    }
  }
  parent.children = children as typeof parent.children;
}

function shown(image: Element, isInLink: boolean): ElementContent[] {
  // A second address for other widths of the window would be another way out.
  delete image.properties.srcSet;
  const { properties } = image;
  const src = typeof properties.src === 'string' ? properties.src : '';
  if (RELATIVE.test(src) || isEmbedded(src)) return [image];
  const alt = typeof properties.alt === 'string' ? properties.alt.trim() : '';
  const address = URL.canParse(src) ? new URL(src) : null;
  if (!address || !/^https?:$/.test(address.protocol)) return alt === '' ? [] : [text(alt)];
  const label = alt === '' ? address.host : `${alt} (${address.host})`;
  if (isInLink) return [text(label)];
  return [
    {
      type: 'element',
      tagName: 'a',
      properties: { href: address.href, className: ['outside-image'] },
      children: [text(label)],
    },
  ];
}

function text(value: string): ElementContent {
  return { type: 'text', value };
}

function isEmbedded(src: string): boolean {
  if (src.length > EMBEDDED_CHARS_MAX) return false;
  const [, type, base64] = EMBEDDED.exec(src) ?? [];
  if (!type || !base64 || base64.length % 4 !== 0) return false;
  const size = imageSize(
    type as ImageType,
    Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
  );
  return size !== null && size.width > 0 && size.height > 0 && size.width * size.height <= IMAGE_PIXELS_MAX;
}
