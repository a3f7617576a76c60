import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface MadeSentence {
  /** E.g. `TRAIN/DR1/FCJF0/SI1027`. */
  readonly at: string;
  /** Phones with the samples where they end. */
  readonly phones: readonly (readonly [phone: string, end: number])[];
}

/** A NIST SPHERE file as TIMIT's are: a header of 1024 bytes, 16 kHz, 16-bit samples with the lower byte first. */
export function sphere(
  samples: readonly number[],
  changes: Readonly<Record<string, string>> = {},
): Uint8Array {
  const fields: Record<string, string> = {
    database_id: '-s5 TIMIT',
    database_version: '-s3 1.0',
    utterance_id: '-s8 cjf0_sx1',
    channel_count: '-i 1',
    sample_count: `-i ${samples.length}`,
    sample_rate: '-i 16000',
    sample_n_bytes: '-i 2',
    sample_byte_format: '-s2 01',
    sample_sig_bits: '-i 16',
    ...changes,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name} ${value}\n`);
  const header = `NIST_1A\n   1024\n${lines.join('')}end_head\n`.padEnd(1024, '\0');
  const bytes = new Uint8Array(1024 + 2 * samples.length);
  bytes.set(new TextEncoder().encode(header));
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => view.setInt16(1024 + 2 * i, sample, fields.sample_byte_format === '-s2 01'));
  return bytes;
}

export function phn(phones: MadeSentence['phones']): string {
  return phones.map(([phone, end], i) => `${phones[i - 1]?.[1] ?? 0} ${end} ${phone}\n`).join('');
}

/** Writes a tree in the original format; each phone sounds at a frequency of its own. */
export async function writeTimit(root: string, sentences: readonly MadeSentence[]): Promise<void> {
  for (const { at, phones } of sentences) {
    const samples = phones.flatMap(([phone, end], i) => {
      const start = phones[i - 1]?.[1] ?? 0;
      const perSample = (phone.charCodeAt(0) * 20) / 16_000;
      return Array.from({ length: end - start }, (_, t) => Math.round(9000 * Math.sin(6.28 * perSample * t)));
    });
    await mkdir(path.join(root, path.dirname(at)), { recursive: true });
    await writeFile(path.join(root, `${at}.WAV`), sphere(samples));
    await writeFile(path.join(root, `${at}.PHN`), phn(phones));
  }
}
