namespace Clef.Core;

/// <summary>Tells a full disk from other failures.</summary>
public static class DiskFull
{
    /// <summary>
    /// True where a failure, or one that it came of, is that of a write to a full disk or beyond a quota: ENOSPC and EDQUOT of Linux, which .NET passes on as
    /// they are.
    /// </summary>
    public static bool Explains(Exception? error) =>
        error is not null && ((error is IOException { HResult: var code } && (code & 0xFFFF) is 28 or 122) || Explains(error.InnerException));
}
