import { type Random, randomFrom } from '@/lib/competition/random.core';
import { addNoise, resample, reverberate, uniform } from '@/lib/corpus/degrade.core';
import { features } from '@/lib/corpus/features.core';
import { classesOfIpa } from '@/lib/corpus/ipa.core';
import { cutClosures, frameLabels, type Segment } from '@/lib/corpus/labels.core';
import { frameCount, SAMPLE_RATE } from '@/lib/corpus/mfcc.core';

/** Conditions of recording; the default ones make the task about as hard as TIMIT is for a small network. */
export interface Conditions {
  /** Signal to noise, in decibels, from … to. */
  readonly decibels: readonly [number, number];
  /** Reverberation time in seconds, from … to. */
  readonly reverberation: readonly [number, number];
  /** Energy of the echo for each unit of direct sound, from … to. */
  readonly echo: readonly [number, number];
}

export const CONDITIONS: Conditions = { decibels: [12, 35], reverberation: [0.1, 0.35], echo: [0.02, 0.2] };

export interface SpokenUtterance {
  /** 16-bit samples. */
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly sounds: readonly { readonly start: number; readonly ipa: string }[];
  /** Formants are multiplied by it. */
  readonly tract: number;
  readonly seed: string;
}

export interface Frames {
  /** 39 values a frame. */
  readonly values: Float64Array;
  /** Class 0 … 38 of each frame; null for a frame that becomes no row. */
  readonly labels: readonly (number | null)[];
}

/** Amplitude of 16-bit samples up to which nothing sounds: the synthesiser's pauses are exact silence but for a click. */
const SILENT = 8;
const CLOSURE_SECONDS = 0.01;
/** The recording begins before and ends after what is said, by from … to. */
const PAUSE_SECONDS: readonly [number, number] = [0.1, 0.25];
const FULL_SCALE = 32_768;

/**
 * Makes an utterance's frames: labels from the clean sound, values from the sound in a noisy room at 16 kHz.
 * Throws for a sound without a class.
 */
export function utteranceFrames(spoken: SpokenUtterance, conditions: Conditions = CONDITIONS): Frames {
  const segments = cutClosures(
    segmentsOf(spoken),
    spoken.samples,
    SILENT,
    Math.round(CLOSURE_SECONDS * spoken.sampleRate),
  );
  // Playing faster by the factor of the vocal tract raises the formants by it; times shrink alike.
  const ratio = (spoken.sampleRate * spoken.tract) / SAMPLE_RATE;
  const clean = resample(spoken.samples, ratio).map((value) => value / FULL_SCALE);
  const random = randomFrom(spoken.seed);
  const before = pause(random);
  const padded = new Float64Array(before + clean.length + pause(random));
  padded.set(clean, before);
  const signal = record(padded, conditions, random);
  const scaled = segments.map((each) => ({
    ...each,
    start: before + each.start / ratio,
    end: before + each.end / ratio,
  }));
  return {
    values: features(signal),
    labels: frameLabels(scaled, frameCount(signal.length)),
  };
}

/** Samples of silence before or after what is said. */
function pause(random: Random): number {
  return Math.round(uniform(random, ...PAUSE_SECONDS) * SAMPLE_RATE);
}

function record(clean: Float64Array, conditions: Conditions, random: Random): Float64Array {
  const seconds = uniform(random, ...conditions.reverberation);
  const share = uniform(random, ...conditions.echo);
  const inRoom = reverberate(clean, seconds, share, SAMPLE_RATE, random);
  return addNoise(inRoom, uniform(random, ...conditions.decibels), uniform(random, 0, 0.95), random);
}

function segmentsOf(spoken: SpokenUtterance): Segment[] {
  return spoken.sounds.flatMap(({ start, ipa }, index) => {
    const classes = classesOfIpa(ipa);
    if (!classes) throw new Error(`the sound ${ipa} has no class`);
    const end = spoken.sounds[index + 1]?.start ?? spoken.samples.length;
    return classes.map((phoneme, part) => ({
      start: start + ((end - start) * part) / classes.length,
      end: start + ((end - start) * (part + 1)) / classes.length,
      phoneme,
    }));
  });
}
