using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Eeg.Sessions;

/// <summary>Everything that travels with a stored session beside its levels. A person's name is never among it.</summary>
/// <param name="Id">Unique in the store: the recording's file name without extension, followed by <c>@seconds</c> where the recording gave several windows.</param>
/// <param name="Source">The recording, relative to the folder or archive it was found in.</param>
/// <param name="Format">The recording's format.</param>
/// <param name="Pipeline">Name and version of the preparation.</param>
/// <param name="StartSeconds">Where the window begins in the recording.</param>
/// <param name="Frames">Frames in time.</param>
/// <param name="Patient">The patient's code as the recording states it; null where it does not.</param>
/// <param name="Sex"><c>F</c>, <c>M</c> or null.</param>
/// <param name="AgeYears">Age at the recording; null where it is not stated.</param>
/// <param name="RecordedAt">When the window began, in the recorder's local time.</param>
/// <param name="MainsFrequency">The mains frequency that was notched out, hertz; 0 for none.</param>
/// <param name="Accounts">What was done to each channel: the montage that was found.</param>
/// <param name="Quality">How each channel looks.</param>
/// <param name="Remarks">What reading tolerated.</param>
public sealed record SessionFacts(
    string Id,
    string Source,
    string Format,
    string Pipeline,
    double StartSeconds,
    int Frames,
    string? Patient,
    string? Sex,
    double? AgeYears,
    DateTime? RecordedAt,
    double MainsFrequency,
    IReadOnlyList<ChannelAccount> Accounts,
    IReadOnlyList<ChannelQuality> Quality,
    IReadOnlyList<Remark> Remarks);

/// <summary>How one channel of a session looks.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Valid">Share of frames that are valid.</param>
/// <param name="Floor">Share of valid levels at the lower clip: 1 for a flat line.</param>
/// <param name="Ceiling">Share of valid levels at the upper clip: high where an electrode swings free.</param>
/// <param name="MeanDecibels">Mean of the valid levels, dB of uV²/Hz; 0 where none is valid.</param>
public sealed record ChannelQuality(string Channel, double Valid, double Floor, double Ceiling, double MeanDecibels)
{
    /// <summary>Looks at every channel of a session.</summary>
    public static IReadOnlyList<ChannelQuality> Of(SessionSpectrogram session)
    {
        int bins = session.Frequencies.Count, frames = session.Frames;
        var found = new ChannelQuality[session.Channels.Count];
        for (int channel = 0; channel < found.Length; channel++)
        {
            ReadOnlySpan<bool> valid = session.Valid.AsSpan(channel * frames, frames);
            long floor = 0, ceiling = 0, levels = 0;
            double sum = 0;
            for (int bin = 0; bin < bins; bin++)
            {
                ReadOnlySpan<float> row = session.Values.AsSpan(((channel * bins) + bin) * frames, frames);
                for (int frame = 0; frame < frames; frame++)
                {
                    if (valid[frame])
                    {
                        levels++;
                        floor += row[frame] <= -1 ? 1 : 0;
                        ceiling += row[frame] >= 1 ? 1 : 0;
                        sum += row[frame];
                    }
                }
            }

            double each = levels == 0 ? 0 : 1.0 / levels;
            found[channel] = new ChannelQuality(
                session.Channels[channel], frames == 0 ? 0 : (double)valid.Count(true) / frames, floor * each, ceiling * each, sum * each * session.ClipDecibels);
        }

        return found;
    }
}
