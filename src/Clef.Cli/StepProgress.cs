using System.Diagnostics;

namespace Clef.Cli;

/// <summary>Shows on stderr how far a training run is: rate, time left, loss; twice a second on a terminal, else every ten seconds.</summary>
internal sealed class StepProgress
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _next;
    private bool _shown;
    private (long Step, double Seconds)? _first;

    /// <summary>A step of training.</summary>
    public void Step(long step, long steps, double loss)
    {
        double now = _clock.Elapsed.TotalSeconds;
        _first ??= (step, now);
        double rate = (step - _first.Value.Step) / Math.Max(1e-9, now - _first.Value.Seconds);
        string left = rate > 0 ? FormattableString.Invariant($", {rate:0.00} steps/s, {TimeSpan.FromSeconds((steps - step) / rate):h\\:mm\\:ss} left") : "";
        Show(FormattableString.Invariant($"step {step} of {steps}, loss {loss:0.0000}{left}"), step == steps);
    }

    /// <summary>Any state, rewritten in place on a terminal.</summary>
    public void Show(string text, bool last = false)
    {
        double now = _clock.Elapsed.TotalSeconds;
        if (now < _next && !last)
        {
            return;
        }

        _next = now + (_terminal ? 0.5 : 10);
        Console.Error.Write(_terminal ? $"\r{text,-78}" : $"clef: {text}\n");
        _shown = _terminal;
    }

    /// <summary>A line of its own.</summary>
    public void Line(string text)
    {
        End();
        Console.Error.WriteLine($"clef: {text}");
    }

    /// <summary>Leaves the rewritten line.</summary>
    public void End()
    {
        if (_shown)
        {
            Console.Error.WriteLine();
            _shown = false;
        }
    }
}
