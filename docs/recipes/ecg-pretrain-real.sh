#!/usr/bin/env bash
# The experiment of ecg-pretrain-real.md. Run it again after any interruption: finished steps are skipped, unfinished ones go on.
# usage: docs/recipes/ecg-pretrain-real.sh DATA OUT [--smoke]       --smoke: a few minutes, to see that everything works; its figures mean nothing
set -euo pipefail
data=${1:?the folder of the archives}
out=${2:?a folder for the runs}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
objective=${OBJECTIVE:-simclr} seed=${SEED:-42} seeds=${SEEDS:-42 43 44} steps=${STEPS:-1600} epochs=${EPOCHS:-10}
few=25 fewest=40 limit=0 smoke=()
if [ "${3:-}" = --smoke ]; then
  seeds=$seed steps=2 epochs=1 few=1 fewest=1 limit=150 smoke=(batch=8 log_every=1 checkpoint_every=1 head_epochs=2)
fi
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
mkdir -p "$out"
out=$(cd "$out" && pwd)
clef() { "$top/clef" "$@"; }

# 1. The test parts that pretraining must not see: of the rhythm of CinC 2017, and of age and sex (ecg-age-sex.sh).
split() { # split NAME DATASET=PATH TASK
  if [ ! -e "$out/split-$1.csv" ]; then clef ecg split --data "$2" --task "$3" --split stratified --out "$out/split-$1.csv"; fi
}
split cinc2017 cinc2017="$data/ecg-cinc2017.zip" rhythm
for task in age sex; do
  split "ecgid-$task" ecg-id="$data/ecg-ecgid.zip" "$task"
  split "ludb-$task" ludb="$data/ecg-ludb.zip" "$task"
done

# 2. Pretraining on all the rest, labels unread.
if [ ! -e "$out/pretrain/model/config.json" ]; then
  clef ecg pretrain "$top/configs/ecg/pretrain-one-machine.yaml" run="$out/pretrain" objective="$objective" seed="$seed" steps="$steps" \
    any_start=true patience=0 checkpoint_every=100 "${smoke[@]:0:3}" \
    inputs="[$data/ecg-cinc2017.zip, $data/ecg-cinc2011.zip, $data/ecg-ludb.zip, $data/ecg-ecgid.zip, $data/ecg-mitdb.zip, $data/ecg-afpdb.zip]" \
    exclude="[$out/split-cinc2017.csv, $out/split-ecgid-age.csv, $out/split-ecgid-sex.csv, $out/split-ludb-age.csv, $out/split-ludb-sex.csv]"
fi

# 3. The frozen probe, with its baselines.
if [ ! -e "$out/probe/results.json" ]; then
  clef ecg probe --model "$out/pretrain/model" --data cinc2017="$data/ecg-cinc2017.zip" --task rhythm --split stratified --stages --limit "$limit" --out "$out/probe"
fi

# 4. Fine-tuning, and the same network from random weights: windows from any sample on and up to a tenth slower or faster; a head on the mean, the deviation over
#    time and the regularity of every stage, and on the intervals between the beats of the whole strip, which starts as a probe.
tune() { # tune NAME key=value...
  local name=$1
  shift
  if [ ! -e "$out/finetune-$name/results.json" ]; then
    clef ecg finetune "$top/configs/ecg/finetune.yaml" run="$out/finetune-$name" dataset=cinc2017 path="$data/ecg-cinc2017.zip" task=rhythm split=stratified \
      store="$out/probe/cache" limit="$limit" answer_training=false patience=0 checkpoint_every=50 any_start=true stretch=0.1 features=rhythm \
      beat_intervals=true head_epochs=30 'augmentation={noise_deviation: 0.1}' "$@" "${smoke[@]}"
  fi
}
for s in $seeds; do
  tune "pretrained-1-seed$s" model="$out/pretrain/model" epochs="$epochs" validate_every=416 seed="$s"
  tune "scratch-1-seed$s" epochs="$epochs" validate_every=416 seed="$s"
done
# The same head on an encoder that is left as it is: what fine-tuning adds.
tune frozen-pretrained-1 model="$out/pretrain/model" frozen=true epochs=2 validate_every=112 seed="$seed"
tune frozen-random-1 frozen=true epochs=2 validate_every=112 seed="$seed"
# With few labels the usual rate undoes what pretraining made (seen on the validation part), and from random weights a slower one learns nothing.
tune pretrained-0.1 model="$out/pretrain/model" label_fraction=0.1 epochs=$few rate=2.0e-4 validate_every=150 seed="$seed"
tune scratch-0.1 label_fraction=0.1 epochs=$few validate_every=150 seed="$seed"
tune pretrained-0.01 model="$out/pretrain/model" label_fraction=0.01 epochs=$fewest rate=2.0e-4 validate_every=40 seed="$seed"
tune scratch-0.01 label_fraction=0.01 epochs=$fewest validate_every=40 seed="$seed"

# 5. The rows, and how much better the fine-tuned one is than the same network from random weights, than the head alone and than boosted trees, over the same
#    draws of strips.
cat "$out/probe/results.md" "$out"/finetune-*/results.md
tuned=$out/finetune-pretrained-1-seed$seed/predictions.csv
scratch=$out/finetune-scratch-1-seed$seed/predictions.csv
trees=$out/probe/predictions/cinc2017-rhythm-RR-intervals--boosted-trees.csv
clef ecg compare "$tuned" "$scratch" "$trees" "$out/finetune-frozen-pretrained-1/predictions.csv" "$out/finetune-frozen-random-1/predictions.csv"
# The mean of the probabilities of all seeds, and of one network and the trees.
together=$(for s in $seeds; do printf '+%s' "$out/finetune-pretrained-1-seed$s/predictions.csv"; done)
clef ecg compare "${together#+}" "$trees" "$tuned"
clef ecg compare "$tuned+$trees" "$trees" "$tuned"
