using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Clef.Core.Search;

/// <summary>
/// The inner product of 8-bit codes with a 16-bit query, in 32-bit integers. 32 (or 16) codes are widened to 16 bits and one instruction multiplies and adds
/// neighbours. A search is bound by memory, and codes are a quarter of the floats' size. All instruction sets give the same integer.
/// </summary>
internal static class ShortDot
{
    /// <summary>The widest vector that cannot overflow: 4,096 x 127 x 4,095 is below 2^31.</summary>
    public const int MaximumWidth = 4096;

    /// <summary>The largest magnitude of a query's element.</summary>
    public const int QueryRange = 4095;

    /// <summary>Bytes: the codes that follow are asked for so far before they are needed. The processor does so by itself, but not across a page of 4 KB.</summary>
    private const int Ahead = 4096;

    /// <summary>Which instructions to use; lower ones are for tests.</summary>
    public enum Instructions
    {
        /// <summary>Plain loop.</summary>
        Scalar,

        /// <summary>256 bits.</summary>
        Avx2,

        /// <summary>512 bits.</summary>
        Avx512,
    }

    /// <summary>The widest set that this processor has.</summary>
    public static Instructions Best { get; } = Avx512BW.IsSupported ? Instructions.Avx512 : Avx2.IsSupported ? Instructions.Avx2 : Instructions.Scalar;

    /// <summary>The inner product; both have one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe int Of(ReadOnlySpan<sbyte> codes, ReadOnlySpan<short> query, Instructions instructions)
    {
        ref sbyte code = ref MemoryMarshal.GetReference(codes);
        ref short q = ref MemoryMarshal.GetReference(query);
        int i = 0, sum = 0;
        if (instructions == Instructions.Avx512)
        {
            Vector512<int> even = default, odd = default;
            for (; i + 64 <= codes.Length; i += 64)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref code, i + Ahead)));
                Vector512<sbyte> both = Vector512.LoadUnsafe(ref code, (nuint)i);
                even += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(both.GetLower()), Vector512.LoadUnsafe(ref q, (nuint)i));
                odd += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(both.GetUpper()), Vector512.LoadUnsafe(ref q, (nuint)i + 32));
            }

            sum = Vector512.Sum(even + odd);
        }
        else if (instructions == Instructions.Avx2)
        {
            Vector256<int> sums = default;
            for (; i + 16 <= codes.Length; i += 16)
            {
                sums += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref code, (nuint)i)), Vector256.LoadUnsafe(ref q, (nuint)i));
            }

            sum = Vector256.Sum(sums);
        }

        for (; i < codes.Length; i++)
        {
            sum += codes[i] * query[i];
        }

        return sum;
    }
}
