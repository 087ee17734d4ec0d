using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/autograd.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_requires_grad")]
    [SuppressGCTransition]
    internal static partial int RequiresGrad(nint t);

    [LibraryImport(Library, EntryPoint = "clef_set_requires_grad")]
    internal static partial int SetRequiresGrad(nint t, int required);

    [LibraryImport(Library, EntryPoint = "clef_is_leaf")]
    [SuppressGCTransition]
    internal static partial int IsLeaf(nint t);

    [LibraryImport(Library, EntryPoint = "clef_grad")]
    internal static partial nint Grad(nint t);

    [LibraryImport(Library, EntryPoint = "clef_set_grad")]
    internal static partial int SetGrad(nint t, nint gradient);

    [LibraryImport(Library, EntryPoint = "clef_backward")]
    internal static partial int Backward(nint t, nint seed, int keepGraph);

    [LibraryImport(Library, EntryPoint = "clef_detach")]
    internal static partial nint Detach(nint t);

    [LibraryImport(Library, EntryPoint = "clef_grad_enabled")]
    [SuppressGCTransition]
    internal static partial int GradEnabled();

    [LibraryImport(Library, EntryPoint = "clef_set_grad_enabled")]
    [SuppressGCTransition]
    internal static partial void SetGradEnabled(int enabled);

    [LibraryImport(Library, EntryPoint = "clef_clip_grad_norm")]
    internal static partial int ClipGradNorm(nint* parameters, long count, double limit, out double norm);
}
