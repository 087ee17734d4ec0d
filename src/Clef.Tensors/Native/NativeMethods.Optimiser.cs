using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/optimiser.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_adam_step")]
    internal static partial int AdamStep(nint* parameters, nint* firsts, nint* seconds, long count, long step, double rate, double beta1, double beta2, double epsilon, double decay, int decoupled);

    [LibraryImport(Library, EntryPoint = "clef_sgd_step")]
    internal static partial int SgdStep(nint* parameters, nint* buffers, long count, int first, double rate, double momentum, double decay, int nesterov);

    [LibraryImport(Library, EntryPoint = "clef_average_step")]
    internal static partial int AverageStep(nint* averages, nint* values, long count, double decay);

    [LibraryImport(Library, EntryPoint = "clef_zero_grad")]
    internal static partial int ZeroGrad(nint* parameters, long count);
}
