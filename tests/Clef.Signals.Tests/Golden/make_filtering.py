"""Makes filtering.json: what SciPy computes for the filters and resamplers that the tests check (made with SciPy 1.10).

Usage: python3 make_filtering.py > filtering.json
"""
import json

import numpy as np
from scipy import signal


def wave(n):
    """The test signal: two tones, a drift and an offset, in single precision."""
    i = np.arange(n)
    return (3 + 0.002 * i + np.sin(0.05 * i) + 0.5 * np.cos(0.9 * i)).astype(np.float32).astype(np.float64)


def rounded(values):
    return [float(f"{v:.12g}") for v in values]


filters = []
for kind, order, low, high, rate, n in [
    ("band", 5, 0.67, 40, 500, 600),
    ("band", 4, 0.1, 75, 200, 400),
    ("band", 3, 1, 90, 200, 100),
    ("low", 4, 0, 30, 250, 200),
    ("low", 5, 0, 40, 128, 100),
    ("high", 3, 0.5, 0, 100, 300),
    ("high", 4, 1, 0, 256, 300),
]:
    edges = {"band": [low, high], "low": high, "high": low}[kind]
    name = {"band": "bandpass", "low": "lowpass", "high": "highpass"}[kind]
    sos = signal.butter(order, edges, name, fs=rate, output="sos")
    filters.append(dict(kind=kind, order=order, low=low, high=high, rate=rate,
                        zero_phase=rounded(signal.sosfiltfilt(sos, wave(n))),
                        mirrored=rounded(signal.sosfiltfilt(sos, wave(n), padtype="even", padlen=n - 1)),
                        gain=rounded(np.abs(signal.sosfreqz(sos, [0.05, 0.5, 3, 20, 45], fs=rate)[1]))))

notches = []
for mains, rate, n in [(50, 200, 300), (60, 500, 400)]:
    sos = np.vstack([signal.tf2sos(*signal.iirnotch(f, 30, rate)) for f in np.arange(mains, rate / 2, mains)])
    notches.append(dict(mains=mains, rate=rate, zero_phase=rounded(signal.sosfiltfilt(sos, wave(n)))))

resampled = []
for up, down, n in [(25, 18, 120), (25, 16, 100), (5, 3, 90), (500, 257, 80), (200, 257, 150), (2, 5, 301), (1, 8, 400), (3, 1, 50), (25, 16, 1)]:
    resampled.append(dict(up=up, down=down, n=n, zero=rounded(signal.resample_poly(wave(n), up, down)),
                          mean=rounded(signal.resample_poly(wave(n), up, down, padtype="mean"))))

print(json.dumps(dict(filters=filters, notches=notches, resampled=resampled)))
