import { createRequire } from 'node:module';

/** The synthesiser, which is licensed under the GPL: loaded by its name at run time and by the corpus builder alone. */
const PACKAGE: string = '@echogarden/espeak-ng-emscripten';

export const ESPEAK_RATE = 22_050;

export interface SpokenSound {
  /** Sample, at 22.05 kHz, where the sound begins; it lasts until the next. */
  readonly start: number;
  /** In the International Phonetic Alphabet; empty for a pause. */
  readonly ipa: string;
}

export interface Speech {
  /** 16-bit samples at 22.05 kHz. */
  readonly samples: Int16Array;
  readonly sounds: readonly SpokenSound[];
}

export interface Manner {
  /** Accent and timbre, e.g. `en-us+f3`. */
  readonly voice: string;
  readonly rate: number;
  readonly pitch: number;
  readonly pitchRange: number;
}

export interface Synthesiser {
  speak(text: string, manner: Manner): Speech;
}

interface EspeakEvent {
  readonly type: string;
  readonly audio_position: number;
  readonly id?: string | number;
}

interface EspeakWorker {
  set_voice(name: string): number;
  set_rate(value: number): void;
  set_pitch(value: number): void;
  set_range(value: number): void;
  synthesize(text: string, chunk: (samples: Int16Array | null, events: readonly EspeakEvent[]) => void): void;
}

interface EspeakModule {
  readonly HEAPU8: Uint8Array;
  readonly eSpeakNGWorker: new () => EspeakWorker;
}

export class SynthesiserMissingError extends Error {
  constructor(options: ErrorOptions) {
    super(
      `Building a corpus needs the speech synthesiser ${PACKAGE} (GPL-3.0), a development dependency that is not ` +
        'installed here. Install the development dependencies (npm install --include=dev) and try again.',
      options,
    );
  }
}

/** Throws `SynthesiserMissingError` where the synthesiser isn't installed. Loads nothing: that takes 100 MB. */
export function checkSynthesiser(): void {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
  } catch (error) {
    throw new SynthesiserMissingError({ cause: error });
  }
}

/** Loads the synthesiser. Throws `SynthesiserMissingError` where its package isn't installed. */
export async function loadSynthesiser(): Promise<Synthesiser> {
  checkSynthesiser();
  const { default: start } = (await import(PACKAGE)) as { default: () => Promise<EspeakModule> };
  const espeak = await start();
  const worker = withoutClock(() => new espeak.eSpeakNGWorker());
  // The binding keeps a place for the text and makes it longer at the use after the one that needed it: all that must be
  // over before the memory is copied, or the place would lie in memory that is free in the copy.
  for (const text of [' '.repeat(TEXT_MAX), ' ', ' ']) worker.synthesize(text, () => undefined);
  // It remembers what it said before: the phase of its noise, dictionaries. Each utterance begins from the same memory, so
  // that it sounds the same whatever came before it and whichever thread says it.
  const fresh = espeak.HEAPU8.slice();
  return {
    speak: (text, manner) => {
      if (Buffer.byteLength(text) >= TEXT_MAX) throw new RangeError('the text is too long');
      espeak.HEAPU8.set(fresh);
      espeak.HEAPU8.fill(0, fresh.length);
      return withoutClock(() => speakWith(worker, text, manner));
    },
  };
}

/** Bytes of a text at most. */
const TEXT_MAX = 1000;

/**
 * Runs with a clock that stands still: the synthesiser seeds the noise of breathy voices with the time at which it starts.
 */
function withoutClock<T>(run: () => T): T {
  const now = Date.now;
  Date.now = () => 1_600_000_000_000;
  try {
    return run();
  } finally {
    Date.now = now;
  }
}

function speakWith(worker: EspeakWorker, text: string, manner: Manner): Speech {
  if (worker.set_voice(manner.voice) !== 0) throw new Error(`the synthesiser has no voice ${manner.voice}`);
  worker.set_rate(manner.rate);
  worker.set_pitch(manner.pitch);
  worker.set_range(manner.pitchRange);
  const chunks: Int16Array[] = [];
  const sounds: SpokenSound[] = [];
  worker.synthesize(text, (samples, events) => {
    if (samples && samples.length > 0) chunks.push(samples);
    for (const event of events) {
      if (event.type !== 'phoneme') continue;
      // Positions come in milliseconds.
      const start = Math.round((event.audio_position * ESPEAK_RATE) / 1000);
      sounds.push({ start, ipa: nameOf(event.id) });
    }
  });
  return { samples: joined(chunks), sounds };
}

/** A name has a field of eight bytes; the binding reads on where it fills them all. */
function nameOf(id: string | number | undefined): string {
  return typeof id === 'string' ? Buffer.from(id).subarray(0, NAME_BYTES).toString() : '';
}

const NAME_BYTES = 8;

function joined(chunks: readonly Int16Array[]): Int16Array {
  const result = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}
