"""Features of an utterance, written from their definition with numpy alone, to check the TypeScript against.

Reads {"signal": [...]} on standard input and writes {"features": [[39 values] per frame]}. With `--signal` it makes the
signal of the committed vectors itself and writes both: `python3 mfcc_reference.py --signal > ../vectors/features.json`.
"""

import json
import sys

import numpy as np

RATE, LENGTH, STEP, NFFT, BANDS, KEPT = 16000, 400, 160, 512, 26, 13


def cepstra(signal):
    emphasised = np.concatenate([signal[:1], signal[1:] - 0.97 * signal[:-1]])
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, LENGTH)[::STEP] * np.hamming(LENGTH)
    power = np.abs(np.fft.rfft(frames, NFFT)) ** 2 / NFFT
    top = 2595 * np.log10(1 + (RATE / 2) / 700)
    corners = 700 * (10 ** (np.linspace(0, top, BANDS + 2) / 2595) - 1)
    hertz = np.arange(NFFT // 2 + 1) * RATE / NFFT
    bank = np.zeros((BANDS, hertz.size))
    for band in range(BANDS):
        low, middle, high = corners[band : band + 3]
        bank[band] = np.clip(np.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)), 0, None)
    logs = np.log(np.maximum(power @ bank.T, 1e-10))
    basis = np.cos(np.pi / BANDS * np.outer(np.arange(KEPT), np.arange(BANDS) + 0.5)) * np.sqrt(2 / BANDS)
    basis[0] /= np.sqrt(2)
    return logs @ basis.T


def slope(values):
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    at = lambda shift: padded[2 + shift : 2 + shift + len(values)]
    return (at(1) - at(-1) + 2 * (at(2) - at(-2))) / 10


def features(signal):
    base = cepstra(np.asarray(signal, dtype=np.float64))
    first = slope(base)
    joined = np.hstack([base, first, slope(first)])
    return (joined - joined.mean(axis=0)) / joined.std(axis=0)


def example():
    """0.3 s: a tone that glides, a buzz, noise, and a stretch of digital silence."""
    time = np.arange(int(0.3 * RATE)) / RATE
    noise = np.random.default_rng(2021).standard_normal(time.size)
    signal = 0.3 * np.sin(2 * np.pi * (300 + 2000 * time) * time) + 0.2 * np.sign(np.sin(2 * np.pi * 120 * time))
    signal = signal + 0.05 * noise
    signal[3000:3800] = 0
    return np.round(signal, 6)


if __name__ == "__main__":
    if "--signal" in sys.argv:
        made = example()
        rounded = [[float(f"{value:.9f}") for value in row] for row in features(made)]
        json.dump({"signal": made.tolist(), "features": rounded}, sys.stdout)
    else:
        json.dump({"features": features(json.load(sys.stdin)["signal"]).tolist()}, sys.stdout)
