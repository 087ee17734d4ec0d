namespace Clef.Evaluation.Metrics;

/// <summary>A mean over classes or tasks that names what it had to leave out.</summary>
/// <param name="Value">Mean over the defined values; NaN where none is.</param>
/// <param name="Counted">How many values were defined.</param>
/// <param name="Skipped">Names of those that were not (one class only, no rows).</param>
public sealed record MacroAverage(double Value, int Counted, IReadOnlyList<string> Skipped)
{
    /// <summary>Averages named values, leaving out NaN by name.</summary>
    public static MacroAverage Of(IEnumerable<(string Name, double Value)> values)
    {
        var skipped = new List<string>();
        double sum = 0;
        int counted = 0;
        foreach ((string name, double value) in values)
        {
            if (double.IsNaN(value))
            {
                skipped.Add(name);
            }
            else
            {
                sum += value;
                counted++;
            }
        }

        return new MacroAverage(counted == 0 ? double.NaN : sum / counted, counted, skipped);
    }
}
