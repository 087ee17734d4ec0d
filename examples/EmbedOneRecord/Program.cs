// The library in three lines: open a recording, load a model, embed.
// Run:  dotnet run --project examples/EmbedOneRecord -c Release -- RECORD MODEL_FOLDER
using Clef.Ecg;
using Clef.Signals.Recordings;

using Recording recording = RecordingFile.Open(args[0]);
using EcgModel model = EcgModel.Load(args[1]);
float[] embedding = model.Embed(recording);

Console.WriteLine(string.Join(' ', embedding.Select(e => e.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
