import type { Counts, FileSummary } from '@/lib/corpus/corpus.types';
import { PHONEMES } from '@/lib/corpus/phonemes.core';

/** What a corpus is and where it comes from; the same for the same seed, so it names no time. */
export interface CardSource {
  readonly title: string;
  /** How it was made, a line each. */
  readonly origin: readonly string[];
  readonly licence: string;
  /** Settings it was made with. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly trainVoices: readonly string[];
  readonly testVoices: readonly string[];
  readonly trainUtterances: number;
  readonly testUtterances: number;
}

/** The data card for machines and for people. */
export function dataCard(
  source: CardSource,
  counts: Counts,
  files: readonly FileSummary[],
): { readonly json: string; readonly markdown: string } {
  const rows = {
    train: total(counts.train),
    test: total(counts.test),
    public: counts.public,
    private: counts.private,
  };
  const classes = PHONEMES.map((phoneme, index) => ({
    class: index,
    phoneme,
    train: counts.train[index] ?? 0,
    test: counts.test[index] ?? 0,
  }));
  return {
    json: `${JSON.stringify({ ...source, rows, classes, files }, null, 2)}\n`,
    markdown: [
      `# ${source.title}`,
      '',
      ...source.origin.map((line) => `- ${line}`),
      `- Licence: ${source.licence}`,
      '',
      ...table(
        ['', 'training', 'test'],
        [
          ['rows (frames)', rows.train, `${rows.test} (${rows.public} Public, ${rows.private} Private)`],
          ['utterances', source.trainUtterances, source.testUtterances],
          ['voices', source.trainVoices.length, source.testVoices.length],
        ],
      ),
      '## Settings',
      '',
      ...table(['setting', 'value'], Object.entries(source.settings)),
      '## Classes',
      '',
      ...table(
        ['class', 'phoneme', 'training', 'test'],
        classes.map((each) => Object.values(each)),
      ),
      '## Files',
      '',
      ...table(
        ['file', 'bytes', 'SHA-256'],
        files.map((each) => [each.name, each.bytes, each.sha256]),
      ),
      '## Voices',
      '',
      `Training: ${source.trainVoices.join('; ')}.`,
      '',
      `Test: ${source.testVoices.join('; ')}.`,
      '',
    ].join('\n'),
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, each) => sum + each, 0);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
