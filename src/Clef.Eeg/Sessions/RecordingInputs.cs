using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Eeg.Sessions;

/// <summary>A recording that can be opened.</summary>
/// <param name="Name">Its name within the folder or archive, or its file name.</param>
/// <param name="Open">Opens it.</param>
public sealed record RecordingInput(string Name, Func<Recording> Open)
{
    /// <summary>The file's name without folder and extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);
}

/// <summary>
/// The recordings of files, folders and zip archives, in the order given and within a container in that of their names. Archives stay open until this is
/// disposed, so that recordings may be read on other threads while the listing goes on.
/// </summary>
public sealed class RecordingInputs(IReadOnlyList<string> inputs) : IDisposable
{
    private readonly List<SourceFolder> _folders = [];

    /// <summary>Lists them.</summary>
    public IEnumerable<RecordingInput> List()
    {
        foreach (string input in inputs)
        {
            if (!Directory.Exists(input) && !(File.Exists(input) && input.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)))
            {
                yield return new RecordingInput(Path.GetFileName(input), () => RecordingFile.Open(input));
                continue;
            }

            SourceFolder folder = SourceFolder.OpenPath(input);
            _folders.Add(folder);
            foreach (string name in RecordingFile.List(folder))
            {
                yield return new RecordingInput(name, () => RecordingFile.Open(folder, name));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folders.ForEach(f => f.Dispose());
}
