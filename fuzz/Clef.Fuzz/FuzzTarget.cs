using System.Diagnostics;
using Clef.Core;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;

namespace Clef.Fuzz;

/// <summary>What one input did.</summary>
/// <param name="Opened">True where the parser accepted it.</param>
/// <param name="Allocated">Managed bytes allocated while opening it and reading samples.</param>
/// <param name="Milliseconds">Time of all reading.</param>
/// <param name="Finding">What broke a rule; null where none was broken.</param>
public readonly record struct FuzzOutcome(bool Opened, long Allocated, double Milliseconds, string? Finding);

/// <summary>A parser with the inputs that mutations start from.</summary>
/// <param name="Name">The parser's name.</param>
/// <param name="Format">The parser.</param>
/// <param name="Seeds">Whole inputs.</param>
public sealed record FuzzTarget(string Name, IRecordingFormat Format, IReadOnlyList<FuzzInput> Seeds)
{
    /// <summary>What opening may allocate beyond twice the input: tables and buffers of fixed size.</summary>
    public const long FixedBytes = 12 << 20;

    /// <summary>
    /// What annotations may allocate for each byte of input: a mark of two bytes becomes an object of about sixty with its share of the list, and is
    /// handed out as a second one.
    /// </summary>
    public const long AnnotationFactor = 256;

    private readonly float[] _samples = new float[256];

    /// <summary>Opens an input, reads spans of its samples and all of its annotations, and checks the rules.</summary>
    public FuzzOutcome Run(FuzzInput input)
    {
        var folder = new FuzzFolder(input);
        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread(), opened = before;
        bool accepted = false;
        string? finding = null;
        try
        {
            using Recording recording = Format.Open(folder, input.Entry);
            accepted = true;
            for (int channel = 0; channel < Math.Min(4, recording.Channels.Count); channel++)
            {
                long count = recording.Channels[channel].SampleCount;
                foreach (long first in (ReadOnlySpan<long>)[-10, 0, count / 2, count - 100, long.MaxValue - 100])
                {
                    Read(() => recording.Read(channel, first, _samples));
                }
            }

            opened = GC.GetAllocatedBytesForCurrentThread();
            Read(() => _ = recording.Annotations.Count);
            if (recording is WfdbRecording record)
            {
                Read(() =>
                {
                    foreach (string annotator in record.Annotators())
                    {
                        Read(() => record.ReadAnnotations(annotator));
                    }
                });
            }

            if (!double.IsFinite(recording.DurationSeconds) || recording.DurationSeconds < 0)
            {
                finding = $"duration {recording.DurationSeconds}";
            }
            else if (recording.Channels.Any(c => c.SampleCount < 0 || !double.IsFinite(c.SampleRate) || c.SampleRate <= 0))
            {
                finding = "a channel with a negative length or no rate";
            }
        }
        catch (ClefException)
        {
        }
        catch (Exception e)
        {
            finding = $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Clef.", StringComparison.Ordinal))?.Trim()}";
        }

        long after = GC.GetAllocatedBytesForCurrentThread();
        long opening = (opened == before ? after : opened) - before;
        finding ??= folder.Escaped is { } name ? $"asked for '{name}'" : null;
        finding ??= opening > 2 * input.Bytes + FixedBytes ? $"allocated {opening} bytes to open {input.Bytes}" : null;
        finding ??= after - before > AnnotationFactor * input.Bytes + FixedBytes ? $"allocated {after - before} bytes for annotations in {input.Bytes}" : null;
        return new FuzzOutcome(accepted, opening, watch.Elapsed.TotalMilliseconds, finding);
    }

    // One refused read must not hide the others.
    private static void Read(Action read)
    {
        try
        {
            read();
        }
        catch (ClefException)
        {
        }
    }
}
