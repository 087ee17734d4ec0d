using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Takes frames of interleaved 16-bit samples (format 16, one sample a frame) apart into planes of physical values. Squares of 8 frames x 8 signals are
/// transposed in registers by three rounds of interleaving, of frames that lie four, then two, then one apart, after which a register holds 8 samples of
/// one signal in order of time. Each is then widened, scaled, and stored.
/// </summary>
internal static class Interleaved16
{
    private const int Square = 8;

    /// <summary>Converts frames.</summary>
    /// <param name="frames">Whole frames: sample s of frame f is the 16-bit integer at f x <paramref name="signals"/> + s.</param>
    /// <param name="signals">Samples in one frame.</param>
    /// <param name="scales">The scale of each signal, each <see cref="DigitalScale.Narrow"/>.</param>
    /// <param name="planes">For each signal the array that receives it, or null where it is not wanted.</param>
    /// <param name="at">Place of the first frame in the planes.</param>
    /// <param name="vectors">False takes the scalar way throughout; for tests.</param>
    public static void Convert(ReadOnlySpan<byte> frames, int signals, ReadOnlySpan<DigitalScale> scales, ReadOnlySpan<float[]?> planes, int at, bool vectors = true)
    {
        ReadOnlySpan<short> stored = MemoryMarshal.Cast<byte, short>(frames);
        int count = stored.Length / signals, done = 0;
        vectors &= BitConverter.IsLittleEndian && (Sse2.IsSupported || AdvSimd.Arm64.IsSupported);
        if (vectors)
        {
            // A square reads 8 samples from each of its frames; past the last signal these are the next frame's, so the last frames are left to the scalar way.
            int rounded = (signals + Square - 1) / Square * Square;
            int whole = (stored.Length - rounded) / signals + 1;
            for (; done <= whole - Square; done += Square)
            {
                for (int s = 0; s < signals; s += Square)
                {
                    Transpose(stored[(done * signals)..], signals, s, scales, planes, at + done);
                }
            }
        }

        for (int s = 0; s < signals; s++)
        {
            if (planes[s] is { } plane)
            {
                Rest(frames, signals, s, done, scales[s], plane.AsSpan(at, count));
            }
        }
    }

    private static void Rest(ReadOnlySpan<byte> frames, int signals, int signal, int from, DigitalScale scale, Span<float> plane)
    {
        for (int i = from; i < plane.Length; i++)
        {
            int value = BinaryPrimitives.ReadInt16LittleEndian(frames[(2 * (i * signals + signal))..]);
            plane[i] = value == scale.Invalid ? float.NaN : (value - scale.Baseline) * scale.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ReadOnlySpan<short> stored, int signals, int signal, ReadOnlySpan<DigitalScale> scales, ReadOnlySpan<float[]?> planes, int at)
    {
        _ = stored[signal + (Square - 1) * signals + Square - 1]; // all that is read lies within
        ref short first = ref Unsafe.Add(ref MemoryMarshal.GetReference(stored), signal);
        Vector128<short> a = Vector128.LoadUnsafe(ref first), b = Vector128.LoadUnsafe(ref first, (nuint)signals);
        Vector128<short> c = Vector128.LoadUnsafe(ref first, 2 * (nuint)signals), d = Vector128.LoadUnsafe(ref first, 3 * (nuint)signals);
        Vector128<short> e = Vector128.LoadUnsafe(ref first, 4 * (nuint)signals), f = Vector128.LoadUnsafe(ref first, 5 * (nuint)signals);
        Vector128<short> g = Vector128.LoadUnsafe(ref first, 6 * (nuint)signals), h = Vector128.LoadUnsafe(ref first, 7 * (nuint)signals);
        Zip(ref a, ref e);
        Zip(ref b, ref f);
        Zip(ref c, ref g);
        Zip(ref d, ref h);
        Zip(ref a, ref c);
        Zip(ref e, ref g);
        Zip(ref b, ref d);
        Zip(ref f, ref h);
        Zip(ref a, ref b);
        Zip(ref c, ref d);
        Zip(ref e, ref f);
        Zip(ref g, ref h);
        int left = planes.Length - signal;
        Store(a, signal, scales, planes, at);
        if (left > 1)
        {
            Store(b, signal + 1, scales, planes, at);
        }

        if (left > 2)
        {
            Store(c, signal + 2, scales, planes, at);
        }

        if (left > 3)
        {
            Store(d, signal + 3, scales, planes, at);
        }

        if (left > 4)
        {
            Store(e, signal + 4, scales, planes, at);
        }

        if (left > 5)
        {
            Store(f, signal + 5, scales, planes, at);
        }

        if (left > 6)
        {
            Store(g, signal + 6, scales, planes, at);
        }

        if (left > 7)
        {
            Store(h, signal + 7, scales, planes, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<short> values, int signal, ReadOnlySpan<DigitalScale> scales, ReadOnlySpan<float[]?> planes, int at)
    {
        if (planes[signal] is not { } plane)
        {
            return;
        }

        ref readonly DigitalScale scale = ref scales[signal];
        Vector256<int> wide = Vector256.Create(Vector128.WidenLower(values), Vector128.WidenUpper(values));
        Vector256<float> scaled = Vector256.ConvertToSingle(wide - Vector256.Create(scale.Baseline)) * Vector256.Create(scale.Step);
        Vector256<float> missing = Vector256.Equals(wide, Vector256.Create(scale.Invalid)).AsSingle();
        Vector256.ConditionalSelect(missing, Vector256.Create(float.NaN), scaled).CopyTo(plane, at);
    }

    /// <summary>Makes (x0 y0 x1 y1 ...) of two registers: its lower half in the first, its upper half in the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip(ref Vector128<short> x, ref Vector128<short> y) =>
        (x, y) = Sse2.IsSupported
            ? (Sse2.UnpackLow(x, y), Sse2.UnpackHigh(x, y))
            : (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
}
