using Clef.Core;

namespace Clef.Server.Problems;

/// <summary>Whether the disk has room.</summary>
internal static class DiskRoom
{
    public const string Sentence = "The service's disk is full.";

    /// <summary>True for what a write to a full disk, or beyond a quota, raises: ENOSPC and EDQUOT of Linux, which .NET passes on as they are.</summary>
    public static bool IsFull(Exception e) => (e is ClefException ? e.InnerException : e) is IOException { HResult: var code } && (code & 0xFFFF) is 28 or 122;
}
