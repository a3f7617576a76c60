import { countWords } from '@/lib/handin/entry-rules.core';

const PAGES_MAX = 50;

/** How many words a PDF's text has, of its first `PAGES_MAX` pages; null for one that can't be read. */
export async function wordsOfPdf(content: Uint8Array): Promise<number | null> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = getDocument({ data: new Uint8Array(content), useSystemFonts: false, verbosity: 0 });
  try {
    const document = await loading.promise;
    let text = '';
    for (let page = 1; page <= Math.min(document.numPages, PAGES_MAX); page += 1) {
      const { items } = await (await document.getPage(page)).getTextContent();
      text += ` ${items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')}`;
    }
    return countWords(text);
  } catch {
    return null; // damaged or locked: staff see that there is a report, without a count
  } finally {
    await loading.destroy();
  }
}
