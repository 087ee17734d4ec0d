namespace Clef.Signals.Formats.Wfdb;

/// <summary>One signal line of a header, as the header manual (header(5) of the WFDB library) defines its fields.</summary>
/// <param name="FileName">The file of samples, beside the header; <c>~</c> where there is none.</param>
/// <param name="Format">The storage format.</param>
public sealed record WfdbSignal(string FileName, WfdbSampleFormat Format)
{
    /// <summary>Analogue-to-digital units per millivolt that a header without a gain, or with a gain of 0, stands for.</summary>
    public const double DefaultGain = 200;

    /// <summary>Samples of this signal in each frame; its rate is the frame rate times this.</summary>
    public int SamplesPerFrame { get; init; } = 1;

    /// <summary>Frames stored before the frame that is simultaneous with frame 0 of the other signals.</summary>
    public int Skew { get; init; }

    /// <summary>Bytes before the first sample in the file.</summary>
    public long ByteOffset { get; init; }

    /// <summary>Digital units per physical unit; never 0, may be negative.</summary>
    public double Gain { get; init; } = DefaultGain;

    /// <summary>True where the header states a gain other than 0.</summary>
    public bool Calibrated { get; init; }

    /// <summary>The digital value of physical zero.</summary>
    public int Baseline { get; init; }

    /// <summary>The physical unit.</summary>
    public string Unit { get; init; } = "mV";

    /// <summary>Resolution of the converter in bits; 0 where not stated.</summary>
    public int AdcResolution { get; init; }

    /// <summary>The middle of the converter's range.</summary>
    public int AdcZero { get; init; }

    /// <summary>The digital value before the first difference of format 8; in other formats the first sample.</summary>
    public int InitialValue { get; init; }

    /// <summary>The 16-bit sum of all samples; null where not stated.</summary>
    public short? Checksum { get; init; }

    /// <summary>What the signal is (lead or channel name).</summary>
    public string Description { get; init; } = "";
}
