import { describe, expect, it } from 'vitest';
import { lengthOf } from '@/lib/handin/count-text.core';
import { contentProblem } from '@/lib/handin/entry-rules.core';
import { readPdfPart } from '@/lib/handin/pdf-parts';
import { lengthOfPdf } from '@/lib/handin/pdf-words';

describe('the length of a report', () => {
  it.each([
    ['我們訓練了三層網路。', { words: 9, characters: 9 }],
    ['我們用 Adam 訓練 3 層。', { words: 8, characters: 11 }],
    ['私はモデルを訓練した。', { words: 10, characters: 10 }],
    ['모델을 세 번 훈련했다.', { words: 4, characters: 9 }],
    ['We trained it – twice (98 %).', { words: 5, characters: 18 }],
    ['ｗｅ　ｔｒａｉｎｅｄ', { words: 2, characters: 9 }],
  ])('%s', (text, length) => expect(lengthOf(text)).toEqual(length));

  it('divides Thai, which has no blanks, into words', () => {
    expect(lengthOf('เราฝึกโมเดลสามครั้ง')?.words).toBeGreaterThan(2);
  });

  it('is none where there is no text', () => {
    for (const text of ['', ' \n', '— … ★']) expect(lengthOf(text)).toBeNull();
  });
});

/** A page of text in a font that is not in the file, with one of Adobe's character maps; without text, a scan's page. */
function pdfOf(text: string, repeat = 1): Buffer {
  const hex = Buffer.from(text, 'utf16le').swap16().toString('hex');
  const content = text === '' ? '' : `BT /F1 12 Tf 14 TL 20 800 Td ${`<${hex}> Tj T* `.repeat(repeat)}ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /MSung-Light /Encoding /UniCNS-UCS2-H /DescendantFonts [6 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /MSung-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) /Supplement 0 >> /DW 1000 /FontDescriptor 7 0 R >>',
    '<< /Type /FontDescriptor /FontName /MSung-Light /Flags 6 /FontBBox [-160 -249 1015 888] /ItalicAngle 0 /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>',
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer\n<< /Root 1 0 R /Size 8 >>\n%%EOF\n`);
}

describe('a PDF', () => {
  it('in Chinese, with a font that is not in the file, is counted by character', async () => {
    expect(await lengthOfPdf(pdfOf('訓練三層網路', 40))).toEqual({ words: 240, characters: 240 });
  });

  it('without text, as a scan, has no length, never 0', async () => {
    expect(await lengthOfPdf(pdfOf(''))).toBeNull();
  });

  it.each([
    ['a byte order mark', '\ufeff'],
    ['a line end', '\r\n'],
    ['a header of what sent it', `HTTP/1.1 200 OK\r\nServer: x\r\n\r\n`],
  ])('behind %s is a PDF, and is read', async (_, before) => {
    const file = Buffer.concat([Buffer.from(before), pdfOf('三層')]);
    expect(contentProblem('report.pdf', file)).toBeNull();
    expect(await lengthOfPdf(file)).toEqual({ words: 2, characters: 2 });
  });

  it('is none where its header comes after the first 1,024 bytes', () => {
    const late = Buffer.concat([Buffer.alloc(1_024, 'x'), pdfOf('三層')]);
    expect(contentProblem('report.pdf', late)?.code).toBe('content_not_allowed');
  });
});

it('the parts of the reader that pages fetch are those, and nothing else of the disk', async () => {
  for (const [kind, name] of [
    ['cmaps', 'UniCNS-UCS2-H.bcmap'],
    ['fonts', 'LiberationSans-Regular.ttf'],
    ['decoders', 'openjpeg_nowasm_fallback.js'],
  ] as const)
    expect((await readPdfPart(kind, name))?.bytes.length, name).toBeGreaterThan(1_000);
  for (const [kind, name] of [
    ['cmaps', '../package.json'],
    ['cmaps', 'LICENSE'],
    ['decoders', 'openjpeg.wasm'],
    ['__proto__', 'x.js'],
    ['cmaps', 'none.bcmap'],
  ] as const)
    expect(await readPdfPart(kind, name), name).toBeNull();
});
