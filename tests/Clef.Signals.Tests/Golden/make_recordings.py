"""Makes recordings.json: what MNE-Python 1.3.0 and SciPy read from the shared recordings (formats.zip, eeg-iiic.zip), in the unit named.

Run in a folder into which both archives were unpacked: python3 make_recordings.py > recordings.json
"""
import json

import mne
import numpy as np
import scipy.io

mne.set_log_level("ERROR")


def facts(data, rate, labels, events, unit):
    count = data.shape[1]
    at = [0, 1, 2, 100, count // 3, count // 2, count - 1]
    return {
        "rate": rate,
        "unit": unit,
        "labels": labels,
        "samples": count,
        "at": at,
        "values": [[float(v) for v in row[at]] for row in data],
        "sums": [float(v) for v in data.sum(axis=1)],
        "events": events,
    }


def raw(reader, path):
    recording = reader(path, preload=True)
    events = [[float(a["onset"]), str(a["description"])] for a in recording.annotations]
    return facts(recording.get_data() * 1e6, recording.info["sfreq"], recording.ch_names, events, "uV")


def matrix(path, variable, rate, unit):
    data = scipy.io.loadmat(path)[variable].astype(float)
    return facts(data, rate, [], [], unit)


print(json.dumps({
    "eeg/test.vhdr": raw(mne.io.read_raw_brainvision, "eeg/test.vhdr"),
    "eeg/test_units.vhdr": raw(mne.io.read_raw_brainvision, "eeg/test_units.vhdr"),
    "eeg/eeglab_data.set": raw(mne.io.read_raw_eeglab, "eeg/eeglab_data.set"),
    "eeg/test_raw_2021.set": raw(mne.io.read_raw_eeglab, "eeg/test_raw_2021.set"),
    "GPD_sample1.mat": matrix("GPD_sample1.mat", "seg", 200, "uV"),
    "GPD_sample2.mat": matrix("GPD_sample2.mat", "seg", 200, "uV"),
}))
