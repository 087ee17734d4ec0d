"""Golden values of the EDF and BDF files of the conformance set, as MNE-Python 1.3.0 reads them.

usage: python3 make-edf-golden.py FOLDER > edf.json      (FOLDER: formats.zip, unpacked)
Values are in the file's own unit. Channels that MNE resamples (a lower rate than the highest) are left out.
"""
import glob, json, os, sys, warnings
warnings.simplefilter("ignore")
import mne
import numpy as np
mne.set_log_level("ERROR")
root, files = sys.argv[1], {}
for path in sorted(glob.glob(root + "/*/*.edf") + glob.glob(root + "/*/*.bdf")):
    read = mne.io.read_raw_bdf if path.endswith("bdf") else mne.io.read_raw_edf
    raw = read(path, stim_channel=False)
    extras = raw._raw_extras[0]
    channels = []
    for i, name in enumerate(raw.ch_names):
        if extras["n_samps"][i] != max(extras["n_samps"]):
            continue
        x = raw.get_data(picks=[i])[0] / extras["units"][i]
        at = [0, len(x) // 3, len(x) - 1]
        channels.append({"index": i, "name": name, "at": at, "value": [round(float(x[k]), 7) for k in at], "mean": float(x.mean())})
    notes = raw.annotations
    files[os.path.relpath(path, root)] = {
        "samples": int(raw.n_times) if raw.ch_names else 0,
        "channels": channels,
        "annotations": len(notes),
        "first": [[float(notes.onset[k]), float(notes.duration[k]), str(notes.description[k])] for k in range(min(4, len(notes)))],
    }
json.dump(files, sys.stdout, ensure_ascii=False, separators=(",", ":"))
