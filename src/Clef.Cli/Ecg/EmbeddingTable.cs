using Clef.Core;
using Clef.Ecg.Embedding;

namespace Clef.Cli.Ecg;

/// <summary>An embedding table on disk, whole or not at all.</summary>
internal static class EmbeddingTable
{
    /// <summary>True where the file's name says a kind that can be written.</summary>
    public static bool Accepts(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv";

    /// <summary>Writes the rows that <paramref name="body"/> hands over.</summary>
    public static void Write(string path, IReadOnlyList<string> columns, Action<Action<EmbeddingRow>> body) => AtomicFile.Write(path, stream =>
    {
        using var csv = new EmbeddingCsv(stream, columns);
        body(csv.Write);
    });
}
