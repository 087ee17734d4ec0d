using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Clef.Cohorts.Fingerprints;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Cohorts.Build;

/// <summary>What one pass over a recording yields.</summary>
/// <param name="File">The entry file's name.</param>
/// <param name="Bytes">The entry file's size, by which a later run sees that it has changed.</param>
/// <param name="Format">The format.</param>
/// <param name="Start">When it began.</param>
/// <param name="DurationSeconds">Its length.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="SampleRate">The highest sampling rate.</param>
/// <param name="Labels">Channel labels.</param>
/// <param name="Code">The patient's code that the file states.</param>
/// <param name="Sex">The sex that the file states.</param>
/// <param name="Age">The age that the file states or that follows from its birth date.</param>
/// <param name="Content">Hash of the samples read; empty where no channel changes, since all flat recordings are alike.</param>
/// <param name="Prints">Fingerprints.</param>
/// <param name="Rejection">Why the recording cannot be used; null where it can.</param>
public sealed record RecordingScan(
    string File,
    long Bytes,
    string Format,
    DateTime? Start,
    double DurationSeconds,
    int Channels,
    double SampleRate,
    string Labels,
    string? Code,
    string? Sex,
    double? Age,
    string Content,
    SignalFingerprint[] Prints,
    string? Rejection)
{
    /// <summary>Reads a recording once: its header, the samples to be hashed, the landmarks.</summary>
    /// <param name="folder">The recordings.</param>
    /// <param name="file">The entry file.</param>
    /// <param name="seconds">How much of the start is hashed and fingerprinted.</param>
    public static RecordingScan Of(SourceFolder folder, string file, double seconds)
    {
        long bytes = Size(folder, file);
        try
        {
            using Recording recording = RecordingFile.Open(folder, file);
            string? reason = recording.Channels.Count == 0 ? "no channel"
                : !(recording.DurationSeconds > 0) ? "no samples"
                : null;
            return new(
                file,
                bytes,
                recording.Format,
                recording.Start,
                recording.DurationSeconds,
                recording.Channels.Count,
                recording.Channels.Count == 0 ? 0 : recording.Channels.Max(c => c.SampleRate),
                string.Join('|', recording.Channels.Select(c => c.Label)),
                recording.Subject.Code,
                recording.Subject.Sex,
                recording.Subject.AgeYears ?? AgeAt(recording.Subject.BirthDate, recording.Start),
                reason is null ? Hash(recording, seconds) : "",
                reason is null ? SignalFingerprint.Of(recording, seconds).ToArray() : [],
                reason);
        }
        catch (Core.ClefException e)
        {
            return new(file, bytes, "", null, 0, 0, 0, "", null, null, null, "", [], e.Message);
        }
    }

    /// <summary>The size by which a journal's entry is known to be of this file.</summary>
    public static long Size(SourceFolder folder, string file)
    {
        using ByteSource? source = folder.TryOpen(file);
        return source?.Length ?? -1;
    }

    private static double? AgeAt(DateOnly? birth, DateTime? start) =>
        birth is { } b && start is { } s && DateOnly.FromDateTime(s) >= b ? (s - b.ToDateTime(TimeOnly.MinValue)).TotalDays / 365.25 : null;

    private static string Hash(Recording recording, double seconds)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new float[1 << 16];
        bool varies = false;
        for (int channel = 0; channel < recording.Channels.Count; channel++)
        {
            long count = (long)Math.Min(recording.Channels[channel].SampleCount, seconds * recording.Channels[channel].SampleRate);
            for (long at = 0; at < count; at += block.Length)
            {
                Span<float> part = block.AsSpan(0, (int)Math.Min(block.Length, count - at));
                recording.Read(channel, at, part);
                varies = varies || Varies(part);
                hash.AppendData(MemoryMarshal.AsBytes(part));
            }
        }

        return varies ? Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)) : "";
    }

    private static bool Varies(ReadOnlySpan<float> samples)
    {
        float? first = null;
        foreach (float sample in samples)
        {
            if (float.IsFinite(sample) && sample != (first ??= sample))
            {
                return true;
            }
        }

        return false;
    }
}
