import type { Segment } from '@/lib/corpus/labels.core';
import { foldTimitPhone } from '@/lib/corpus/phonemes.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * Reads a phone transcription of TIMIT: a line `first-sample end-sample phone` for each phone, in order. Phones come folded
 * to the 39 classes; the glottal stop has none (null), so that its frames are left out.
 */
export function readPhn(text: string): Result<Segment[]> {
  const segments: Segment[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [, start, end, phone] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s*$/.exec(line) ?? [];
    const at = { line: index + 1, value: line.slice(0, 80) };
    if (start === undefined || end === undefined || phone === undefined) {
      return refuse({
        ...at,
        code: 'phn_line',
        message: 'Each line has a first sample, an end sample and a phone.',
      });
    }
    const segment = { start: Number(start), end: Number(end) };
    if (segment.end < segment.start || segment.start < (segments.at(-1)?.start ?? 0)) {
      return refuse({ ...at, code: 'phn_order', message: 'The phones must follow one another.' });
    }
    const phoneme = foldTimitPhone(phone);
    if (phoneme === undefined)
      return refuse({ ...at, code: 'phn_phone', message: `${phone} is no phone of TIMIT.` });
    segments.push({ ...segment, phoneme });
  }
  return ok(segments);
}
