using System.Text;
using Clef.Core.Sources;

namespace Clef.Datasets.Tests.Support;

/// <summary>A miniature of a dataset in its true layout, with invented contents.</summary>
internal sealed class Replica : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-replica-").FullName;

    public string Folder => _folder;

    public SourceFolder Open() => new DirectorySourceFolder(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public Replica Text(string name, string text) => Bytes(name, Encoding.UTF8.GetBytes(text));

    public Replica Bytes(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return this;
    }

    /// <summary>A WFDB record of one signal in format 16, with comments, and MIT annotations (code, sample, auxiliary text).</summary>
    public Replica Wfdb(string name, double rate, int samples, string comments = "", params (int Code, int Sample, string Text)[] marks) =>
        Wfdb(name, rate, [("II", new short[samples])], comments, marks);

    /// <summary>A WFDB record of several signals in format 16, 200 units a millivolt.</summary>
    public Replica Wfdb(string name, double rate, (string Lead, short[] Samples)[] signals, string comments = "",
        params (int Code, int Sample, string Text)[] marks)
    {
        string last = name[(name.LastIndexOf('/') + 1)..];
        int samples = signals[0].Samples.Length;
        string lines = string.Concat(signals.Select(s => $"{last}.dat 16 200(0)/mV 16 0 0 0 0 {s.Lead}\n"));
        Text(name + ".hea", $"{last} {signals.Length} {rate} {samples}\n{lines}{comments}");
        Bytes(name + ".dat", [.. Enumerable.Range(0, samples).SelectMany(i => signals.SelectMany(s => BitConverter.GetBytes(s.Samples[i])))]);
        if (marks.Length > 0)
        {
            var bytes = new List<byte>();
            int at = 0;
            foreach ((int code, int sample, string text) in marks)
            {
                // A step beyond 10 bits needs a SKIP (59) with a long interval, high word first.
                int step = sample - at;
                if (step > 1023)
                {
                    bytes.AddRange([0, 59 << 2, (byte)(step >> 16), (byte)(step >> 24), (byte)step, (byte)(step >> 8)]);
                    step = 0;
                }

                bytes.AddRange([(byte)step, (byte)((code << 2) | (step >> 8))]);
                if (text.Length > 0)
                {
                    bytes.AddRange([(byte)text.Length, 63 << 2, .. Encoding.ASCII.GetBytes(text)]);
                    if (text.Length % 2 == 1)
                    {
                        bytes.Add(0);
                    }
                }

                at = sample;
            }

            bytes.AddRange([0, 0]);
            Bytes(name + ".atr", bytes.ToArray());
        }

        return this;
    }

    /// <summary>An EDF+ file of one signal, one-second records, and annotations (onset, duration, text).</summary>
    public Replica Edf(string name, int seconds, params (int Onset, int Duration, string Text)[] marks)
    {
        const int Rate = 10;
        const int MarkSamples = 64;
        var header = new StringBuilder();
        void Field(object value, int width) => header.Append(value.ToString()!.PadRight(width)[..width]);
        Field("0", 8);
        Field("X X X X", 80);
        Field("Startdate 01-JAN-2020 X X X", 80);
        Field("01.01.20", 8);
        Field("22.00.00", 8);
        Field(768, 8);
        Field("EDF+C", 44);
        Field(seconds, 8);
        Field(1, 8);
        Field(2, 4);
        foreach ((string signal, string marksSignal, int width) in ((string, string, int)[])
            [("EEG F4-M1", "EDF Annotations", 16), ("", "", 80), ("uV", "", 8), ("-100", "-1", 8), ("100", "1", 8), ("-32768", "-32768", 8), ("32767", "32767", 8), ("", "", 80), ($"{Rate}", $"{MarkSamples}", 8), ("", "", 32)])
        {
            Field(signal, width);
            Field(marksSignal, width);
        }

        var bytes = new List<byte>(Encoding.ASCII.GetBytes(header.ToString()));
        for (int second = 0; second < seconds; second++)
        {
            for (int i = 0; i < Rate; i++)
            {
                bytes.AddRange(BitConverter.GetBytes((short)((second * 37) + i)));
            }

            var block = new StringBuilder($"+{second}\u0014\u0014\0");
            foreach ((int onset, int duration, string text) in marks.Where(m => m.Onset == second))
            {
                block.Append($"+{onset}\u0015{duration}\u0014{text}\u0014\0");
            }

            byte[] area = new byte[MarkSamples * 2];
            Encoding.ASCII.GetBytes(block.ToString()).CopyTo(area, 0);
            bytes.AddRange(area);
        }

        return Bytes(name, bytes.ToArray());
    }
}
