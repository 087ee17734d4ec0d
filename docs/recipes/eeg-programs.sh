# Sourced by the recipes of the EEG experiments, which set top: builds the programs unless CLEF_PROGRAMS names where they are, and gives them names.
if [ -z "${CLEF_PROGRAMS:-}" ]; then
  "$top/build/prepare" program
  dotnet build "$top/benchmarks/Clef.Eeg.Experiments" -c Release -v quiet -nologo
  CLEF_PROGRAMS="$top/artifacts/bin"
fi
clef() { dotnet "$CLEF_PROGRAMS/Clef.Cli/release/clef.dll" "$@"; }
experiment() { dotnet "$CLEF_PROGRAMS/Clef.Eeg.Experiments/release/Clef.Eeg.Experiments.dll" "$@"; }
# make FILE COMMAND...: runs the command unless the file is there.
make() { [ -e "$1" ] || "${@:2}"; }
