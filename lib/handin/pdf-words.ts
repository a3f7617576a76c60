import { createRequire } from 'node:module';
import path from 'node:path';
import { lengthOf, type TextLength } from '@/lib/handin/count-text.core';
import { projectRoot } from '@/lib/platform/root';

const PAGES_MAX = 50;

/**
 * How long a PDF's text is, of its first `PAGES_MAX` pages. null where that can't be told: a damaged or locked file, a scan without
 * text. Fonts with the character maps of East Asian scripts are read with the maps that come with the reader.
 */
export async function lengthOfPdf(content: Uint8Array): Promise<TextLength | null> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = getDocument({
    data: new Uint8Array(content),
    cMapUrl: `${path.join(packageFolder(), 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${path.join(packageFolder(), 'standard_fonts')}/`,
    useSystemFonts: false,
    verbosity: 0,
  });
  try {
    const document = await loading.promise;
    let text = '';
    for (let page = 1; page <= Math.min(document.numPages, PAGES_MAX); page += 1) {
      const { items } = await (await document.getPage(page)).getTextContent();
      text += ` ${items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')}`;
    }
    return lengthOf(text);
  } catch {
    return null; // damaged or locked: staff see that there is a report, without a count
  } finally {
    await loading.destroy();
  }
}

/** Where the PDF reader is installed. */
export function packageFolder(): string {
  const from = createRequire(path.join(projectRoot(), 'package.json'));
  return path.dirname(from.resolve('pdfjs-dist/package.json'));
}
