using System.Diagnostics;

namespace Clef.Cli.Eeg;

/// <summary>A line on stderr that says how far long work is: rewritten twice a second on a terminal, else a new line every ten seconds.</summary>
internal sealed class EegProgress
{
    private const int Width = 90;
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next;
    private bool _shown;

    /// <summary>Seconds since the work began.</summary>
    public double Seconds => Math.Max(1e-3, _clock.Elapsed.TotalSeconds);

    /// <summary>Shows a state, unless the last one is too recent.</summary>
    public void Show(Func<string> text)
    {
        if (Seconds < _next)
        {
            return;
        }

        _next = Seconds + (_terminal ? 0.5 : 10);
        Console.Error.Write(_terminal ? $"\r{text().PadRight(Width)}" : $"clef: {text()}\n");
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
            Console.Error.Write($"\r{new string(' ', Width)}\r");
            _shown = false;
        }
    }
}
