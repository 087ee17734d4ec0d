using System.Diagnostics;
using Clef.Ecg.Embedding;

namespace Clef.Cli.Ecg;

/// <summary>Shows on stderr how far an embedding run is: twice a second on a terminal, else every ten seconds.</summary>
internal sealed class EmbedProgress(Stopwatch clock)
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private double _next;
    private bool _shown;

    /// <summary>The last state.</summary>
    public EmbeddingProgress Last { get; private set; }

    public void Show(EmbeddingProgress progress)
    {
        Last = progress;
        double now = clock.Elapsed.TotalSeconds;
        if (now < _next)
        {
            return;
        }

        _next = now + (_terminal ? 0.5 : 10);
        string left = progress.Fraction is > 0.01 and < 1 ? FormattableString.Invariant($", {now / progress.Fraction * (1 - progress.Fraction):0} s left") : "";
        string text = FormattableString.Invariant($"{progress.Records} records, {progress.Windows} windows, {progress.Records / Math.Max(now, 1e-3):0} records/s{left}");
        Console.Error.Write(_terminal ? $"\r{text,-70}" : $"clef: {text}\n");
        _shown = _terminal;
    }

    /// <summary>Writes a line of its own.</summary>
    public void Line(string text)
    {
        End();
        Console.Error.WriteLine($"clef: {text}");
    }

    /// <summary>Removes the line that is rewritten.</summary>
    public void End()
    {
        if (_shown)
        {
            Console.Error.Write($"\r{new string(' ', 70)}\r");
            _shown = false;
        }
    }
}
