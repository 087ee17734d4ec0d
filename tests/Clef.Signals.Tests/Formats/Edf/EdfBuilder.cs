using System.Text;

namespace Clef.Signals.Tests.Formats.Edf;

/// <summary>Builds an EDF or BDF file field by field, so that a test can put anything into any field.</summary>
internal sealed class EdfBuilder(bool bdf = false)
{
    private readonly List<(string Label, int Samples, string[] Fields)> _signals = [];
    private readonly List<byte[]> _records = [];

    public string Patient { get; init; } = "X X X X";

    public string Recording { get; init; } = "Startdate 02-MAR-2010 X X X";

    public string Date { get; init; } = "02.03.10";

    public string Time { get; init; } = "04.05.06";

    public string Reserved { get; init; } = "";

    public string? Records { get; init; }

    public string RecordSeconds { get; init; } = "1";

    public string? HeaderBytes { get; init; }

    /// <summary>Adds a signal; the fields are transducer, unit, physical minimum and maximum, digital minimum and maximum, prefilter.</summary>
    public EdfBuilder Signal(string label, int samples, params string[] fields)
    {
        string[] all = ["", "uV", "-100", "100", bdf ? "-8388608" : "-32768", bdf ? "8388607" : "32767", ""];
        fields.CopyTo(all, 0);
        _signals.Add((label, samples, all));
        return this;
    }

    /// <summary>Adds a record: for each signal its integers, or the text of an annotation signal.</summary>
    public EdfBuilder Record(params object[] signals)
    {
        var bytes = new MemoryStream();
        for (int i = 0; i < signals.Length; i++)
        {
            int width = bdf ? 3 : 2;
            var part = new byte[_signals[i].Samples * width];
            if (signals[i] is string text)
            {
                Encoding.UTF8.GetBytes(text).CopyTo(part, 0);
            }
            else
            {
                var values = (int[])signals[i];
                for (int k = 0; k < values.Length; k++)
                {
                    for (int b = 0; b < width; b++)
                    {
                        part[k * width + b] = (byte)(values[k] >> (8 * b));
                    }
                }
            }

            bytes.Write(part);
        }

        _records.Add(bytes.ToArray());
        return this;
    }

    public byte[] Build()
    {
        var header = new StringBuilder();
        header.Append(bdf ? "\u00ffBIOSEMI" : "0       ");
        Put(Patient, 80);
        Put(Recording, 80);
        Put(Date, 8);
        Put(Time, 8);
        Put(HeaderBytes ?? $"{256 * (1 + _signals.Count)}", 8);
        Put(Reserved, 44);
        Put(Records ?? $"{_records.Count}", 8);
        Put(RecordSeconds, 8);
        Put($"{_signals.Count}", 4);
        _signals.ForEach(s => Put(s.Label, 16));
        int[] widths = [80, 8, 8, 8, 8, 8, 80];
        for (int field = 0; field < widths.Length; field++)
        {
            _signals.ForEach(s => Put(s.Fields[field], widths[field]));
        }

        _signals.ForEach(s => Put($"{s.Samples}", 8));
        _signals.ForEach(_ => Put("", 32));
        return [.. Encoding.Latin1.GetBytes(header.ToString()), .. _records.SelectMany(r => r)];

        void Put(string text, int width) => header.Append(text.PadRight(width)[..width]);
    }
}
