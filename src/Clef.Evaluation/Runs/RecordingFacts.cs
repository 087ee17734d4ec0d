using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Signals.Recordings;

namespace Clef.Evaluation.Runs;

/// <summary>
/// What the files of a dataset say of themselves, for the baseline of recording facts and the leakage check. The facts are those of the whole
/// recording, whatever window a task names, since an embedding may have seen all of it.
/// </summary>
public static class RecordingFacts
{
    /// <summary>The facts of each item; null where the recording cannot be read.</summary>
    public static Session?[] Of(SourceFolder folder, IReadOnlyList<DatasetItem> items)
    {
        string[] files = items.Select(i => i.File).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        Dictionary<string, Session?> byFile = files.Select((f, order) => (f, Facts: One(folder, f, order)))
            .ToDictionary(f => f.f, f => f.Facts, StringComparer.Ordinal);
        return items.Select(i => byFile[i.File] is { } facts ? facts with { Id = i.Id, Patient = i.Patient, Age = i.Age, Sex = i.Sex } : null).ToArray();
    }

    private static Session? One(SourceFolder folder, string file, int order)
    {
        try
        {
            using Recording recording = RecordingFile.Open(folder, file);
            return new Session(file, "", file)
            {
                Format = recording.Format, Start = recording.Start, DurationSeconds = recording.DurationSeconds, Channels = recording.Channels.Count,
                    FileOrder = order,
                SampleRate = recording.Channels.Select(c => c.SampleRate).DefaultIfEmpty(0).Max(),
                    Labels = string.Join('|', recording.Channels.Select(c => c.Label)),
            };
        }
        catch (ClefException)
        {
            return null;
        }
    }
}
