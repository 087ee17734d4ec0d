using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>Records that follow each other without a gap.</summary>
/// <param name="FirstRecord">Index of the first record in the file.</param>
/// <param name="Records">How many they are.</param>
/// <param name="Onset">Seconds from the first sample of the file.</param>
internal readonly record struct EdfRun(long FirstRecord, long Records, double Onset);

/// <summary>When each record was taken.</summary>
/// <param name="FirstOnset">Seconds between the header's start and the first sample: the fraction of a second that EDF+ keeps there.</param>
/// <param name="Runs">The stretches without a gap, in time order; one in a continuous file.</param>
internal sealed record EdfTimeline(double FirstOnset, IReadOnlyList<EdfRun> Runs)
{
    /// <summary>Reads the time stamps: the first alone in a continuous file, all of them in a discontinuous one.</summary>
    public static EdfTimeline Read(ByteSource source, EdfHeader header, EdfFields fields)
    {
        EdfSignal? stamps = header.Kind == EdfKind.Plain ? null : header.Signals.FirstOrDefault(s => s.IsAnnotations && s.Samples > 0);
        if (stamps is null || header.Records == 0)
        {
            if (header.Kind != EdfKind.Plain && stamps is null)
            {
                fields.Remark("annotations-missing", $"a {header.FormatName} file without an annotation signal; its records were taken to follow each other");
            }

            return new EdfTimeline(0, [new EdfRun(0, header.Records, 0)]);
        }

        double first = Onset(source, header, stamps, 0) ?? 0;
        if (header.Kind == EdfKind.Continuous)
        {
            return new EdfTimeline(first, [new EdfRun(0, header.Records, 0)]);
        }

        // A record continues the one before where it starts within half a sample of the fastest signal of that one's end.
        int fastest = header.Signals.Where(s => !s.IsAnnotations).Select(s => s.Samples).DefaultIfEmpty(1).Max();
        double tolerance = header.RecordSeconds / Math.Max(1, fastest) / 2;
        var runs = new List<EdfRun>();
        var run = new EdfRun(0, 1, 0);
        for (long record = 1; record < header.Records; record++)
        {
            double end = run.Onset + run.Records * header.RecordSeconds;
            double? onset = Onset(source, header, stamps, record) - first;
            if (onset is null)
            {
                fields.Remark("record-onset-missing", $"record {record} states no onset; it was taken to follow the one before");
            }
            else if (onset < end - tolerance)
            {
                fields.Remark("record-onset-overlaps", $"record {record} starts before the end of the one before; it was taken to follow it");
            }
            else if (onset > end + tolerance)
            {
                runs.Add(run);
                run = new EdfRun(record, 1, onset.Value);
                continue;
            }

            run = run with { Records = run.Records + 1 };
        }

        runs.Add(run);
        return new EdfTimeline(first, runs);
    }

    /// <summary>The spans between the runs.</summary>
    public IReadOnlyList<TimeSpanSeconds> Gaps(double recordSeconds)
    {
        var gaps = new TimeSpanSeconds[Runs.Count - 1];
        for (int i = 0; i < gaps.Length; i++)
        {
            double end = Runs[i].Onset + Runs[i].Records * recordSeconds;
            gaps[i] = new TimeSpanSeconds(end, Runs[i + 1].Onset - end);
        }

        return gaps;
    }

    private static double? Onset(ByteSource source, EdfHeader header, EdfSignal stamps, long record)
    {
        int bytes = (int)Math.Min((long)stamps.Samples * header.SampleBytes, EdfLimits.AnnotationBytes);
        var list = new EdfAnnotationList(source.Slice(header.DataStart + record * header.RecordBytes + stamps.ByteOffset, bytes));
        return list.NextList() ? list.Onset : null;
    }
}
