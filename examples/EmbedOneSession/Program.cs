// The library in three lines: open an EEG, load a model, embed the whole session.
// Run:  dotnet run --project examples/EmbedOneSession -c Release -- RECORDING MODEL_FOLDER
using Clef.Eeg.Embedding;
using Clef.Signals.Recordings;

using Recording recording = RecordingFile.Open(args[0]);
using EegModel model = EegModel.Open(args[1]);
float[] embedding = model.Embed(recording);

Console.WriteLine(string.Join(' ', embedding.Select(e => e.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
