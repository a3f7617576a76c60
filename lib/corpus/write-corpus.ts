import type { CorpusOutput, CorpusSummary } from '@/lib/corpus/corpus.types';
import { CorpusFiles } from '@/lib/corpus/corpus-files';
import { type CardSource, dataCard } from '@/lib/corpus/data-card.core';
import type { Usage } from '@/lib/corpus/plan.core';
import type { Frames } from '@/lib/corpus/utterance.core';
import { ok, type Result } from '@/lib/platform/result';

/** Frames of an utterance and where they go: the training part, or a board of the test. */
export interface CorpusPiece {
  readonly frames: Frames;
  readonly part: 'train' | Usage;
}

/**
 * Writes a corpus from pieces as they come. Whatever ends it early – an error of the source, the signal, the process being
 * told to go – removes what was written; the files appear only when they are whole.
 */
export async function writeCorpus(
  output: CorpusOutput,
  source: CardSource,
  pieces: AsyncIterable<CorpusPiece>,
): Promise<Result<CorpusSummary>> {
  const begun = await CorpusFiles.begin(output.folder, output.type, output.replace);
  if (!begun.ok) return begun;
  const files = begun.value;
  const onExit = (): void => files.discardNow();
  process.once('exit', onExit);
  try {
    const total = source.trainUtterances + source.testUtterances;
    let done = 0;
    for await (const { frames, part } of pieces) {
      output.signal?.throwIfAborted();
      if (part === 'train') await files.addTrain(frames);
      else await files.addTest(frames, part);
      output.onProgress?.(++done, total);
    }
    const counts = await files.close((made, summaries) => dataCard(source, made, summaries));
    output.signal?.throwIfAborted();
    process.off('exit', onExit);
    await files.publish();
    const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
    return ok({ folder: output.folder, trainRows: sum(counts.train), testRows: sum(counts.test), counts });
  } catch (error) {
    await files.discard();
    throw error;
  } finally {
    process.off('exit', onExit);
  }
}
