import FFT from 'fft.js';

/**
 * Mel-frequency cepstral coefficients as in S. Davis, P. Mermelstein, "Comparison of parametric representations for
 * monosyllabic word recognition", IEEE Transactions on ASSP 28 (1980), with the mel scale of HTK (S. Young et al., The HTK
 * Book, 5.4): 2595 log₁₀(1 + f / 700).
 */
export const SAMPLE_RATE = 16_000;
export const WINDOW = 400;
export const HOP = 160;
export const CEPSTRA = 13;

const FFT_SIZE = 512;
const BINS = FFT_SIZE / 2 + 1;
const MEL_BANDS = 26;
const PRE_EMPHASIS = 0.97;
const ENERGY_FLOOR = 1e-10;

/** Frames of 25 ms, one every 10 ms, that lie wholly within so many samples. */
export function frameCount(samples: number): number {
  return samples < WINDOW ? 0 : 1 + Math.floor((samples - WINDOW) / HOP);
}

/** Sample in the middle of a frame; the phoneme spoken there is the frame's label. */
export function frameCentre(frame: number): number {
  return frame * HOP + WINDOW / 2;
}

/**
 * 13 coefficients (c₀ … c₁₂) a frame, row after row.
 * Pre-emphasis 0.97, Hamming window, power spectrum |X|²/512, 26 triangular mel bands of 0 … 8000 Hz, natural logarithm
 * (of at least 1e-10), orthonormal DCT-II.
 *
 * @param signal samples at 16 kHz, full scale being 1
 */
export function mfcc(signal: Float64Array): Float64Array {
  const emphasised = preEmphasise(signal);
  const frames = frameCount(signal.length);
  const result = new Float64Array(frames * CEPSTRA);
  const fft = new FFT(FFT_SIZE);
  const windowed = new Array<number>(FFT_SIZE).fill(0);
  const spectrum = fft.createComplexArray();
  const logs = new Float64Array(MEL_BANDS);
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < WINDOW; i++) {
      windowed[i] = (emphasised[frame * HOP + i] as number) * (HAMMING[i] as number);
    }
    fft.realTransform(spectrum, windowed);
    logMelEnergies(spectrum, logs);
    for (let k = 0; k < CEPSTRA; k++) {
      let sum = 0;
      for (let band = 0; band < MEL_BANDS; band++) {
        sum += (DCT[k * MEL_BANDS + band] as number) * (logs[band] as number);
      }
      result[frame * CEPSTRA + k] = sum;
    }
  }
  return result;
}

function preEmphasise(signal: Float64Array): Float64Array {
  const result = Float64Array.from(signal);
  for (let i = result.length - 1; i > 0; i--) {
    result[i] = (signal[i] as number) - PRE_EMPHASIS * (signal[i - 1] as number);
  }
  return result;
}

function logMelEnergies(spectrum: readonly number[], logs: Float64Array): void {
  const energies = logs.fill(0);
  for (let bin = 0; bin < BINS; bin++) {
    const re = spectrum[2 * bin] as number;
    const im = spectrum[2 * bin + 1] as number;
    const power = (re * re + im * im) / FFT_SIZE;
    // A bin lies on the falling side of one band and the rising side of the next.
    const lower = LOWER_BAND[bin] as number;
    const rise = RISE[bin] as number;
    if (lower >= 0 && lower < MEL_BANDS) energies[lower] = (energies[lower] as number) + power * (1 - rise);
    if (lower + 1 < MEL_BANDS) energies[lower + 1] = (energies[lower + 1] as number) + power * rise;
  }
  for (let band = 0; band < MEL_BANDS; band++) {
    logs[band] = Math.log(Math.max(energies[band] as number, ENERGY_FLOOR));
  }
}

const HAMMING = Float64Array.from(
  { length: WINDOW },
  (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (WINDOW - 1)),
);

const DCT = Float64Array.from({ length: CEPSTRA * MEL_BANDS }, (_, index) => {
  const k = Math.floor(index / MEL_BANDS);
  const band = index % MEL_BANDS;
  const scale = Math.sqrt((k === 0 ? 1 : 2) / MEL_BANDS);
  return scale * Math.cos((Math.PI * k * (band + 0.5)) / MEL_BANDS);
});

/** Corner frequencies of the bands in Hz: band b rises from corner b to b + 1 and falls to b + 2. */
const CORNERS = Float64Array.from({ length: MEL_BANDS + 2 }, (_, i) =>
  hertzOf((melOf(SAMPLE_RATE / 2) * i) / (MEL_BANDS + 1)),
);

/** For each bin, the corner below it, less one: the band that falls there (−1 before the first). */
const LOWER_BAND = new Int32Array(BINS);
/** For each bin, how far it is from the corner below to the corner above, 0 … 1. */
const RISE = new Float64Array(BINS);
for (let bin = 0; bin < BINS; bin++) {
  const frequency = (bin * SAMPLE_RATE) / FFT_SIZE;
  let corner = 0;
  while (corner < MEL_BANDS && frequency >= (CORNERS[corner + 1] as number)) corner++;
  const from = CORNERS[corner] as number;
  const to = CORNERS[corner + 1] as number;
  LOWER_BAND[bin] = corner - 1;
  RISE[bin] = Math.min(1, (frequency - from) / (to - from));
}

function melOf(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function hertzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}
