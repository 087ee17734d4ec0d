using System.Globalization;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Bids;

/// <summary>
/// Recordings of a BIDS-EEG dataset (Brain Imaging Data Structure 1.9, EEG): the file <c>sub-*_eeg.edf</c>, <c>.bdf</c>, <c>.vhdr</c> or <c>.set</c> is read by its own
/// format, and the sidecars add what they state: <c>channels.tsv</c> (units, types, filters, bad channels), <c>events.tsv</c>, <c>participants.tsv</c>, <c>eeg.json</c>.
/// Samples are never changed by a sidecar; where one disagrees with the file, the file holds and there is a remark.
/// A file of such a name without any sidecar is an ordinary file of its own format.
/// </summary>
public sealed class BidsEegFormat : IRecordingFormat
{
    private const int MaximumJson = 1 << 20;
    private static readonly string[] Extensions = [".edf", ".bdf", ".vhdr", ".set"];

    /// <inheritdoc/>
    public string Name => "BIDS-EEG";

    /// <inheritdoc/>
    public bool Recognises(string fileName, ReadOnlySpan<byte> head) =>
        Extensions.Contains(Path.GetExtension(fileName).ToLowerInvariant()) && BidsEntities.Parse(fileName) is not null;

    /// <inheritdoc/>
    public Recording Open(SourceFolder folder, string fileName)
    {
        BidsEntities entities = BidsEntities.Parse(fileName) ?? throw new ClefException(fileName, "name", fileName, "sub-<label>[_...]_eeg.<extension>");
        Recording inner = OpenInner(folder, fileName);
        try
        {
            var remarks = new RemarkList();
            BidsTable? channelTable = ReadTable(folder, entities, "channels.tsv", remarks);
            BidsTable? events = ReadTable(folder, entities, "events.tsv", remarks);
            BidsTable? participants = ReadTable(folder, entities, "participants.tsv", remarks);
            double? rate = ReadRate(folder, entities, remarks);
            if (channelTable is null && events is null && participants is null && rate is null)
            {
                return inner;
            }

            if (rate is { } stated && inner.Channels.Count > 0 && Math.Abs(stated - inner.Channels.Max(c => c.SampleRate)) > 1e-3 * stated)
            {
                remarks.Add("bids-rate-disagrees", string.Create(
                    CultureInfo.InvariantCulture, $"eeg.json states {stated} Hz and the file {inner.Channels.Max(c => c.SampleRate)} Hz; the file holds"));
            }

            var bad = new List<Annotation>();
            Channel[] channels = channelTable is null ? [.. inner.Channels] : Describe(inner, channelTable, bad, remarks);
            return new BidsRecording(inner, () => [.. bad, .. events is null ? inner.Annotations : ReadEvents(events)])
            {
                Name = inner.Name,
                Format = $"BIDS-EEG ({inner.Format})",
                Channels = channels,
                Subject = participants is null ? inner.Subject : ReadSubject(inner.Subject, participants, entities.Participant, remarks),
                Start = inner.Start,
                DurationSeconds = inner.DurationSeconds,
                Gaps = inner.Gaps,
                Remarks = [.. inner.Remarks, .. remarks.ToList()],
            };
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    private static Recording OpenInner(SourceFolder folder, string fileName)
    {
        IRecordingFormat format;
        using (ByteSource source = folder.Open(fileName))
        {
            ReadOnlySpan<byte> head = source.SliceUpTo(0, 4096);
            IRecordingFormat? found = null;
            foreach (IRecordingFormat candidate in RecordingFile.Formats)
            {
                if (candidate is not BidsEegFormat && candidate.Recognises(fileName, head))
                {
                    found = candidate;
                    break;
                }
            }

            format = found ?? throw new ClefException(source.Name, "format", null, "a file of the format that its ending states");
        }

        return format.Open(folder, fileName);
    }

    private static BidsTable? ReadTable(SourceFolder folder, BidsEntities entities, string suffix, RemarkList remarks)
    {
        using ByteSource? source = entities.OpenSidecar(folder, suffix);
        return source is null ? null : new BidsTable(source, remarks);
    }

    private static double? ReadRate(SourceFolder folder, BidsEntities entities, RemarkList remarks)
    {
        using ByteSource? source = entities.OpenSidecar(folder, "eeg.json");
        if (source is null)
        {
            return null;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(HeaderText.ReadAll(source, MaximumJson, remarks));
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("SamplingFrequency", out JsonElement value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double rate) && rate > 0 && double.IsFinite(rate) ? rate : null;
        }
        catch (JsonException e)
        {
            throw new ClefException(source.Name, null, null, $"JSON ({e.Message})", e);
        }
    }

    /// <summary>Fills in what the file leaves open; rows are matched by name, and by position where the counts agree.</summary>
    private static Channel[] Describe(Recording inner, BidsTable table, List<Annotation> bad, RemarkList remarks)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int r = 0; r < table.Count; r++)
        {
            rows.TryAdd(table[r, "name"] ?? "", r);
        }

        var channels = new Channel[inner.Channels.Count];
        for (int c = 0; c < channels.Length; c++)
        {
            Channel channel = inner.Channels[c];
            if (!rows.TryGetValue(channel.Label, out int row))
            {
                remarks.Add("bids-channel-unlisted", $"channels.tsv has no row for '{channel.Label}'");
                channels[c] = channel;
                continue;
            }

            string unit = table[row, "units"] ?? "";
            if (unit.Length > 0 && channel.Unit.Length > 0 && Plain(unit) != Plain(channel.Unit))
            {
                remarks.Add("bids-unit-disagrees", $"channels.tsv states {unit} for '{channel.Label}' and the file {channel.Unit}; the file holds");
            }

            string filter = string.Join(' ', new[] { ("HP", "low_cutoff"), ("LP", "high_cutoff"), ("N", "notch") }
                .Where(f => table.Number(row, f.Item2) is not null)
                .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Item1}:{table.Number(row, f.Item2)}Hz")));
            channels[c] = channel with
            {
                Unit = channel.Unit.Length > 0 ? channel.Unit : unit,
                Transducer = channel.Transducer.Length > 0 ? channel.Transducer : table[row, "type"] ?? "",
                Prefilter = channel.Prefilter.Length > 0 ? channel.Prefilter : filter,
            };
            if (string.Equals(table[row, "status"], "bad", StringComparison.OrdinalIgnoreCase))
            {
                string? reason = table[row, "status_description"];
                bad.Add(new Annotation(0, inner.DurationSeconds, reason is null ? "bad channel" : $"bad channel: {reason}", channel.Label));
            }
        }

        return channels;
    }

    private static string Plain(string unit) => unit.Replace('µ', 'u').Replace('μ', 'u');

    private static IEnumerable<Annotation> ReadEvents(BidsTable events)
    {
        for (int r = 0; r < events.Count; r++)
        {
            if (events.Number(r, "onset") is { } onset)
            {
                double? duration = events.Number(r, "duration");
                yield return new Annotation(
                    onset, duration >= 0 ? duration : null, events[r, "trial_type"] ?? events[r, "event_type"] ?? events[r, "value"] ?? "");
            }
        }
    }

    private static Subject ReadSubject(Subject stated, BidsTable table, string participant, RemarkList remarks)
    {
        for (int r = 0; r < table.Count; r++)
        {
            if (table[r, "participant_id"] == participant)
            {
                string? sex = (table[r, "sex"] ?? table[r, "gender"])?.ToUpperInvariant() switch { "M" or "MALE" => "M", "F" or "FEMALE" => "F", _ => null };
                return stated with { Code = participant, Sex = sex ?? stated.Sex, AgeYears = table.Number(r, "age") ?? stated.AgeYears };
            }
        }

        remarks.Add("bids-participant-unlisted", $"participants.tsv has no row for {participant}");
        return stated with { Code = stated.Code ?? participant };
    }
}
