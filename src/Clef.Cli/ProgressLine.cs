using System.Diagnostics;

namespace Clef.Cli;

/// <summary>A line on stderr that says how far long work is: rewritten in place twice a second on a terminal, else a new line every ten seconds.</summary>
internal class ProgressLine
{
    private const int Width = 78;

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next;
    private bool _shown;

    /// <summary>Seconds since the work began.</summary>
    public double Seconds => Math.Max(1e-3, _clock.Elapsed.TotalSeconds);

    /// <summary>Shows a state where it is time to; the last one always.</summary>
    public void Show(string text, bool last = false) => Show(() => text, last);

    /// <summary>Shows a state, whose text is made only where it is time to; the last one always. Safe from several threads.</summary>
    public void Show(Func<string> text, bool last = false)
    {
        lock (_clock)
        {
            if (Seconds < _next && !last)
            {
                return;
            }

            _next = Seconds + (_terminal ? 0.5 : 10);
            Console.Error.Write(_terminal ? $"\r{text(),-Width}" : $"clef: {text()}\n");
            _shown = _terminal;
        }
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
