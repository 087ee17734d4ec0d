namespace Clef.Signals.Formats.Edf;

/// <summary>How the records of a file follow each other.</summary>
internal enum EdfKind
{
    /// <summary>EDF or BDF without annotations.</summary>
    Plain,

    /// <summary>EDF+C or BDF+C: without gaps.</summary>
    Continuous,

    /// <summary>EDF+D or BDF+D: each record states its onset.</summary>
    Discontinuous,
}

/// <summary>One signal of an EDF or BDF header.</summary>
/// <param name="Label">The label.</param>
/// <param name="Samples">Samples in each data record.</param>
/// <param name="ByteOffset">Its place in the data record.</param>
internal sealed record EdfSignal(string Label, int Samples, long ByteOffset)
{
    public string Transducer { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Prefilter { get; init; } = "";

    public double PhysicalMinimum { get; init; }

    public double PhysicalMaximum { get; init; }

    public double DigitalMinimum { get; init; }

    public double DigitalMaximum { get; init; }

    /// <summary>True where both ranges are usable, so that digital values can be scaled.</summary>
    public bool Scaled => PhysicalMaximum != PhysicalMinimum && DigitalMaximum != DigitalMinimum;

    /// <summary>Physical units per digital unit.</summary>
    public double Step => Scaled ? (PhysicalMaximum - PhysicalMinimum) / (DigitalMaximum - DigitalMinimum) : 1;

    /// <summary>The physical value of digital zero.</summary>
    public double Offset => Scaled ? PhysicalMinimum - DigitalMinimum * Step : 0;

    /// <summary>True for a signal of time-stamped annotation lists.</summary>
    public bool IsAnnotations { get; init; }
}

/// <summary>The contents of an EDF or BDF header.</summary>
internal sealed class EdfHeader
{
    public required bool IsBdf { get; init; }

    public required EdfKind Kind { get; init; }

    public required string Patient { get; init; }

    public required string Recording { get; init; }

    /// <summary>Start as the header's fields state it, whole seconds.</summary>
    public required DateTime? Start { get; init; }

    /// <summary>Whole data records in the file.</summary>
    public required long Records { get; init; }

    public required double RecordSeconds { get; init; }

    public required IReadOnlyList<EdfSignal> Signals { get; init; }

    /// <summary>Offset of the first data record.</summary>
    public long DataStart => EdfLimits.HeaderBlock * (1L + Signals.Count);

    public required long RecordBytes { get; init; }

    public int SampleBytes => IsBdf ? 3 : 2;

    /// <summary>The standard's name for this kind of file.</summary>
    public string FormatName => (IsBdf ? "BDF" : "EDF") + Kind switch { EdfKind.Continuous => "+C", EdfKind.Discontinuous => "+D", _ => "" };
}
