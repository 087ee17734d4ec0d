namespace Clef.Core;

/// <summary>Writes files so that a reader, or a run killed at any moment, sees the old content or the new, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Writes through a temporary file in the same folder, which is flushed to disk and then renamed over <paramref name="path"/>.</summary>
    /// <exception cref="ClefException">The path cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new ClefException(path, null, null, "a path to a file");
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp");
        using FileStream stream = Open(path, folder, temporary);
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);
            stream.Close();
            Replace(path, temporary, full);
        }
        catch
        {
            stream.Dispose();
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a whole text as UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static FileStream Open(string path, string folder, string temporary)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(path, null, null, $"a path that can be written, in a folder that is there or can be made ({e.Message.Split(" : ")[0]})", e);
        }
    }

    private static void Replace(string path, string temporary, string full)
    {
        try
        {
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClefException(path, null, null, $"a path where a file can be put ({e.Message})", e);
        }
    }
}
