namespace Clef.Signals.Formats.Wfdb;

/// <summary>One mark of an annotation file in MIT format (annot(5) of the WFDB library).</summary>
/// <param name="Sample">Time in ticks of the file's resolution, which is the record's frame rate unless the file states another.</param>
/// <param name="Code">The annotation code, 0 to 49.</param>
public readonly record struct WfdbAnnotation(long Sample, int Code)
{
    /// <summary>The code's mnemonic: <c>N</c> a normal beat, <c>+</c> a change of rhythm, ...</summary>
    public string Symbol { get; init; } = WfdbAnnotationCodes.Symbol(Code);

    /// <summary>The subtype; its meaning depends on the code.</summary>
    public int Subtype { get; init; }

    /// <summary>The signal that the mark belongs to, by its number in the header; 0 in most files, where it concerns all.</summary>
    public int Channel { get; init; }

    /// <summary>The annotator's number field.</summary>
    public int Number { get; init; }

    /// <summary>Free text such as a rhythm (<c>(AFIB</c>); empty where there is none.</summary>
    public string Auxiliary { get; init; } = "";

    /// <summary>True where the code marks a heart beat (QRS complex), by the table of ecgcodes.h.</summary>
    public bool IsBeat => WfdbAnnotationCodes.IsBeat(Code);
}

/// <summary>The contents of one annotation file.</summary>
/// <param name="Annotations">The marks, in file order.</param>
/// <param name="TimeResolution">Ticks a second that the file states; null where the frame rate holds.</param>
public sealed record WfdbAnnotationFile(IReadOnlyList<WfdbAnnotation> Annotations, double? TimeResolution);
