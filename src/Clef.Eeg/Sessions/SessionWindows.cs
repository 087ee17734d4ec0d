using Clef.Core;

namespace Clef.Eeg.Sessions;

/// <summary>Which windows of a recording longer than a session are stored.</summary>
public enum WindowRule
{
    /// <summary>All, one after another from the start, without overlap.</summary>
    Every,

    /// <summary>The first.</summary>
    First,

    /// <summary>The one around the middle.</summary>
    Middle,
}

/// <summary>
/// The rule by which recordings are cut into sessions. A recording no longer than a session is one window. Of <see cref="WindowRule.Every"/>, a last part
/// shorter than <paramref name="ShortestSeconds"/> is left out, so that the end of a long recording does not become a session of a few frames. What belongs
/// together is joined again where embeddings are pooled: a recording's embedding is the mean of its windows' weighted by their valid tokens.
/// </summary>
/// <param name="Rule">Which windows.</param>
/// <param name="ShortestSeconds">The shortest last part.</param>
public sealed record SessionWindows(WindowRule Rule = WindowRule.Every, double ShortestSeconds = 60)
{
    /// <summary>A recording below this is no session: it would not fill one token of five frames.</summary>
    public const double MinimumSeconds = 5;

    /// <summary>The windows of a recording.</summary>
    /// <param name="recording">Its name, for messages.</param>
    /// <param name="duration">Its length in seconds.</param>
    /// <param name="session">The longest session in seconds.</param>
    /// <exception cref="ClefException">The recording is too short.</exception>
    public IReadOnlyList<SessionWindow> Of(string recording, double duration, double session)
    {
        if (!(duration >= MinimumSeconds))
        {
            throw new ClefException(recording, "length", FormattableString.Invariant($"{duration} s"), FormattableString.Invariant($"at least {MinimumSeconds} s"));
        }

        if (duration <= session)
        {
            return [new SessionWindow(0, duration)];
        }

        if (Rule != WindowRule.Every)
        {
            // Whole seconds, so that windows fall on the grid of frames.
            return [new SessionWindow(Rule == WindowRule.First ? 0 : Math.Floor((duration - session) / 2), session)];
        }

        var windows = new List<SessionWindow>();
        for (double start = 0; start < duration; start += session)
        {
            double length = Math.Min(session, duration - start);
            if (length == session || length >= Math.Max(ShortestSeconds, MinimumSeconds))
            {
                windows.Add(new SessionWindow(start, length));
            }
        }

        return windows;
    }
}

/// <summary>A span of a recording.</summary>
/// <param name="StartSeconds">Where it begins.</param>
/// <param name="Seconds">Its length.</param>
public readonly record struct SessionWindow(double StartSeconds, double Seconds);
