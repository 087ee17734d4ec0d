using Clef.Core.Sources;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Embedding;

/// <summary>The records of files, folders and zip archives, one after another, prepared as they come, a span of windows at a time.</summary>
internal static class EcgInputs
{
    /// <summary>Reads every record, span by span; a wrong one comes with its failure and does not stop the others.</summary>
    public static IEnumerable<PreparedSpan> Read(IReadOnlyList<string> inputs, EcgPreparation preparation, IReadOnlyList<string> leads)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            double before = (double)i / inputs.Count, share = 1.0 / inputs.Count;
            string input = inputs[i];
            bool container = Directory.Exists(input) || (File.Exists(input) && input.EndsWith(".zip", StringComparison.OrdinalIgnoreCase));
            IEnumerable<PreparedSpan> spans = container
                ? ReadFolder(input, preparation, leads, before, share)
                : PreparedRecord.Read(input, () => RecordingFile.Open(input), preparation, leads, before, share);
            foreach (PreparedSpan span in spans)
            {
                yield return span;
            }
        }
    }

    private static IEnumerable<PreparedSpan> ReadFolder(string input, EcgPreparation preparation, IReadOnlyList<string> leads, double before, double share)
    {
        using SourceFolder folder = SourceFolder.OpenPath(input);
        string[] names = [.. folder.FileNames];
        double from = before;
        foreach (string name in RecordingFile.List(folder))
        {
            double to = before + (share * (Array.BinarySearch(names, name, StringComparer.Ordinal) + 1.0) / names.Length);
            foreach (PreparedSpan span in PreparedRecord.Read(name, () => RecordingFile.Open(folder, name), preparation, leads, from, to - from))
            {
                yield return span;
            }

            from = to;
        }
    }
}
