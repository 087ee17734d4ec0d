namespace Clef.Learning.Runs;

/// <summary>
/// A file that only grows, such as <c>metrics.jsonl</c>. A checkpoint notes its length; a resumed run cuts it back to there, so that an interrupted run
/// and one that never stopped leave the same bytes.
/// </summary>
public sealed class AppendOnlyLog : IDisposable
{
    private readonly FileStream _stream;

    /// <summary>Opens the file, cut to <paramref name="length"/> bytes: 0 for a new run.</summary>
    public AppendOnlyLog(string path, long length)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _stream.SetLength(Math.Min(length, _stream.Length));
        _stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>The length in bytes, after everything so far has reached the disk.</summary>
    public long Checkpoint()
    {
        _stream.Flush(flushToDisk: true);
        return _stream.Length;
    }

    /// <summary>Appends bytes; a reader sees them at once.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _stream.Flush();
    }

    /// <summary>Appends a line of text.</summary>
    public void AppendLine(string line) => Append(System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
