using System.Text;
using System.Text.Json;
using Clef.Core;

namespace Clef.Server.Audit;

/// <summary>
/// The log of predictions: append-only, each line chained to the one before by its hash. A line is on disk before its number is told to anybody, and the head
/// after it; a service killed between the two finds its head one line behind, which is mended when it opens. Half a line at the end was never told, and is
/// cut off.
/// </summary>
public sealed class AuditLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly string _path;
    private readonly TimeProvider _time;

    /// <summary>Opens a log, or begins one.</summary>
    /// <exception cref="ClefException">The log was tampered with: a service does not write on.</exception>
    public AuditLog(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        CutHalfLine(path);
        if (File.Exists(path))
        {
            AuditCheck check = AuditCheck.Of(path, null);
            bool behind = check.Problems.Count == 1 && check.IsHeadBehind;
            if (check.Problems.Count > 0 && !behind)
            {
                throw new ClefException(path, check.Problems[0].Line is { } line ? $"line {line}" : "the log", check.Problems[0].Text,
                    "a log that 'clef audit verify' finds intact; move it away to begin another");
            }

            Head = check.Head;
        }
        else if (AuditHead.Read(path) is { Sequence: > 0 } lost)
        {
            throw new ClefException(path, "the log", "missing", $"the log of {lost.Sequence} lines that its head names; move the head away to begin another");
        }

        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1);
        _file.Seek(0, SeekOrigin.End);
        WriteHead();
    }

    /// <summary>The last line.</summary>
    public AuditHead Head { get; private set; } = AuditHead.Empty;

    /// <summary>Appends a record; it is on disk when this returns.</summary>
    public AuditHead Append<T>(T record)
    {
        string json = JsonSerializer.Serialize(record, ServerJson.Options);
        lock (_lock)
        {
            AuditLine line = AuditLine.After(Head.Sequence + 1, Head.Hash, _time.GetUtcNow(), json);
            long end = _file.Length;
            try
            {
                _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
                _file.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                // The disk is full, say: half a line would break the chain for all that follow.
                _file.SetLength(end);
                throw;
            }

            Head = new AuditHead(line.Sequence, line.Hash);
            WriteHead();
            return Head;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void WriteHead() => AtomicFile.WriteText(AuditHead.PathOf(_path), Head + "\n");

    private static void CutHalfLine(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        long end = file.Length;
        while (end > 0)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        file.SetLength(end);
    }
}
