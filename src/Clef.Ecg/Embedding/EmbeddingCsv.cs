using System.Globalization;
using System.Text;

namespace Clef.Ecg.Embedding;

/// <summary>
/// Writes embedding rows as CSV (RFC 4180, UTF-8, a header line). Numbers are the shortest that read back to the same value.
/// </summary>
public sealed class EmbeddingCsv : IDisposable
{
    /// <summary>The columns before the embedding.</summary>
    public static IReadOnlyList<string> FactColumns { get; } =
        ["record", "lead", "start", "seconds", "recorded_hz", "resampled_hz", "windows", "padded_seconds", "dropped_seconds", "valid_fraction", "note"];

    private readonly StreamWriter _writer;
    private readonly StringBuilder _line = new();

    /// <summary>Starts a table.</summary>
    /// <param name="stream">Where it goes; left open.</param>
    /// <param name="embeddingColumns">Names of the embedding's columns (<see cref="ColumnNames"/>).</param>
    public EmbeddingCsv(Stream stream, IReadOnlyList<string> embeddingColumns)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        _writer.WriteLine(string.Join(',', FactColumns.Concat(embeddingColumns)));
    }

    /// <summary><c>e0</c>, <c>e1</c>, ... of the embedding; with stages, <c>s0_e0</c>, ... of the stages before the last come first, in order.</summary>
    public static IReadOnlyList<string> ColumnNames(EcgEncoder encoder, bool stages)
    {
        IReadOnlyList<int> filters = encoder.Config.Filters;
        IEnumerable<string> earlier = filters.Take(stages ? filters.Count - 1 : 0).SelectMany((width, stage) => Enumerable.Range(0, width).Select(i => $"s{stage}_e{i}"));
        return [.. earlier, .. Enumerable.Range(0, encoder.Config.EmbeddingWidth).Select(i => $"e{i}")];
    }

    /// <summary>Writes a row.</summary>
    public void Write(EmbeddingRow row)
    {
        _line.Clear();
        Text(row.Record);
        Text(row.Lead);
        Number(row.StartSeconds);
        Number(row.Seconds);
        Number(row.Done.RecordedRate);
        Number(row.Done.Rate);
        Number(row.Done.Windows);
        Number(Math.Round(row.Done.PaddedSeconds, 6));
        Number(Math.Round(row.Done.DroppedSeconds, 6));
        Number(Math.Round(row.Done.ValidFraction, 6));
        Text(row.Done.Note);
        foreach (float value in row.Embedding)
        {
            _line.Append(CultureInfo.InvariantCulture, $"{value},");
        }

        _line.Length--;
        _writer.Write(_line);
        _writer.Write('\n');
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Dispose() => _writer.Dispose();

    private void Number(double value) => _line.Append(CultureInfo.InvariantCulture, $"{value},");

    private void Text(string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            _line.Append(text).Append(',');
            return;
        }

        _line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",");
    }
}
