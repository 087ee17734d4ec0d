#!/usr/bin/env bash
# The experiment of eeg-real.md: models that were pretrained on simulated sessions, and on other people's recordings without labels, on two small open sets.
# Run it again after any interruption: what is finished is skipped.
# usage: docs/recipes/eeg-real.sh OUT SIMULATED DATA
#        SIMULATED: a finished OUT of eeg-simulated.sh; DATA: a folder with eeg-adhd-children.zip, eeg-eegmat.zip, eeg-iiic.zip
set -euo pipefail
out=${1:?a folder for the runs} simulated=${2:?the folder of eeg-simulated.sh} data=${3:?the folder of the datasets}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive} OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}

# Sizes, fixed before any result was seen. Reconstruction goes on for 100 steps on the recordings of the other sets, whose labels are not used.
continued="objectives.text=0 objectives.profile=0 training.steps=100 training.batch=16 training.rate=0.0005 training.warmup=10 training.average=0.98"
repetitions=10 fine_tuned=2

mkdir -p "$out"
. "$top/docs/recipes/eeg-programs.sh"

# continued NAME ARCHIVE...: the reconstruction variant, trained on with these recordings.
continue_with() {
  make "$out/$1.store/done" clef eeg prepare "${@:2}" --out "$out/$1.store" --workers "$OMP_NUM_THREADS"
  touch "$out/$1.store/done"
  make "$out/$1.safetensors" clef eeg tokenizer encode "$out/$1.store" --model "$simulated/tokenizer/model" --out "$out/$1.safetensors"
  make "$out/$1/model/config.json" clef eeg align "$top/configs/eeg/align-tiny.yaml" "tokens=$out/$1.safetensors" \
    "encoder=$simulated/reconstruction/model/encoder" "run=$out/$1" $continued
}
continue_with without-adhd "$data/eeg-eegmat.zip" "$data/eeg-iiic.zip"
continue_with without-eegmat "$data/eeg-adhd-children.zip" "$data/eeg-iiic.zip"
models() { echo "simulated reconstruction=$simulated/reconstruction/model,simulated both=$simulated/both/model,simulated then other recordings=$out/$1/model"; }
make "$out/adhd.md" experiment real adhd-children adhd "$data/eeg-adhd-children.zip" --models "$(models without-adhd)" \
  --repetitions $repetitions --fine-tuned $fine_tuned --out "$out/adhd.md"
make "$out/eegmat.md" experiment real eegmat arithmetic "$data/eeg-eegmat.zip" --models "$(models without-eegmat)" \
  --repetitions $repetitions --fine-tuned $fine_tuned --out "$out/eegmat.md"
make "$out/iiic.md" experiment prototypes --model "$simulated/reconstruction/model" --recordings "$data/eeg-iiic.zip" \
  --picture "$out/eeg-iiic-neighbours.png" --out "$out/iiic.md"
cat "$out/adhd.md" "$out/eegmat.md" "$out/iiic.md"
