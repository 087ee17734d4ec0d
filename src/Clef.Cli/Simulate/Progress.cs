using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clef.Cli.Simulate;

/// <summary>Progress on stderr, at most once a second, and how this area writes JSON.</summary>
internal static class Progress
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Action<int> Of(string what, int count)
    {
        var clock = Stopwatch.StartNew();
        long last = 0;
        return done =>
        {
            long now = clock.ElapsedMilliseconds, before = Interlocked.Read(ref last);
            if (now - before >= 1000 && Interlocked.CompareExchange(ref last, now, before) == before)
            {
                Console.Error.WriteLine($"{done} of {count} simulated {what}, {1000.0 * done / now:0} a second");
            }
        };
    }
}
