import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { unpackBundle } from '@/lib/bundle/unpack-bundle';
import { handinSchema } from '@/lib/handin/handin.schema';
import { inspectArchive } from '@/lib/handin/inspect-archive';
import { isClutter } from '@/lib/platform/archive/clutter.core';
import { openArchive } from '@/lib/platform/archive/zip-archive';
import { readCsv } from '@/lib/prediction/container';
import { rawZip, type RawEntry } from '../../support/raw-zip';

/** Archives as Windows, macOS and old programs make them. */

const folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
function fileOf(bytes: Uint8Array): string {
  count += 1;
  const file = path.join(folder, `${count}.zip`);
  writeFileSync(file, bytes);
  return file;
}

const SETTINGS = handinSchema.parse({ rubric: [{ key: 'code', title: 'Code', points: 4 }] });
const inspect = (entries: readonly RawEntry[]) =>
  inspectArchive({ file: fileOf(rawZip(entries)), settings: SETTINGS });
const py = (name: Uint8Array | string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  content: 'print(1)\n',
  ...more,
});
async function namesOf(entries: readonly RawEntry[]): Promise<readonly string[]> {
  const archive = await openArchive(rawZip(entries));
  archive.close();
  return archive.entries.map((each) => each.path);
}

describe('names in archives', () => {
  it.each([
    ['big5', 'CP950', ['訓練.py', '測試.py', '功課/許.py']],
    ['gbk', 'GB18030', ['训练.py', '模型/评估.py']],
    ['shift_jis', 'CP932', ['学習.py', 'データ/表示.py']],
    ['euc-kr', 'EUC-KR', ['학습.py', '데이터/평가.py']],
    ['cp437', 'CP437', ['Müller.py', 'naïve_façade.py']],
  ])('in %s are read as they were written, and the sender is told', async (written, said, names) => {
    const entries = names.map((name) => py(iconv.encode(name, written)));
    expect(await namesOf(entries)).toEqual(names);
    const taken = await inspect(entries);
    expect(taken.ok && taken.value.entries.map((each) => each.path)).toEqual(names);
    expect(taken.ok && taken.value.notes.join()).toContain(said);
  });

  it('are UTF-8 with the flag and, where all are valid, without it', async () => {
    const names = ['作業.py', 'é.py'];
    expect(await namesOf(names.map((name) => py(name, { flags: 0x800 })))).toEqual(names);
    expect(await namesOf(names.map((name) => py(name)))).toEqual(names);
    const taken = await inspect(names.map((name) => py(name)));
    expect(taken.ok && taken.value.notes).toEqual([]);
  });

  it('are those of the Unicode path field where its checksum fits the name, else not', async () => {
    const big5 = iconv.encode('中六.py', 'big5');
    expect(await namesOf([py(big5, { unicodePath: { path: '真名.py' } })])).toEqual(['真名.py']);
    expect(await namesOf([py(big5, { unicodePath: { path: '舊名.py', isStale: true } })])).toEqual([
      '中六.py',
    ]);
  });

  it('with the byte of a backslash inside a character stay whole; with backslashes between folders they are folders', async () => {
    expect(await namesOf([py(iconv.encode('功蓋.py', 'big5'))])).toEqual(['功蓋.py']);
    expect(await namesOf([py('hw3\\src\\main.py'), py('hw3\\train.py')])).toEqual([
      'hw3/src/main.py',
      'hw3/train.py',
    ]);
  });

  it('A63: lead nowhere outside, whichever way they are written', async () => {
    for (const name of ['..\\..\\x.py', '\\\\host\\x.py', 'C:\\x.py', '../x.py'])
      expect(await inspect([py(name)]), name).toMatchObject({ ok: false, problems: [{ code: 'bad_path' }] });
    const escaped = { path: '../x.py' };
    expect(await inspect([py('x.py', { unicodePath: escaped })])).toMatchObject({ ok: false });
  });

  it('that differ in capitals alone are both taken, with a note; twice the same name is refused', async () => {
    const both = await inspect([py('Model.py'), py('model.py')]);
    expect(both.ok && both.value.entries).toHaveLength(2);
    expect(both.ok && both.value.notes.join()).toContain('Model.py, model.py');
    const nfd = 'é.py'.normalize('NFD');
    expect(await inspect([py('é.py'), py(nfd)])).toMatchObject({ problems: [{ code: 'duplicate_entry' }] });
  });
});

describe('what nobody means to send', () => {
  it.each([
    '__MACOSX/._a.py',
    '._main.py',
    'hw/.DS_Store',
    'Thumbs.db',
    'a/.git/config',
    'src/__pycache__/a.cpython-311.pyc',
    '.ipynb_checkpoints/train-checkpoint.ipynb',
    'desktop.ini',
    '~$report.docx',
  ])('%s is left out', (name) => expect(isClutter(name)).toBe(true));

  it.each(['main.py', 'a._b.py', 'git/readme.py', 'my__pycache__.py', 'thumbs.py'])('%s is not', (name) =>
    expect(isClutter(name)).toBe(false),
  );

  it('from a hand-in with a note, from a bundle and a prediction too', async () => {
    const clutter = [py('._main.py'), py('.git/HEAD'), py('__pycache__/m.pyc'), py('.DS_Store')];
    const taken = await inspect([py('main.py'), ...clutter]);
    expect(taken.ok && taken.value.entries.map((each) => each.path)).toEqual(['main.py']);
    expect(taken.ok && taken.value.notes.join()).toContain('._main.py, .git/HEAD');
    const csv = await readCsv(fileOf(rawZip([{ name: 'p.csv', content: 'Id\n1\n' }, ...clutter])), 1_000);
    expect(csv.ok && Buffer.from(csv.value).toString()).toBe('Id\n1\n');
    const bundle = rawZip([{ name: 'hw\\assignment.yaml', content: 'x: 1\n' }, py('hw\\.git\\HEAD')]);
    expect(await unpackBundle(fileOf(bundle), path.join(folder, 'bundle'))).toEqual({
      ok: true,
      value: { files: 1 },
    });
  });
});

describe('what is not opened is named', () => {
  it.each([
    [9, 'Deflate64'],
    [12, 'bzip2'],
    [14, 'LZMA'],
    [93, 'Zstandard'],
    [95, 'xz'],
    [98, 'PPMd'],
    [77, 'method 77'],
  ])('method %i in hand-in, bundle and prediction: %s', async (method, name) => {
    const said = async (result: Promise<unknown>): Promise<string> => JSON.stringify(await result);
    expect(await said(inspect([py('main.py', { method })]))).toContain(name);
    const bundle = rawZip([{ name: 'assignment.yaml', content: 'x: 1\n', method }]);
    expect(await said(unpackBundle(fileOf(bundle), path.join(folder, `b${method}`)))).toContain(name);
    expect(
      await said(readCsv(fileOf(rawZip([{ name: 'p.csv', content: 'Id\n', method }])), 1_000)),
    ).toContain(name);
  });

  it('an entry with AES is called encrypted', async () => {
    expect(await inspect([py('main.py', { method: 99, flags: 1 })])).toMatchObject({
      problems: [{ code: 'encrypted' }],
    });
  });

  const tar = Buffer.alloc(1_024);
  tar.write('p.csv', 0);
  tar.write('ustar', 257);
  it.each([
    ['377abcaf271c0004', '7-Zip'],
    ['526172211a0701', 'RAR'],
    ['425a6839314159265359', 'bzip2'],
    ['fd377a585a0000', 'xz'],
    ['28b52ffd0400', 'Zstandard'],
    ['04224d1840', 'LZ4'],
    [tar.toString('hex'), 'tar'],
  ])('%s… as hand-in, bundle and prediction: %s', async (hex, name) => {
    const bytes = Buffer.from(hex, 'hex');
    for (const result of [
      await inspectArchive({ file: fileOf(bytes), settings: SETTINGS }),
      await unpackBundle(fileOf(bytes), path.join(folder, 'none')),
      await readCsv(fileOf(bytes), 1_000),
    ])
      expect(!result.ok && result.problems[0]?.message).toContain(name);
  });

  it('a program that begins with the letters of bzip2 is a program', async () => {
    const taken = await inspect([{ name: 'main.py', content: 'BZh = 9  # block size\nprint(BZh)\n' }]);
    expect(taken.ok).toBe(true);
    const csv = await readCsv(fileOf(Buffer.from('BZh,Class\n1,2\n')), 1_000);
    expect(csv.ok).toBe(true);
  });
});
