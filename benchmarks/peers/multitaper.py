"""One session's multitaper spectra by MNE-Python or by SciPy in single precision, timed; called by Clef.Signals.Benchmarks.

Usage: python3 multitaper.py mne|scipy-float32 signal.f32 output.f32
Prints the best and the median seconds; writes decibels, (channel, window, frequency), single precision.
"""
import sys
import time

import numpy as np

CHANNELS, WINDOWS, WINDOW, HOP, RATE, BINS = 19, 1280, 800, 200, 200.0, 128
which, source, output = sys.argv[1:]
signal = np.fromfile(source, np.float32).reshape(CHANNELS, -1)
windows = np.lib.stride_tricks.sliding_window_view(signal, WINDOW, axis=1)[:, ::HOP][:, :WINDOWS]


def by_mne():
    from mne.time_frequency import psd_array_multitaper
    power, _ = psd_array_multitaper(windows.astype(np.float64), RATE, fmin=0, fmax=31.75, bandwidth=1.0, adaptive=False, low_bias=True,
                                    normalization="full", n_jobs=1, verbose="error")
    return 10 * np.log10(power + 1e-10)


def by_scipy():
    from scipy import fft
    from scipy.signal.windows import dpss
    tapers, weights = dpss(WINDOW, 2.0, 4, sym=False, return_ratios=True, norm=2)
    keep = weights > 0.9
    tapers, weights = tapers[keep].astype(np.float32), weights[keep].astype(np.float32)
    out = np.empty((CHANNELS, WINDOWS, BINS), np.float32)
    for c in range(CHANNELS):
        x = windows[c] - windows[c].mean(axis=1, keepdims=True)
        power = np.zeros((WINDOWS, BINS), np.float32)
        for taper, weight in zip(tapers, weights):
            z = fft.rfft(x * taper, axis=1, workers=1)[:, :BINS]
            power += weight * (z.real ** 2 + z.imag ** 2)
        power *= np.float32(2 / (RATE * weights.sum()))
        power[:, 0] /= 2
        out[c] = 10 * np.log10(power + np.float32(1e-10))
    return out


run = {"mne": by_mne, "scipy-float32": by_scipy}[which]
times = []
for _ in range(3 if which == "mne" else 7):
    start = time.perf_counter()
    result = run()
    times.append(time.perf_counter() - start)
print(f"{min(times):.4f} {sorted(times)[len(times) // 2]:.4f}")
result.astype(np.float32).tofile(output)
