using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clef.Signals.Formats.Edf;

/// <summary>
/// Scales stored integers to physical units: value x step + offset. The step is kept as two floats (its rounding and what that leaves), so that the
/// result is right to the last place of single precision for 24-bit values too.
/// </summary>
internal readonly struct EdfScale(double step, double offset)
{
    private readonly float _step = (float)step;
    private readonly float _rest = float.IsFinite((float)step) ? (float)(step - (float)step) : 0;
    private readonly float _offset = (float)offset;

    /// <summary>Scales 16-bit little-endian samples; <paramref name="stored"/> holds two bytes for each of <paramref name="physical"/>.</summary>
    public void From16(ReadOnlySpan<byte> stored, Span<float> physical)
    {
        ref short source = ref Unsafe.As<byte, short>(ref MemoryMarshal.GetReference(stored[..(2 * physical.Length)]));
        ref float target = ref MemoryMarshal.GetReference(physical);
        int i = 0;
        if (BitConverter.IsLittleEndian && Vector512.IsHardwareAccelerated)
        {
            Vector512<float> a = Vector512.Create(_step), c = Vector512.Create(_offset);
            for (; i <= physical.Length - 32; i += 32)
            {
                Vector512<short> x = Vector512.LoadUnsafe(ref source, (nuint)i);
                (Vector512<int> low, Vector512<int> high) = Vector512.Widen(x);
                Vector512.MultiplyAddEstimate(Vector512.ConvertToSingle(low), a, c).StoreUnsafe(ref target, (nuint)i);
                Vector512.MultiplyAddEstimate(Vector512.ConvertToSingle(high), a, c).StoreUnsafe(ref target, (nuint)(i + 16));
            }
        }
        else if (BitConverter.IsLittleEndian)
        {
            Vector256<float> a = Vector256.Create(_step), c = Vector256.Create(_offset);
            for (; i <= physical.Length - 16; i += 16)
            {
                Vector256<short> x = Vector256.LoadUnsafe(ref source, (nuint)i);
                (Vector256<int> low, Vector256<int> high) = Vector256.Widen(x);
                Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(low), a, c).StoreUnsafe(ref target, (nuint)i);
                Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(high), a, c).StoreUnsafe(ref target, (nuint)(i + 8));
            }
        }

        for (; i < physical.Length; i++)
        {
            physical[i] = float.MultiplyAddEstimate(BinaryPrimitives.ReadInt16LittleEndian(stored[(2 * i)..]), _step, _offset);
        }
    }

    /// <summary>Scales 24-bit little-endian samples; <paramref name="stored"/> holds three bytes for each of <paramref name="physical"/>.</summary>
    public void From24(ReadOnlySpan<byte> stored, Span<float> physical)
    {
        stored = stored[..(3 * physical.Length)];
        ref byte source = ref MemoryMarshal.GetReference(stored);
        int i = 0;
        if (BitConverter.IsLittleEndian && Vector128.IsHardwareAccelerated)
        {
            // Twelve bytes become four integers: each three bytes go to the high end, then shift down with the sign.
            Vector128<byte> places = Vector128.Create((byte)255, 0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11);
            Vector256<float> a = Vector256.Create(_step), b = Vector256.Create(_rest), c = Vector256.Create(_offset);
            for (; 3 * i + 28 <= stored.Length; i += 8)
            {
                Vector128<int> low = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(3 * i)), places).AsInt32() >> 8;
                Vector128<int> high = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(3 * i + 12)), places).AsInt32() >> 8;
                Vector256<float> x = Vector256.ConvertToSingle(Vector256.Create(low, high));
                Vector256.MultiplyAddEstimate(x, a, Vector256.MultiplyAddEstimate(x, b, c)).CopyTo(physical[i..]);
            }
        }

        for (; i < physical.Length; i++)
        {
            float x = Integer24(stored[(3 * i)..]);
            physical[i] = float.MultiplyAddEstimate(x, _step, float.MultiplyAddEstimate(x, _rest, _offset));
        }
    }

    /// <summary>One 24-bit little-endian integer.</summary>
    public static int Integer24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | ((sbyte)bytes[2] << 16);
}
