using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Ecg.Embedding;

namespace Clef.Cli.Ecg;

/// <summary>An embedding table on disk, CSV or Parquet, whole or not at all.</summary>
internal static class EmbeddingOutput
{
    /// <summary>True where the file's name says a kind that can be written.</summary>
    public static bool Accepts(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".parquet";

    /// <summary>Writes the rows that <paramref name="body"/> hands over.</summary>
    public static void Write(string path, EcgEncoder encoder, bool stages, Action<Action<EmbeddingRow>> body)
    {
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            WriteParquet(path, stages ? encoder.Config.Filters : [encoder.Config.EmbeddingWidth], body);
            return;
        }

        AtomicFile.Write(path, stream =>
        {
            using var csv = new EmbeddingCsv(stream, EmbeddingCsv.ColumnNames(encoder, stages));
            body(csv.Write);
        });
    }

    /// <summary>The last of the widths is the embedding's; those before it are of earlier stages.</summary>
    private static void WriteParquet(string path, IReadOnlyList<int> widths, Action<Action<EmbeddingRow>> body)
    {
        using var database = new DuckDatabase(threads: 1);
        string lists = string.Concat(Enumerable.Range(0, widths.Count - 1).Select(stage => $", stage{stage} FLOAT[]"));
        database.Execute($"""
            CREATE TABLE embeddings (record VARCHAR, lead VARCHAR, start DOUBLE, seconds DOUBLE, recorded_hz DOUBLE, resampled_hz DOUBLE,
            windows INTEGER, padded_seconds DOUBLE, dropped_seconds DOUBLE, valid_fraction DOUBLE, note VARCHAR{lists}, embedding FLOAT[])
            """);
        using (DuckAppender appender = database.Append("embeddings"))
        {
            body(row =>
            {
                SignalAccount done = row.Done;
                appender.Add(row.Record).Add(row.Lead).Add(row.StartSeconds).Add(row.Seconds).Add(done.RecordedRate).Add(done.Rate)
                    .Add((long?)done.Windows).Add(done.PaddedSeconds).Add(done.DroppedSeconds).Add(done.ValidFraction).Add(done.Note);
                int at = 0;
                foreach (int width in widths)
                {
                    appender.Add(row.Embedding.AsSpan(at, width));
                    at += width;
                }
            });
            appender.Close();
        }

        database.WriteFile(path, "SELECT * FROM embeddings");
    }
}
