#!/usr/bin/env bash
# The experiment of eeg-simulated.md, on simulated patients. Run it again after any interruption: what is finished is skipped, what is not goes on.
# usage: docs/recipes/eeg-simulated.sh OUT [STAGE...]      stages, in order: cohort store tokenizer encoder variants short supervised embed bench report
#        and, in about as long again, lengths: new patients with whole sessions, of which 1, 5, 10 and 20 minutes are embedded
#        SMOKE=1 docs/recipes/eeg-simulated.sh OUT         a few minutes, to see that everything works
set -euo pipefail
out=${1:?a folder for the runs}
stages=("${@:2}")
[ ${#stages[@]} -gt 0 ] || stages=(cohort store tokenizer encoder variants short supervised embed bench report)
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive} OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}

# Every size of the experiment: version 2, chosen on the training and validation parts after version 1 had been seen (eeg-simulated.md, Design).
patients=2400 cohort_seed=20262 seconds=320            # one simulated session each
tokenizer="model.codes=1024 crop_frames=320 loss.adversarial=0 training.steps=1600 training.batch=2 training.rate=0.001 training.warmup=50"
tokenizer+=" training.average=0.99 training.validate_every=200 training.validation_sessions=24"
model="model.codes=1024 model.columns=64 model.width=64 model.depth=4 model.heads=4 model.pooling=rows model.decoder_width=64 model.decoder_depth=1"
model+=" model.decoder_heads=4"
pretraining="training.steps=400 training.batch=16 training.rate=0.001 training.warmup=40"
branches="alignment.text.width=128 alignment.text.depth=2 alignment.text.heads=4 alignment.text.length=128 learnt_pieces=1024"
branches+=" alignment.profile.width=128 alignment.profile.depth=2 alignment.profile.heads=4"
alignment="training.steps=200 training.batch=32 training.rate=0.001 training.warmup=20 training.average=0.99"
window_columns=2                                       # 10 seconds
windows="training.steps=800 training.batch=512"        # as many tokens as 400 x 16 + 200 x 32 sessions of 64 columns
supervised=400                                         # steps of 32: as many sessions as the others see
# Every second block of ICD-10 and every second ATC group of those that the simulator has, in their alphabetical order.
hold_out="E00 E03 E65 E66 F01 F03 F05 F06 F20 F25 F40 F41 F43 F44 F80 F84 G00 G03 G04 G30 G31 G40 G41 G43 G45 G47"
hold_out+=" I10 I44 I45 I46 I47 I48 I49 I50 I51 J44 N17 N18 N19 S06 D32"
hold_out+=" A10A B01A C01B C07A C08D C10A H03A M03B N02A N02C N04B N05B N06A N06D"
draws=1000
long_patients=1000 long_seed=20264 long_seconds=1280 spans="60 320 640 1280"
if [ "${SMOKE:-}" = 1 ]; then
  patients=120 draws=50 supervised=12 long_patients=60 long_seconds=640 spans="60 640"
  tokenizer+=" training.steps=10" windows="training.steps=10 training.batch=64"
  pretraining+=" training.steps=10 training.warmup=2" alignment+=" training.steps=10 training.warmup=2"
fi

mkdir -p "$out"
. "$top/docs/recipes/eeg-programs.sh"
wants() { local s; for s in "${stages[@]}"; do [ "$s" = "$1" ] && return 0; done; return 1; }

simulated=$out/simulated cohort=$out/cohort tokens=$out/tokens.safetensors tokenizer_model=$out/tokenizer/model
metadata=$simulated/metadata.csv reports=$simulated/reports.csv events=$simulated/records/events.parquet
if wants cohort; then
  make "$simulated/README.txt" clef simulate eeg --patients $patients --seed $cohort_seed --eeg-seconds $seconds --out "$simulated" --threads "$OMP_NUM_THREADS"
fi
if wants store; then
  make "$out/store.done" clef eeg prepare "$simulated/recordings" --out "$out/store" --workers "$OMP_NUM_THREADS"
  touch "$out/store.done"
  make "$cohort/cohort.json" clef cohort build --recordings "$simulated/recordings" --metadata "$metadata" \
    --reports "$reports" --ehr "$simulated/records" --out "$cohort" --parallel "$OMP_NUM_THREADS"
  make "$cohort/splits.csv" clef cohort split "$cohort" --shares train=0.65,validation=0.1,test=0.25 --stratify sex age setting --external-site SIM-X
fi
configs=$top/configs/eeg train="splits=$cohort/splits.csv"
if wants tokenizer; then
  make "$out/tokenizer/model/config.json" clef eeg tokenizer train "$configs/tokenizer-tiny.yaml" "store=$out/store" \
    "run=$out/tokenizer" "$train" $tokenizer
  make "$tokens" clef eeg tokenizer encode "$out/store" --model "$out/tokenizer/model" --out "$tokens"
  make "$out/seen.txt" experiment concepts "$tokens" --sessions "$metadata" --events "$events" --hold-out "$hold_out" \
    --held-out "$out/held-out.txt" --seen "$out/seen.txt"
fi
if wants encoder; then
  make "$out/encoder/model/config.json" clef eeg pretrain "$configs/pretrain-tiny.yaml" "tokens=$tokens" "tokenizer=$tokenizer_model" \
    "run=$out/encoder" "$train" $model $pretraining
fi
align() { # NAME OVERRIDES...
  make "$out/$1/model/config.json" clef eeg align "$configs/align-tiny.yaml" "tokens=$tokens" "encoder=$out/encoder/model" "run=$out/$1" "$train" \
    "sessions=$metadata" "reports=$reports" "events=$events" $branches $alignment "${@:2}"
}
if wants variants; then
  for name in ${VARIANTS:-both reconstruction report record held-out}; do # VARIANTS: some of them, where several processors share the work
    case $name in
      both) align both ;;
      reconstruction) align reconstruction objectives.text=0 objectives.profile=0 ;;
      report) align report objectives.profile=0 ;;
      record) align record objectives.text=0 ;;
      held-out) align held-out "held_out_codes=$out/held-out.txt" ;;
    esac
  done
fi
if wants short; then
  make "$out/windows.safetensors" experiment windows "$tokens" --columns $window_columns --out "$out/windows.safetensors"
  make "$out/short-window/model/config.json" clef eeg pretrain "$configs/pretrain-tiny.yaml" "tokens=$out/windows.safetensors" "tokenizer=$tokenizer_model" \
    "run=$out/short-window" "$train" $model $pretraining model.columns=$window_columns $windows
fi
if wants supervised; then
  make "$out/supervised/scores.csv" experiment supervised "$tokens" --cohort "$cohort" --like "$out/encoder/model" \
    --out "$out/supervised" --steps $supervised --rate 0.001
fi
embeddings=$out/embeddings
if wants embed; then
  mkdir -p "$embeddings"
  make "$embeddings/band-power.parquet" clef bench features --cohort "$cohort" --out "$embeddings/band-power.parquet"
  make "$embeddings/spectrogram.parquet" experiment spectrogram "$out/store" --out "$embeddings/spectrogram.parquet"
  make "$embeddings/random.parquet" experiment embed "$tokens" --model "$out/encoder/model" --random 1 --out "$embeddings/random.parquet"
  for name in both reconstruction report record held-out; do
    make "$embeddings/$name.parquet" experiment embed "$tokens" --model "$out/$name/model" --out "$embeddings/$name.parquet"
  done
  make "$embeddings/short-window.parquet" experiment embed "$out/windows.safetensors" --model "$out/short-window/model" --out "$embeddings/short-window.parquet"
  for name in both reconstruction; do
    make "$embeddings/$name-60s.parquet" experiment embed "$tokens" --model "$out/$name/model" --columns 12 --out "$embeddings/$name-60s.parquet"
  done
  for name in both report held-out; do
    make "$embeddings/$name-text.parquet" experiment embed "$tokens" --model "$out/$name/model" --space text \
      --splits "$cohort/splits.csv" --out "$embeddings/$name-text.parquet"
  done
fi
# Enters what there is: models made later join by the same command.
given() { for name in "$@"; do [ ! -e "$embeddings/$name.parquet" ] || echo "$name=$embeddings/$name.parquet"; done; }
if wants bench; then
  scores=(); [ ! -e "$out/supervised/scores.csv" ] || scores=(--supervised "supervised=$out/supervised/scores.csv")
  clef bench run eeg234 --cohort "$cohort" --embeddings $(given both reconstruction report record held-out short-window both-60s reconstruction-60s) \
    --baseline $(given random band-power spectrogram) "${scores[@]}" --seeds 1 --replicates $draws --out "$out/bench"
fi
if wants report; then
  experiment report "$out/bench" --held-out "$out/seen.txt" --out "$out/results.md" --title "Simulated sessions: variants of the EEG model"
  {
    printf '\n## Finding a session by its report, test\n\n'
    printf '| simulated sessions: model | queries | recall at 1, %% | at 5, %% | at 10, %% | median rank | chance: recall at 1, 5, 10; median rank |\n'
    printf '|---|---:|---:|---:|---:|---:|---|\n'
    for name in both report held-out; do
      found=$(experiment retrieval "$embeddings/$name-text.parquet" --model "$out/$name/model" --tokens "$tokens" \
        --sessions "$metadata" --reports "$reports" --splits "$cohort/splits.csv")
      printf '| %s %s\n' "$name" "$found"
    done
    printf '\n## The tokenizer, test\n\n```\n'
    clef eeg tokenizer report "$out/store" --model "$tokenizer_model" --splits "$cohort/splits.csv"
    printf '```\n'
  } >> "$out/results.md"
  cat "$out/results.md"
fi
if wants lengths; then
  long=$out/lengths
  make "$long/simulated/README.txt" clef simulate eeg --patients $long_patients --seed $long_seed --eeg-seconds $long_seconds --out "$long/simulated" --threads "$OMP_NUM_THREADS"
  make "$long/store.done" clef eeg prepare "$long/simulated/recordings" --out "$long/store" --workers "$OMP_NUM_THREADS"
  touch "$long/store.done"
  make "$long/cohort/cohort.json" clef cohort build --recordings "$long/simulated/recordings" --metadata "$long/simulated/metadata.csv" \
    --reports "$long/simulated/reports.csv" --ehr "$long/simulated/records" --out "$long/cohort" --parallel "$OMP_NUM_THREADS"
  make "$long/cohort/splits.csv" clef cohort split "$long/cohort" --shares train=0.5,validation=0.1,test=0.4 --stratify sex age setting --external-site SIM-X
  make "$long/tokens.safetensors" clef eeg tokenizer encode "$long/store" --model "$tokenizer_model" --out "$long/tokens.safetensors"
  entries=() baselines=()
  mkdir -p "$long/embeddings"
  for span in $spans; do
    for name in both reconstruction; do # a column is 5 seconds; what is longer than the encoder reads is the mean over windows
      make "$long/embeddings/$name-${span}s.parquet" experiment embed "$long/tokens.safetensors" --model "$out/$name/model" --columns $((span / 5)) \
        --out "$long/embeddings/$name-${span}s.parquet"
      entries+=("$name-${span}s=$long/embeddings/$name-${span}s.parquet")
    done
    make "$long/embeddings/spectrogram-${span}s.parquet" experiment spectrogram "$long/store" --seconds $span --out "$long/embeddings/spectrogram-${span}s.parquet"
    make "$long/embeddings/band-power-${span}s.parquet" experiment band-powers "$long/cohort" --seconds $span --out "$long/embeddings/band-power-${span}s.parquet"
    for name in spectrogram band-power; do baselines+=("$name-${span}s=$long/embeddings/$name-${span}s.parquet"); done
  done
  clef bench run eeg234 --cohort "$long/cohort" --embeddings "${entries[@]}" --baseline "${baselines[@]}" --seeds 1 --replicates $draws --out "$long/bench"
  experiment report "$long/bench" --out "$long/results.md" --title "Simulated sessions: length of session"
  cat "$long/results.md"
fi
