using Clef.Core.Sources;

namespace Clef.Signals.Recordings;

/// <summary>
/// An entry file that was opened to recognise its format. Through <see cref="Folder"/> the format's reader is given that same source once, so that no file
/// is opened, and no archive entry inflated, twice. What the reader did not take is closed with this object.
/// </summary>
internal sealed class OpenedEntry : IDisposable
{
    private ByteSource? _untaken;

    public OpenedEntry(SourceFolder folder, string fileName)
    {
        Source = folder.Open(fileName);
        _untaken = Source;
        Folder = new HandingFolder(this, folder, fileName);
    }

    /// <summary>The entry file.</summary>
    public ByteSource Source { get; }

    /// <summary>The folder as it was, but for the entry file that is open already.</summary>
    public SourceFolder Folder { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _untaken, null)?.Dispose();

    private sealed class HandingFolder(OpenedEntry entry, SourceFolder folder, string fileName) : SourceFolder
    {
        public override string Name => folder.Name;

        public override IReadOnlyList<string> FileNames => folder.FileNames;

        public override ByteSource? TryOpen(string relativeName) =>
            (relativeName == fileName ? Interlocked.Exchange(ref entry._untaken, null) : null) ?? folder.TryOpen(relativeName);

        public override int ReadHead(string relativeName, Span<byte> destination) => folder.ReadHead(relativeName, destination);

        public override void Dispose() => folder.Dispose();
    }
}
