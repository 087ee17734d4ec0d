using Clef.Core.Sources;

namespace Clef.Signals.Recordings;

/// <summary>A file format that Clef reads.</summary>
public interface IRecordingFormat
{
    /// <summary>The format's usual name.</summary>
    string Name { get; }

    /// <summary>
    /// True where this format should try to open the file, judged by its name and first bytes. Only the entry file of a recording is recognised
    /// (the <c>.hea</c>, not its <c>.dat</c>), so that listing a folder counts each recording once.
    /// </summary>
    bool Recognises(string fileName, ReadOnlySpan<byte> head);

    /// <summary>
    /// True where this file, though it can be opened by itself, is a part of a recording whose entry file is another one in the folder;
    /// it is then not listed. A matrix <c>a.mat</c> beside its header <c>a.hea</c> is an example.
    /// </summary>
    bool BelongsToAnother(SourceFolder folder, string fileName) => false;

    /// <summary>Opens the recording whose entry file is <paramref name="fileName"/> within <paramref name="folder"/>.</summary>
    /// <exception cref="Clef.Core.ClefException">The file is not a readable recording; the message says which field and why.</exception>
    Recording Open(SourceFolder folder, string fileName);
}
