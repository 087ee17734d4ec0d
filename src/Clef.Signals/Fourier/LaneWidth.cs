using System.Runtime.Intrinsics;

namespace Clef.Signals.Fourier;

/// <summary>How many transforms run side by side in one register.</summary>
internal enum LaneWidth
{
    Scalar = 1,
    Vector128 = 4,
    Vector256 = 8,
    Vector512 = 16,
}

/// <summary>The width that suits this processor.</summary>
internal static class LaneWidths
{
    public static LaneWidth Best { get; } =
        Vector512.IsHardwareAccelerated ? LaneWidth.Vector512
        : Vector256.IsHardwareAccelerated ? LaneWidth.Vector256
        : Vector128.IsHardwareAccelerated ? LaneWidth.Vector128
        : LaneWidth.Scalar;
}
