using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>Which records of the time grid are written, and where samples within them are missing.</summary>
/// <param name="Records">Indices on the grid of whole records, ascending.</param>
/// <param name="Continuous">True where no record is left out.</param>
/// <param name="Missing">Stretches without samples within the records written.</param>
internal sealed record EdfPlan(IReadOnlyList<long> Records, bool Continuous, IReadOnlyList<Annotation> Missing)
{
    /// <summary>The text that marks missing samples.</summary>
    public const string MissingText = "samples not recorded";

    public static EdfPlan Make(Recording recording, double seconds, int[] samples, long records)
    {
        var kept = new List<long>();
        var missing = new List<Annotation>();
        var openSince = new double?[samples.Length];
        var values = new float[samples.DefaultIfEmpty(0).Max()];
        for (long record = 0; record < records; record++)
        {
            bool any = samples.Length == 0;
            var spans = new List<(int Channel, int From, int To)>();
            for (int channel = 0; channel < samples.Length; channel++)
            {
                Span<float> block = values.AsSpan(0, samples[channel]);
                recording.Read(channel, record * samples[channel], block);
                for (int i = 0; i < block.Length;)
                {
                    if (!float.IsNaN(block[i]))
                    {
                        any = true;
                        i++;
                        continue;
                    }

                    int from = i;
                    while (i < block.Length && float.IsNaN(block[i]))
                    {
                        i++;
                    }

                    spans.Add((channel, from, i));
                }
            }

            if (!any)
            {
                Close(record * seconds, null);
                continue;
            }

            kept.Add(record);
            foreach ((int channel, int from, int to) in spans)
            {
                double start = (record + (double)from / samples[channel]) * seconds;
                if (from > 0)
                {
                    Close(start, channel);
                }

                openSince[channel] ??= start;
                if (to < samples[channel])
                {
                    Close((record + (double)to / samples[channel]) * seconds, channel);
                }
            }

            for (int channel = 0; channel < samples.Length; channel++)
            {
                if (openSince[channel] is not null && !spans.Exists(s => s.Channel == channel && s.To == samples[channel]))
                {
                    Close(record * seconds, channel);
                }
            }
        }

        Close(records * seconds, null);
        return new EdfPlan(kept.Count > 0 ? kept : [0], kept.Count == 0 || kept[^1] - kept[0] == kept.Count - 1, missing);

        void Close(double at, int? only)
        {
            for (int channel = 0; channel < openSince.Length; channel++)
            {
                if ((only is null || only == channel) && openSince[channel] is { } since)
                {
                    missing.Add(new Annotation(since, at - since, MissingText, recording.Channels[channel].Label));
                    openSince[channel] = null;
                }
            }
        }
    }
}
