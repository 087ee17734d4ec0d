#!/usr/bin/env bash
# The experiment of ecg-simulated.md, on simulated patients. Run it again after any interruption: finished runs are skipped, unfinished ones go on.
# usage: docs/recipes/ecg-simulated.sh OUT [--smoke]
set -euo pipefail
out=${1:?a folder for the runs}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive} OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
mkdir -p "$out"
"$top/build/prepare" program
dotnet build "$top/benchmarks/Clef.Ecg.Experiments" -c Release -v quiet -nologo
clef() { dotnet "$top/artifacts/bin/Clef.Ecg.Experiments/release/Clef.Ecg.Experiments.dll" simulated "$@"; }
clef run "$out" "${@:2}"
clef report "$out" "${@:2}" --out "$out/results.md"
