using Clef.Core;
using Clef.Eeg.Text;

namespace Clef.Eeg.Alignment;

/// <summary>The sizes of the alignment (eeg-model 5).</summary>
public sealed record AlignmentConfig
{
    /// <summary>Width of the space in which sessions meet reports, and of that in which they meet records.</summary>
    public int Width { get; init; } = 512;

    /// <summary>The text branch.</summary>
    public BranchSizes Text { get; init; } = new();

    /// <summary>The record branch; at most 3 + 30 + 50 tokens.</summary>
    public BranchSizes Profile { get; init; } = new() { Length = 83 };

    /// <summary>The same, if it makes sense.</summary>
    public AlignmentConfig Checked(string source)
    {
        foreach ((string name, BranchSizes s) in new[] { ("text", Text), ("profile", Profile) })
        {
            if (s.Width < 1 || s.Depth < 1 || s.Heads < 1 || s.Width % s.Heads != 0 || s.Length < 3)
            {
                throw new ClefException(source, name, $"width {s.Width}, depth {s.Depth}, heads {s.Heads}, length {s.Length}", "positive sizes, heads that divide the width, a length of 3 or more");
            }
        }

        return Width >= 1 ? this : throw new ClefException(source, "width", Width, "at least 1");
    }
}

/// <summary>How the objectives are weighed and switched (eeg-model 5.3).</summary>
public sealed record AlignmentObjectives
{
    /// <summary>Weight of masked reconstruction; 0 for alignment as a second stage.</summary>
    public double Reconstruction { get; init; } = 1;

    /// <summary>Weight of the loss against reports; 0 leaves them out.</summary>
    public double Text { get; init; } = 1;

    /// <summary>Weight of the loss against records; 0 leaves them out.</summary>
    public double Profile { get; init; } = 1;

    /// <summary>What multiplies cosines: 1 / 0.07, fixed.</summary>
    public double Scale { get; init; } = 1 / 0.07;

    /// <summary>Share of label smoothing in reconstruction.</summary>
    public double Smoothing { get; init; } = 0.1;

    /// <summary>A sample takes part in alignment only where its mask rate is at most this.</summary>
    public double AlignUpTo { get; init; } = 1;

    /// <summary>A sample takes part in reconstruction only where its mask rate is at least this.</summary>
    public double ReconstructFrom { get; init; }

    /// <summary>
    /// Share of the target that is spread over other samples by their likeness instead of lying on the sample's own partner; 0 for none.
    /// Reports are alike by the cosine of the frozen text encoder's features, or without one by Dice's coefficient of their pieces; records by that of their codes.
    /// </summary>
    public double SoftTargets { get; init; }

    /// <summary>Probability that a report is cut short in training, keeping a tenth or more; 0 for never.</summary>
    public double TextTruncation { get; init; }

    /// <summary>Probability that a record loses codes in training, keeping a tenth or more; 0 for never.</summary>
    public double CodeDropout { get; init; }
}
