using Clef.Core.Sources;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Embedding;

/// <summary>The records of files, folders and zip archives, one after another, prepared as they come.</summary>
internal static class EcgInputs
{
    /// <summary>Reads every record; a wrong one comes as its failure and does not stop the others.</summary>
    public static IEnumerable<PreparedRecord> Read(IReadOnlyList<string> inputs, EcgPreparation preparation, IReadOnlyList<string> leads)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            double before = (double)i / inputs.Count, share = 1.0 / inputs.Count;
            string input = inputs[i];
            bool container = Directory.Exists(input) || (File.Exists(input) && input.EndsWith(".zip", StringComparison.OrdinalIgnoreCase));
            IEnumerable<PreparedRecord> records = container
                ? ReadFolder(input, preparation, leads, before, share)
                : [PreparedRecord.Read(input, () => RecordingFile.Open(input), preparation, leads, before + share)];
            foreach (PreparedRecord record in records)
            {
                yield return record;
            }
        }
    }

    private static IEnumerable<PreparedRecord> ReadFolder(string input, EcgPreparation preparation, IReadOnlyList<string> leads, double before, double share)
    {
        using SourceFolder folder = SourceFolder.OpenPath(input);
        string[] names = [.. folder.FileNames];
        foreach (string name in RecordingFile.List(folder))
        {
            double within = (Array.BinarySearch(names, name, StringComparer.Ordinal) + 1.0) / names.Length;
            yield return PreparedRecord.Read(name, () => RecordingFile.Open(folder, name), preparation, leads, before + (share * within));
        }
    }
}
