import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryProblems } from '@/lib/handin/entry-rules.core';
import { handinSchema } from '@/lib/handin/handin.schema';
import { lengthOf } from '@/lib/handin/count-text.core';
import { lengthOfPdf } from '@/lib/handin/pdf-words';
import { inspectArchive } from '@/lib/handin/inspect-archive';

const SETTINGS = handinSchema.parse({
  name: '{student_id}_hw2.zip',
  max_unpacked_mb: 2,
  max_entry_mb: 1,
  max_entries: 20,
  rubric: [{ key: 'code', title: 'Code', points: 4 }],
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-handin-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Made {
  readonly name: string;
  readonly content: Uint8Array | string;
  /** What the directory says instead of the truth. */
  readonly declared?: number;
  readonly flags?: number;
  readonly mode?: number;
}

/** A zip archive byte by byte, so that it can be as wrong as one likes (APPNOTE 4.3). */
function zip(entries: readonly Made[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const packed = deflateRawSync(content);
    const name = Buffer.from(entry.name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(entry.flags ?? 0, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(entry.declared ?? content.length, 22);
    header.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE((3 << 8) | 20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(entry.flags ?? 0, 8);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(entry.declared ?? content.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    locals.push(header, name, packed);
    directory.push(central, name);
    offset += 30 + name.length + packed.length;
  }
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

async function codesOf(bytes: Buffer): Promise<string[]> {
  const file = path.join(folder, 'x.zip');
  writeFileSync(file, bytes);
  const found = await inspectArchive({ file, settings: SETTINGS });
  return found.ok ? [] : found.problems.map((each) => each.code);
}

const NOTEBOOK = JSON.stringify({ cells: [{ cell_type: 'code', source: 'print(1)' }], nbformat: 4 });
const GOOD: readonly Made[] = [
  { name: 'hw2/train.py', content: 'print(1)\n' },
  { name: 'hw2/notebook.ipynb', content: NOTEBOOK },
];

describe('an archive that is handed in', () => {
  it('of code is taken, with its files in order; what file managers add is passed over', async () => {
    const file = path.join(folder, 'good.zip');
    writeFileSync(
      file,
      zip([{ name: 'hw2/', content: '' }, ...GOOD, { name: '__MACOSX/._train.py', content: 'x' }]),
    );
    const found = await inspectArchive({ file, settings: SETTINGS });
    expect(found.ok && found.value.entries.map((each) => each.path)).toEqual([
      'hw2/train.py',
      'hw2/notebook.ipynb',
    ]);
  });

  it('A62: that is a bomb is refused by what it declares, and by what it really holds', async () => {
    const zeros = Buffer.alloc(3_000_000);
    expect(await codesOf(zip([{ name: 'big.py', content: zeros }]))).toEqual([
      'too_large_unpacked',
      'entry_too_large',
    ]);
    // It says 10 bytes and inflates to three million.
    expect(await codesOf(zip([{ name: 'lies.py', content: zeros, declared: 10 }]))).toEqual(['broken_entry']);
    const many = Array.from({ length: 30 }, (_, n) => ({ name: `f${n}.py`, content: 'x' }));
    expect(await codesOf(zip(many))).toEqual(['too_many_entries']);
  });

  it('A63: that leads outside, holds links, is encrypted or nested is refused, each thing named', async () => {
    expect(
      await codesOf(
        zip([
          { name: '../../etc/x.py', content: 'x' },
          { name: '/abs.py', content: 'x' },
          { name: 'C:\\win.py', content: 'x' },
          { name: 'link.py', content: '/etc/passwd', mode: 0o120777 },
          { name: 'secret.py', content: 'x', flags: 1 },
          { name: 'twice.py', content: 'x' },
          { name: 'twice.py', content: 'y' },
          { name: 'inner.zip', content: zip(GOOD) },
        ]),
      ),
    ).toEqual([
      'bad_path',
      'bad_path',
      'bad_path',
      'not_a_file',
      'encrypted',
      'duplicate_entry',
      'type_not_allowed',
    ]);
  });

  it('with a model or data in other clothes is refused by its content', async () => {
    const numpy = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.alloc(50)]);
    for (const [name, content] of [
      ['weights.py', numpy],
      ['torch.py', zip(GOOD)],
      ['model.py', Buffer.from([0x80, 0x04, 0x95, 0, 0])],
      ['h5.py', Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])],
      ['binary.py', Buffer.from([0x66, 0, 0x67])],
      ['latin1.py', Buffer.from([0x66, 0xe9, 0x67])],
      ['no.ipynb', 'print(1)'],
      ['report.pdf', 'not a pdf'],
    ] as const)
      expect(await codesOf(zip([{ name, content }])), name).toEqual(['content_not_allowed']);
    expect(
      await codesOf(
        zip([
          { name: 'train.csv', content: '1,2\n' },
          { name: 'model.ckpt', content: 'x' },
        ]),
      ),
    ).toEqual(['type_not_allowed', 'type_not_allowed']);
  });

  it('that is no zip, is cut short, or is empty is refused and never throws', async () => {
    expect(await codesOf(Buffer.from('hello'))).toEqual(['not_a_zip']);
    expect(await codesOf(zip([]))).toEqual(['empty_archive']);
    const whole = zip(GOOD);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
        async (cut, changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          await codesOf(bytes.subarray(0, bytes.length - (cut % 40)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has at most one report; its words are counted as a reader does', () => {
    const entry = (name: string) => ({
      path: name,
      bytes: 10,
      isEncrypted: false,
      isSpecial: false,
      foreignMethod: null,
    });
    const codes = directoryProblems([entry('a.pdf'), entry('b.pdf'), entry('c.py')], SETTINGS).map(
      (p) => p.code,
    );
    expect(codes).toEqual(['too_many_reports']);
    expect(lengthOf('We used – 3 layers,  batch-norm.\n(98 %)')).toEqual({ words: 6, characters: 24 });
  });

  it('has the words of its report counted, and none for a PDF that can not be read', async () => {
    const text = 'BT /F1 12 Tf 20 100 Td (Four words of text) Tj ET';
    const objects = [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ];
    const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
    const pdf = `%PDF-1.4\n${body}trailer\n<< /Root 1 0 R >>\n%%EOF\n`;
    expect(await lengthOfPdf(Buffer.from(pdf))).toEqual({ words: 4, characters: 15 });
    expect(await lengthOfPdf(Buffer.from('%PDF-1.4 nothing'))).toBeNull();
  });
});
