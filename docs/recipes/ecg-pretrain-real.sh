#!/usr/bin/env bash
# The experiment of ecg-pretrain-real.md. Run it again after any interruption: finished steps are skipped, unfinished ones go on.
# usage: docs/recipes/ecg-pretrain-real.sh DATA OUT
set -euo pipefail
data=${1:?the folder of the archives}
out=${2:?a folder for the runs}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
objective=${OBJECTIVE:-simclr} seed=${SEED:-42} steps=${STEPS:-4000}
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
mkdir -p "$out"
out=$(cd "$out" && pwd)
clef() { "$top/clef" "$@"; }

# 1. All CinC 2017 recordings but those of the test part.
if [ ! -e "$out/unlabelled/done" ]; then
  clef ecg split --data cinc2017="$data/ecg-cinc2017.zip" --task rhythm --split stratified --out "$out/split.csv"
  rm -rf "$out/unlabelled"
  mkdir -p "$out/unlabelled"
  unzip -q "$data/ecg-cinc2017.zip" 'training2017/*' -d "$out/unlabelled"
  awk -F, 'NR > 1 && $3 == "test" { print $1 }' "$out/split.csv" | while read -r id; do
    rm "$out/unlabelled/training2017/$id.hea" "$out/unlabelled/training2017/$id.mat"
  done
  touch "$out/unlabelled/done"
fi

# 2. Pretraining.
inputs="$out/unlabelled/training2017"
for name in ecg-cinc2011 ecg-ludb ecg-ecgid ecg-mitdb ecg-afpdb; do
  if [ -e "$data/$name.zip" ]; then inputs="$inputs, $data/$name.zip"; fi
done
if [ ! -e "$out/pretrain/model/config.json" ]; then
  clef ecg pretrain "$top/configs/ecg/pretrain-one-machine.yaml" run="$out/pretrain" inputs="[$inputs]" objective="$objective" seed="$seed" steps="$steps"
fi

# 3. The frozen probe.
if [ ! -e "$out/probe/results.json" ]; then
  clef ecg probe --model "$out/pretrain/model" --data cinc2017="$data/ecg-cinc2017.zip" --task rhythm --split stratified --stages --out "$out/probe"
fi

# 4. Fine-tuning.
tune() { # tune NAME key=value...
  local name=$1
  shift
  if [ ! -e "$out/finetune-$name/results.json" ]; then
    clef ecg finetune "$top/configs/ecg/finetune.yaml" run="$out/finetune-$name" dataset=cinc2017 path="$data/ecg-cinc2017.zip" task=rhythm split=stratified store="$out/windows" seed="$seed" "$@"
  fi
}
for share in 1 0.1 0.01; do
  tune "pretrained-$share" model="$out/pretrain/model" label_fraction=$share
  tune "scratch-$share" label_fraction=$share
done
tune frozen model="$out/pretrain/model" frozen=true

cat "$out/probe/results.md" "$out"/finetune-*/results.md
