namespace Clef.Cli.Doctor;

/// <summary>One thing that <c>clef doctor</c> looked at.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">Whether it is well.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Cure">What to do about it, where something is wrong.</param>
internal sealed record Finding(string Name, FindingState State, string Detail, string? Cure = null);

/// <summary>How well something is.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but not as it could.</summary>
    Warning,

    /// <summary>Something does not work without it.</summary>
    Missing,
}
