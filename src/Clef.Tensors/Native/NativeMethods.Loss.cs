using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/loss.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_cross_entropy")]
    internal static partial nint CrossEntropy(nint logits, nint target, nint weight, long ignore, double smoothing, int reduction);

    [LibraryImport(Library, EntryPoint = "clef_binary_cross_entropy")]
    internal static partial nint BinaryCrossEntropy(nint logits, nint target, nint weight, nint positiveWeight, int reduction);

    [LibraryImport(Library, EntryPoint = "clef_mse_loss")]
    internal static partial nint MseLoss(nint t, nint target, int reduction);

    [LibraryImport(Library, EntryPoint = "clef_l1_loss")]
    internal static partial nint L1Loss(nint t, nint target, int reduction);

    [LibraryImport(Library, EntryPoint = "clef_smooth_l1_loss")]
    internal static partial nint SmoothL1Loss(nint t, nint target, double beta, int reduction);

    [LibraryImport(Library, EntryPoint = "clef_kl_div")]
    internal static partial nint KlDiv(nint t, nint target, int reduction);
}
