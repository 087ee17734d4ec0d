using Clef.Ecg.Embedding;

namespace Clef.Cli.Ecg;

/// <summary>How far an embedding run is: records, windows, rate, time left.</summary>
internal sealed class EmbedProgress : ProgressLine
{
    /// <summary>The last state.</summary>
    public EmbeddingProgress Last { get; private set; }

    /// <summary>The state after some more records.</summary>
    public void Show(EmbeddingProgress progress)
    {
        Last = progress;
        double now = Seconds;
        string left = progress.Fraction is > 0.01 and < 1 ? FormattableString.Invariant($", {now / progress.Fraction * (1 - progress.Fraction):0} s left") : "";
        Show(FormattableString.Invariant($"{progress.Records} records, {progress.Windows} windows, {progress.Records / Math.Max(now, 1e-3):0} records/s{left}"));
    }
}
