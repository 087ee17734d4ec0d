namespace Clef.Clinical.Tables;

/// <summary>Writes comma-separated text by RFC 4180, quoting only where needed, with line feeds.</summary>
public sealed class DelimitedWriter(TextWriter writer)
{
    /// <summary>Writes one row.</summary>
    public void Write(IEnumerable<string> fields)
    {
        bool first = true;
        foreach (string field in fields)
        {
            if (!first)
            {
                writer.Write(',');
            }

            first = false;
            writer.Write(
                field.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field);
        }

        writer.Write('\n');
    }
}
