using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/random.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_manual_seed")]
    internal static partial int ManualSeed(ulong seed);

    [LibraryImport(Library, EntryPoint = "clef_random_state")]
    internal static partial nint RandomState(int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_set_random_state")]
    internal static partial int SetRandomState(nint state, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_rand")]
    internal static partial nint Rand(long* sizes, long count, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_randn")]
    internal static partial nint Randn(long* sizes, long count, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_randint")]
    internal static partial nint Randint(long low, long high, long* sizes, long count, int dtype, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_randperm")]
    internal static partial nint Randperm(long count, int kind, int index);

    [LibraryImport(Library, EntryPoint = "clef_uniform_")]
    internal static partial int UniformInPlace(nint t, double low, double high);

    [LibraryImport(Library, EntryPoint = "clef_normal_")]
    internal static partial int NormalInPlace(nint t, double mean, double deviation);

    [LibraryImport(Library, EntryPoint = "clef_bernoulli_")]
    internal static partial int BernoulliInPlace(nint t, double probability);
}
