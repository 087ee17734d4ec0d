using System.Diagnostics;
using System.Text;

namespace Clef.Cli.Demo;

/// <summary>
/// Takes the place of stderr while a step runs. What its command writes there is shown as one line, rewritten in place on a terminal with the time so far;
/// where stderr is a file, as a line every ten seconds. Whatever is left out or leaks gets a line of its own, and all of it goes to the log.
/// </summary>
internal sealed class LiveLine(TextWriter to, bool terminal, int width, TextWriter log) : TextWriter
{
    // A hundred recordings that cannot be read would drown the rest; all of them are in the log.
    private const int MostRemarks = 5;

    private readonly Lock _gate = new();
    private readonly StringBuilder _segment = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _shown = "";
    private string _state = "";
    private double _next = terminal ? 0 : 10;
    private int _remarks;
    private bool _live;
    private Timer? _tick;

    /// <inheritdoc/>
    public override Encoding Encoding => to.Encoding;

    /// <summary>How many remarks the commands made.</summary>
    public int Remarks => _remarks;

    /// <summary>Begins to tell of a step.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _clock.Restart();
            (_state, _remarks, _next, _live) = ("", 0, terminal ? 0 : 10, true);
            _tick = terminal ? new Timer(_ => Refresh(force: true), null, 500, 1000) : null;
        }
    }

    /// <summary>Ends it; the line is taken away.</summary>
    public void End()
    {
        lock (_gate)
        {
            _tick?.Dispose();
            (_tick, _live) = (null, false); // a tick that is on its way already finds that nothing is to be shown
            Clear();
            _segment.Clear();
            if (_remarks > MostRemarks)
            {
                to.WriteLine($"      and {_remarks - MostRemarks} more, in the log");
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        lock (_gate)
        {
            if (value is '\r' or '\n')
            {
                Take();
            }
            else
            {
                _segment.Append(value);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_gate)
        {
            foreach (char c in value ?? "")
            {
                Write(c);
            }

            // A line that is rewritten in place begins with a carriage return and has no end.
            if (value is { Length: > 1 } && value[0] == '\r')
            {
                Take();
            }
        }
    }

    private void Take()
    {
        string text = _segment.ToString().Trim();
        _segment.Clear();
        if (text.Length == 0)
        {
            return;
        }

        text = text.StartsWith("clef: ", StringComparison.Ordinal) ? text["clef: ".Length..] : text;
        log.WriteLine(text);
        if (text.StartsWith("skipped ", StringComparison.Ordinal) || text.StartsWith("LEAK", StringComparison.Ordinal))
        {
            Clear();
            if (++_remarks <= MostRemarks)
            {
                to.WriteLine($"      {text}");
            }

            return;
        }

        _state = text;
        Refresh(force: false);
    }

    private void Refresh(bool force)
    {
        lock (_gate)
        {
            double now = _clock.Elapsed.TotalSeconds;
            if (!_live || (!force && now < _next) || (_state.Length == 0 && !terminal))
            {
                return;
            }

            _next = now + (terminal ? 0.5 : 10);
            string text = $"      {TimeSpan.FromSeconds(now):m\\:ss}  {_state}";
            text = text.Length > width - 1 ? text[..(width - 2)] + "…" : text;
            if (terminal)
            {
                to.Write($"\r{text}{new string(' ', Math.Max(0, _shown.Length - text.Length))}");
                _shown = text;
            }
            else
            {
                to.WriteLine(text);
            }
        }
    }

    private void Clear()
    {
        if (_shown.Length > 0)
        {
            to.Write($"\r{new string(' ', _shown.Length)}\r");
            _shown = "";
        }
    }
}
