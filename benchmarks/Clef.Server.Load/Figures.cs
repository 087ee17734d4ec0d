using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Clef.Server.Load;

/// <summary>Times and statuses of requests by kind.</summary>
internal sealed class Figures
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _milliseconds = new();
    private readonly ConcurrentDictionary<(string Kind, string Outcome), int> _outcomes = new();

    public void Took(string kind, double milliseconds, string outcome)
    {
        _milliseconds.GetOrAdd(kind, _ => []).Add(milliseconds);
        _outcomes.AddOrUpdate((kind, outcome), 1, (_, n) => n + 1);
    }

    public int Count(Func<string, bool> outcome) => _outcomes.Where(o => outcome(o.Key.Outcome)).Sum(o => o.Value);

    /// <summary>A table: requests, median, 95th and 99th percentile, and what was answered.</summary>
    public string Table()
    {
        var text = new StringBuilder("| request | n | median ms | 95 % ms | 99 % ms | answers |\n|---|---|---|---|---|---|\n");
        foreach ((string kind, ConcurrentBag<double> bag) in _milliseconds.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            double[] sorted = [.. bag.Order()];
            string At(double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)].ToString("0.0", CultureInfo.InvariantCulture);
            string answers = string.Join(", ", _outcomes.Where(o => o.Key.Kind == kind).OrderByDescending(o => o.Value)
                .Select(o => $"{o.Key.Outcome}: {o.Value}"));
            text.Append(CultureInfo.InvariantCulture, $"| {kind} | {sorted.Length} | {At(0.5)} | {At(0.95)} | {At(0.99)} | {answers} |\n");
        }

        return text.ToString();
    }
}
