#!/usr/bin/env bash
# The experiment of ecg-age-sex.md, after ecg-pretrain-real.sh into the same folder. Run it again after any interruption: finished steps are skipped.
# usage: docs/recipes/ecg-age-sex.sh DATA OUT
set -euo pipefail
data=${1:?the folder of the archives}
out=${2:?the folder of ecg-pretrain-real.sh}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seed=${SEED:-42}
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
out=$(cd "$out" && pwd)
clef() { "$top/clef" "$@"; }

# 1. The frozen probe, with its baselines.
if [ ! -e "$out/probe-age-sex/results.json" ]; then
  clef ecg probe --model "$out/pretrain/model" --data ecg-id="$data/ecg-ecgid.zip" ludb="$data/ecg-ludb.zip" --task age sex --split stratified --stages --out "$out/probe-age-sex"
fi

# 2. Fine-tuning, and the same network from random weights.
tune() { # tune NAME key=value...
  local name=$1
  shift
  if [ ! -e "$out/finetune-$name/results.json" ]; then
    clef ecg finetune "$top/configs/ecg/finetune.yaml" run="$out/finetune-$name" split=stratified store="$out/probe-age-sex/cache" seed="$seed" \
      answer_training=false patience=0 checkpoint_every=20 epochs=30 validate_every=20 "$@"
  fi
}
for task in age sex; do
  for start in pretrained scratch; do
    from=()
    if [ $start = pretrained ]; then from=(model="$out/pretrain/model"); fi
    tune "ecgid-$task-$start" dataset=ecg-id path="$data/ecg-ecgid.zip" task=$task "${from[@]}"
    tune "ludb-$task-$start" dataset=ludb path="$data/ecg-ludb.zip" task=$task "${from[@]}"
  done
done

cat "$out/probe-age-sex/results.md" "$out"/finetune-ecgid-*/results.md "$out"/finetune-ludb-*/results.md
