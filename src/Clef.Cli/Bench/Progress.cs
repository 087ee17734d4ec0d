using System.Diagnostics;

namespace Clef.Cli.Bench;

/// <summary>Says on stderr, at most once a second, how far long work is and how long it will take.</summary>
internal sealed class Progress
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private long _last = -1000;

    public void Say(int done, int all, string what)
    {
        lock (_gate)
        {
            if (_clock.ElapsedMilliseconds - _last < 1000 && done != all)
            {
                return;
            }

            _last = _clock.ElapsedMilliseconds;
            string left = done == 0 ? "" : $", {TimeSpan.FromSeconds((all - done) * _clock.Elapsed.TotalSeconds / done):hh\\:mm\\:ss} to go";
            Console.Error.WriteLine($"clef: {done} of {all} {what}{left}");
        }
    }
}
