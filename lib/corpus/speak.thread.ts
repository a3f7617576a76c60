import { loadSynthesiser, type Synthesiser } from '@/lib/corpus/espeak';
import { ESPEAK_RATE } from '@/lib/corpus/espeak';
import type { Utterance } from '@/lib/corpus/plan.core';
import { type Frames, utteranceFrames } from '@/lib/corpus/utterance.core';

let loaded: Promise<Synthesiser> | null = null;

/** Entry of a thread: says one sentence and gives its frames. */
export default async function speak({ text, voice, seed }: Utterance): Promise<Frames> {
  const synthesiser = await (loaded ??= loadSynthesiser());
  const { samples, sounds } = synthesiser.speak(text, {
    voice: `${voice.accent}+${voice.timbre}`,
    rate: voice.rate,
    pitch: voice.pitch,
    pitchRange: voice.pitchRange,
  });
  return utteranceFrames({ samples, sampleRate: ESPEAK_RATE, sounds, tract: voice.tract, seed });
}
