import { frameCentre } from '@/lib/corpus/mfcc.core';
import { SILENCE } from '@/lib/corpus/phonemes.core';

/** What is spoken from one sample up to another, the second not included; null where a frame is to be left out. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly phoneme: number | null;
}

/** The class of each frame: what is spoken in its middle. Silence where no segment says anything. */
export function frameLabels(segments: readonly Segment[], frames: number): (number | null)[] {
  const labels: (number | null)[] = [];
  let index = 0;
  for (let frame = 0; frame < frames; frame++) {
    const centre = frameCentre(frame);
    while (index < segments.length && (segments[index] as Segment).end <= centre) index++;
    const segment = segments[index];
    labels.push(segment && segment.start <= centre ? segment.phoneme : SILENCE);
  }
  return labels;
}

/**
 * Cuts closures out of the segments: stretches in which nothing sounds. TIMIT labels the closure before the burst of a stop
 * on its own, and it is folded to silence; the synthesiser counts it as part of the sound before.
 *
 * @param loudest amplitude up to which a sample counts as silent
 * @param shortest samples that a closure lasts at least
 */
export function cutClosures(
  segments: readonly Segment[],
  signal: ArrayLike<number>,
  loudest: number,
  shortest: number,
): Segment[] {
  return segments.flatMap((segment) => {
    const parts: Segment[] = [];
    let from = segment.start;
    for (const quiet of quietRuns(signal, segment.start, segment.end, loudest, shortest)) {
      if (quiet.start > from) parts.push({ ...segment, start: from, end: quiet.start });
      parts.push({ ...quiet, phoneme: SILENCE });
      from = quiet.end;
    }
    if (segment.end > from) parts.push({ ...segment, start: from });
    return parts;
  });
}

function quietRuns(
  signal: ArrayLike<number>,
  start: number,
  end: number,
  loudest: number,
  shortest: number,
): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  const last = Math.min(end, signal.length);
  let from = start;
  for (let i = start; i <= last; i++) {
    if (i < last && Math.abs(signal[i] as number) <= loudest) continue;
    if (i - from >= shortest) runs.push({ start: from, end: i });
    from = i + 1;
  }
  return runs;
}
