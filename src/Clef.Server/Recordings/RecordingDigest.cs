using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>
/// The digest of a recording that an audit record names: that of the uploaded file; of a cohort's recording, SHA-256 over each channel's label, unit, rate
/// and samples as read, so that several files, or an archive, make no difference.
/// </summary>
internal sealed class RecordingDigest
{
    private const int Block = 1 << 16;
    private const int Kept = 4096;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    public string Of(RecordingEntry entry, Recording recording, CancellationToken stop)
    {
        if (entry.Digest is { } digest)
        {
            return entry.Name.Length == 0 ? $"sha256:{digest}" : $"sha256:{digest}/{RecordingId.Of(entry.Name)}";
        }

        if (_known.TryGetValue(entry.Id, out string? known))
        {
            return known;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new float[Block];
        for (int c = 0; c < recording.Channels.Count; c++)
        {
            Channel channel = recording.Channels[c];
            hash.AppendData(Encoding.UTF8.GetBytes(
                FormattableString.Invariant($"{channel.Label}\0{channel.Unit}\0{channel.SampleRate:R}\0{channel.SampleCount}\0")));
            for (long at = 0; at < channel.SampleCount; at += Block)
            {
                stop.ThrowIfCancellationRequested();
                Span<float> part = block.AsSpan(0, (int)Math.Min(Block, channel.SampleCount - at));
                recording.Read(c, at, part);
                hash.AppendData(MemoryMarshal.AsBytes(part));
            }
        }

        string made = "signal-sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        if (_known.Count < Kept)
        {
            _known[entry.Id] = made;
        }

        return made;
    }
}
