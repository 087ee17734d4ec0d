namespace Clef.Eeg.Tokenizer;

/// <summary>How evenly codes are used.</summary>
public static class CodeUse
{
    /// <summary>e to the entropy of the codes' shares: the number of codes that, used evenly, would say as much. 0 where none was used.</summary>
    public static double Perplexity(ReadOnlySpan<float> counts)
    {
        double total = 0, entropy = 0;
        foreach (float count in counts)
        {
            total += count;
        }

        foreach (float count in counts)
        {
            entropy -= count > 0 ? count / total * Math.Log(count / total) : 0;
        }

        return total > 0 ? Math.Exp(entropy) : 0;
    }
}
