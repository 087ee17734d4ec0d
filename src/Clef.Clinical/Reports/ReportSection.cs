namespace Clef.Clinical.Reports;

/// <summary>What a part of a report is about.</summary>
public enum SectionKind
{
    /// <summary>What precedes the first heading.</summary>
    Opening,

    /// <summary>The patient: history, indication, drugs, earlier studies. Nothing in it was recorded now.</summary>
    History,

    /// <summary>How the recording was made.</summary>
    Technique,

    /// <summary>What was recorded.</summary>
    Description,

    /// <summary>The reader's conclusion.</summary>
    Impression,

    /// <summary>What the findings mean for the patient.</summary>
    Correlation,

    /// <summary>Signatures, copies, disclaimers.</summary>
    Signature,
}

/// <summary>One part of a report.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Heading">Its heading as written, or an empty text.</param>
/// <param name="Start">Where its text starts in the normalised report: after the heading, or with it in a description.</param>
/// <param name="Length">The length of its text.</param>
public sealed record ReportSection(SectionKind Kind, string Heading, int Start, int Length)
{
    /// <summary>Where the text ends.</summary>
    public int End => Start + Length;

    /// <summary>Whether the part tells what was recorded now.</summary>
    public bool IsElectrographic =>
        Kind is SectionKind.Opening or SectionKind.Description or SectionKind.Impression or SectionKind.Correlation;
}
