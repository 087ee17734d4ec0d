"""Milliseconds that MNE takes to read an EDF file into memory. usage: python3 edf.py FILE"""
import sys, time, warnings
warnings.simplefilter("ignore")
import mne
mne.set_log_level("ERROR")
start = time.perf_counter()
mne.io.read_raw_edf(sys.argv[1], preload=True)
print((time.perf_counter() - start) * 1000)
