using System.Runtime.CompilerServices;
using Clef.Signals.Fourier;

namespace Clef.Signals.Spectra;

/// <summary>
/// The spectra of twice as many windows at a time as there are lanes: lane l holds window 2l as its real and window 2l + 1 as its imaginary part, so that the
/// same two windows share a transform whatever the width, and the result is the same to the bit. Consecutive windows overlap: the signal is laid out
/// once as (sample within a hop, even hops then odd hops), and sample n of every second window is then one row read at an offset.
/// </summary>
internal static unsafe class MultitaperKernel<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    public static void Run(MultitaperPlan plan, ReadOnlySpan<float> signal, int windows, Span<float> destination)
    {
        int lanes = TLanes.Count;
        int batch = 2 * lanes;
        int rows = Math.Min(plan.Hop, plan.Window);
        int hopsInWindow = (plan.Window + plan.Hop - 1) / plan.Hop;
        int half = lanes + (hopsInWindow / 2) + 1; // even hops, then as many odd ones
        int size = plan.Fft.BufferLength<TLanes, TVector>();
        using var hops = new AlignedFloats(rows * 2 * half);
        using var centred = new AlignedFloats(size);
        using var first = new AlignedFloats(size);
        using var second = new AlignedFloats(size);
        using var power = new AlignedFloats(plan.BinCount * batch);
        for (int start = 0; start < windows; start += batch)
        {
            int count = Math.Min(batch, windows - start);
            LayOut(signal, plan, start, rows, half, hops.Pointer);
            Centre(hops.Pointer, plan, half, centred.Pointer);
            for (int k = 0; k < plan.Tapers.Length; k++)
            {
                fixed (float* taper = plan.Tapers[k])
                {
                    float* almost = plan.Fft.AllButLast<TLanes, TVector>(centred.Pointer, taper, first.Pointer, second.Pointer);
                    Accumulate(almost, plan, power.Pointer, k == 0);
                }
            }

            for (int bin = 0; bin < plan.BinCount; bin++)
            {
                float* from = power.Pointer + (bin * batch);
                Span<float> to = destination.Slice((bin * windows) + start, count);
                for (int w = 0; w < to.Length; w++)
                {
                    to[w] = from[((w & 1) * lanes) + (w >> 1)];
                }
            }
        }
    }

    private static void LayOut(ReadOnlySpan<float> signal, MultitaperPlan plan, int start, int rows, int half, float* hops)
    {
        int rowLength = 2 * half;
        for (int column = 0; column < rowLength; column++)
        {
            long at = (long)(start + column) * plan.Hop;
            int there = (int)Math.Clamp(signal.Length - at, 0, rows);
            ReadOnlySpan<float> hop = there > 0 ? signal.Slice((int)at, there) : [];
            float* to = hops + ((column & 1) * half) + (column >> 1);
            for (int row = 0; row < hop.Length; row++, to += rowLength)
            {
                *to = hop[row];
            }

            // Beyond the end its last value goes on: only windows that nobody asked for see it, and they share a transform with those asked for.
            for (int row = hop.Length; row < rows; row++, to += rowLength)
            {
                *to = signal[^1];
            }
        }
    }

    /// <summary>Subtracts each window's mean. The first sample goes first, so that a large offset costs no precision.</summary>
    private static void Centre(float* hops, MultitaperPlan plan, int half, float* centred)
    {
        int lanes = TLanes.Count, rowLength = 2 * half;
        TVector originR = TLanes.Load(hops), originI = TLanes.Load(hops + half);
        TVector sumR = TLanes.Broadcast(0), sumI = sumR;
        float* to = centred;
        for (int column = 0, n = 0; n < plan.Window; column++)
        {
            // Window 2l starts at hop 2l, the one beside it a hop later.
            float* row = hops + ((column & 1) * half) + (column >> 1);
            float* beside = hops + ((~column & 1) * half) + ((column + 1) >> 1);
            for (int r = 0; r < plan.Hop && n < plan.Window; r++, n++, row += rowLength, beside += rowLength, to += 2 * lanes)
            {
                TVector re = TLanes.Subtract(TLanes.Load(row), originR), im = TLanes.Subtract(TLanes.Load(beside), originI);
                sumR = TLanes.Add(sumR, re);
                sumI = TLanes.Add(sumI, im);
                TLanes.Store(to, re);
                TLanes.Store(to + lanes, im);
            }
        }

        TVector share = TLanes.Broadcast(1f / plan.Window);
        TVector meanR = TLanes.Multiply(sumR, share), meanI = TLanes.Multiply(sumI, share);
        to = centred;
        for (int n = 0; n < plan.Window; n++, to += 2 * lanes)
        {
            TLanes.Store(to, TLanes.Subtract(TLanes.Load(to), meanR));
            TLanes.Store(to + lanes, TLanes.Subtract(TLanes.Load(to + lanes), meanI));
        }
    }

    /// <summary>The last pass for the wanted bins and their mirror images only, split into the two real signals, squared and added.</summary>
    private static void Accumulate(float* almost, MultitaperPlan plan, float* power, bool isFirst)
    {
        int lanes = TLanes.Count;
        int radix = plan.Fft.LastRadix;
        int stride = plan.Window / radix;
        TVector half = TLanes.Broadcast(0.5f);
        fixed (float* roots = plan.Fft.LastRoots)
        {
            for (int i = 0; i < plan.BinCount; i++, power += 2 * lanes)
            {
                int bin = plan.FirstBin + i;
                int mirror = bin == 0 ? 0 : plan.Window - bin;
                TVector re, im, mirrorR, mirrorI;
                if (radix == 4)
                {
                    LastOfFour(almost, bin, stride, out re, out im);
                    LastOfFour(almost, mirror, stride, out mirrorR, out mirrorI);
                }
                else
                {
                    Last(almost, roots, radix, bin, stride, out re, out im);
                    Last(almost, roots, radix, mirror, stride, out mirrorR, out mirrorI);
                }

                TVector a = TLanes.Add(re, mirrorR), b = TLanes.Subtract(im, mirrorI);
                TVector c = TLanes.Add(im, mirrorI), d = TLanes.Subtract(mirrorR, re);
                TVector first = TLanes.MultiplyAdd(a, a, TLanes.Multiply(b, b));
                TVector second = TLanes.MultiplyAdd(c, c, TLanes.Multiply(d, d));
                if (plan.IsOneSided(bin))
                {
                    first = TLanes.Multiply(first, half);
                    second = TLanes.Multiply(second, half);
                }

                TLanes.Store(power, isFirst ? first : TLanes.Add(TLanes.Load(power), first));
                TLanes.Store(power + lanes, isFirst ? second : TLanes.Add(TLanes.Load(power + lanes), second));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LastOfFour(float* almost, int output, int stride, out TVector re, out TVector im)
    {
        int lanes = TLanes.Count;
        float* from = almost + ((nint)(output % stride) * 2 * lanes);
        nint step = (nint)stride * 2 * lanes;
        TVector ar = TLanes.Load(from), ai = TLanes.Load(from + lanes);
        TVector br = TLanes.Load(from + step), bi = TLanes.Load(from + step + lanes);
        TVector cr = TLanes.Load(from + (2 * step)), ci = TLanes.Load(from + (2 * step) + lanes);
        TVector dr = TLanes.Load(from + (3 * step)), di = TLanes.Load(from + (3 * step) + lanes);
        switch (output / stride)
        {
            case 0:
                re = TLanes.Add(TLanes.Add(ar, cr), TLanes.Add(br, dr));
                im = TLanes.Add(TLanes.Add(ai, ci), TLanes.Add(bi, di));
                break;
            case 1:
                re = TLanes.Add(TLanes.Subtract(ar, cr), TLanes.Subtract(bi, di));
                im = TLanes.Subtract(TLanes.Subtract(ai, ci), TLanes.Subtract(br, dr));
                break;
            case 2:
                re = TLanes.Subtract(TLanes.Add(ar, cr), TLanes.Add(br, dr));
                im = TLanes.Subtract(TLanes.Add(ai, ci), TLanes.Add(bi, di));
                break;
            default:
                re = TLanes.Subtract(TLanes.Subtract(ar, cr), TLanes.Subtract(bi, di));
                im = TLanes.Add(TLanes.Subtract(ai, ci), TLanes.Subtract(br, dr));
                break;
        }
    }

    private static void Last(float* almost, float* roots, int radix, int output, int stride, out TVector re, out TVector im)
    {
        int lanes = TLanes.Count;
        float* from = almost + ((nint)(output % stride) * 2 * lanes);
        nint step = (nint)stride * 2 * lanes;
        int turn = output / stride, root = 0;
        re = TLanes.Load(from);
        im = TLanes.Load(from + lanes);
        for (int j = 1; j < radix; j++)
        {
            from += step;
            root = root + turn >= radix ? root + turn - radix : root + turn;
            TVector r = TLanes.Load(from), i = TLanes.Load(from + lanes);
            Butterflies<TLanes, TVector>.Rotate(ref r, ref i, roots + (2 * root));
            re = TLanes.Add(re, r);
            im = TLanes.Add(im, i);
        }
    }
}
