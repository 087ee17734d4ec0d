using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>Makes a pyramid in one pass over the recording, channels of one rate read together, and then level from level.</summary>
internal static class PyramidBuilder
{
    private const long SamplesAtOnce = 4_000_000; // of all channels together

    public static void Build(Recording recording, PyramidPlan plan, string path, Action<double> progress, CancellationToken stop)
    {
        string part = path + ".part";
        using (var file = new FileStream(part, FileMode.Create, FileAccess.ReadWrite))
        {
            file.SetLength(plan.Length);
            using (MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, plan.Length, MemoryMappedFileAccess.ReadWrite,
                HandleInheritability.None, leaveOpen: true))
            using (MemoryMappedViewAccessor view = map.CreateViewAccessor(0, plan.Length))
            {
                double all = recording.Channels.Sum(c => (double)c.SampleCount), done = 0;
                foreach (IGrouping<(double, long), int> group in Enumerable.Range(0, recording.Channels.Count)
                    .GroupBy(c => (recording.Channels[c].SampleRate, recording.Channels[c].SampleCount)))
                {
                    Lowest(recording, plan, [.. group], view, samples => progress((done += samples) / all), stop);
                }

                for (int c = 0; c < recording.Channels.Count; c++)
                {
                    Higher(plan, c, view);
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    private static void Lowest(Recording recording, PyramidPlan plan, int[] channels, MemoryMappedViewAccessor view, Action<double> progress,
        CancellationToken stop)
    {
        Channel first = recording.Channels[channels[0]];
        int buckets = (int)Math.Max(1, SamplesAtOnce / channels.Length / plan.Base);
        for (long bucket = 0; bucket < plan.Count(channels[0], 0); bucket += buckets)
        {
            stop.ThrowIfCancellationRequested();
            long at = bucket * plan.Base;
            int samples = (int)Math.Min((long)buckets * plan.Base, first.SampleCount - at), here = (samples + plan.Base - 1) / plan.Base;
            float[][] planes = [.. channels.Select(_ => GC.AllocateUninitializedArray<float>(samples))];
            recording.Read(channels, at / first.SampleRate, planes);
            var extremes = new float[here * 2];
            for (int i = 0; i < channels.Length; i++)
            {
                for (int b = 0; b < here; b++)
                {
                    (extremes[2 * b], extremes[(2 * b) + 1]) = SignalTrace.Extremes(planes[i].AsSpan(b * plan.Base,
                        Math.Min(plan.Base, samples - (b * plan.Base))));
                }

                view.WriteArray(plan.Offset(channels[i], 0) + (bucket * PyramidPlan.BucketBytes), extremes, 0, extremes.Length);
            }

            progress((double)samples * channels.Length);
        }
    }

    private static void Higher(PyramidPlan plan, int channel, MemoryMappedViewAccessor view)
    {
        for (int level = 1; level < plan.Levels(channel); level++)
        {
            var below = new float[plan.Count(channel, level - 1) * 2];
            view.ReadArray(plan.Offset(channel, level - 1), below, 0, below.Length);
            var extremes = new float[plan.Count(channel, level) * 2];
            for (int b = 0; b < extremes.Length / 2; b++)
            {
                ReadOnlySpan<float> joined = below.AsSpan(b * PyramidPlan.Join * 2, Math.Min(PyramidPlan.Join * 2, below.Length - (b * PyramidPlan.Join * 2)));
                (extremes[2 * b], extremes[(2 * b) + 1]) = SignalTrace.Extremes(joined);
            }

            view.WriteArray(plan.Offset(channel, level), extremes, 0, extremes.Length);
        }
    }
}
