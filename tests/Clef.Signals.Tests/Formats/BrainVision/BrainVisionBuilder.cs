namespace Clef.Signals.Tests.Formats.BrainVision;

/// <summary>Builds small BrainVision recordings: channel c has the stored value <c>100 c + i</c> at sample i.</summary>
internal static class BrainVisionBuilder
{
    public static MemoryFolder Build(
        string format = "INT_16", bool vectorised = false, bool text = false, int channels = 3, int samples = 20, string extra = "", string dataName = "a.eeg",
        bool bigEndian = false, string label = "Fp1", string unit = "µV")
    {
        string header = $"""
            Brain Vision Data Exchange Header File Version 1.0
            ; built by a test
            [Common Infos]
            Codepage=UTF-8
            DataFile={dataName}
            MarkerFile=a.vmrk
            DataFormat={(text ? "ASCII" : "BINARY")}
            DataOrientation={(vectorised ? "VECTORIZED" : "MULTIPLEXED")}
            NumberOfChannels={channels}
            SamplingInterval=2000
            {extra}
            [Binary Infos]
            BinaryFormat={format}
            {(bigEndian ? "UseBigEndianOrder=YES" : "")}
            [ASCII Infos]
            DecimalSymbol=,
            SkipLines=0
            SkipColumns={(vectorised ? 1 : 0)}
            [Channel Infos]
            {string.Join('\n', Enumerable.Range(1, channels).Select(c => $"Ch{c}={(c == 1 ? label : $"X\\1{c}")},REF,0.5,{unit}"))}
            [Comment]
            [no=section]

            """;
        const string Markers = """
            Brain Vision Data Exchange Marker File, Version 1.0
            [Common Infos]
            DataFile=a.eeg
            [Marker Infos]
            Mk1=New Segment,,1,1,0,20240229235959123456
            Mk2=Stimulus,S  1,6,5,2
            Mk3=Comment,a\1b,11,1,0

            """;
        var data = new ByteWriter(bigEndian);
        if (text)
        {
            int lines = vectorised ? channels : samples, columns = vectorised ? samples : channels;
            for (int line = 0; line < lines; line++)
            {
                IEnumerable<string> cells = Enumerable.Range(0, columns).Select(c => vectorised ? $"{(100 * line) + c},5" : $"{(100 * c) + line},5");
                data.Text((vectorised ? $"ch{line} " : "") + string.Join(' ', cells) + "\r\n");
            }
        }
        else
        {
            for (int i = 0; i < channels * samples; i++)
            {
                (int c, int s) = vectorised ? (i / samples, i % samples) : (i % channels, i / channels);
                int value = (100 * c) + s;
                _ = format switch { "IEEE_FLOAT_32" => data.F32(value + 0.25f), "INT_32" => data.U32(value), _ => data.U16(value) };
            }
        }

        return new MemoryFolder().With("a.vhdr", System.Text.Encoding.UTF8.GetBytes(header)).With("a.vmrk", Markers).With("a.eeg", data.ToArray());
    }
}
