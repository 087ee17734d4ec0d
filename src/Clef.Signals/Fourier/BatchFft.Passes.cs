using System.Runtime.CompilerServices;

namespace Clef.Signals.Fourier;

/// <content>
/// The passes. In a pass of radix r over sequences of length n with stride s, butterfly p (of n/r) takes the elements p, p + n/r, p + 2n/r, ...,
/// transforms them, rotates output k by exp(-2·pi·i·p·k/n) and writes it to r·p + k: after all passes the order is natural, without a separate permutation
/// (Stockham's scheme; Van Loan, Computational Frameworks for the FFT, 1.7).
/// </content>
internal sealed unsafe partial class BatchFft
{
    private static void Two<TLanes, TVector, TInput>(float* x, float* y, float* window, float* twiddles, int n, int s)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TInput : IInput
    {
        int e = 2 * TLanes.Count, m = n / 2;
        for (int p = 0; p < m; p++, twiddles += 2)
        {
            for (int q = 0; q < s; q++)
            {
                TInput.Load<TLanes, TVector>(x, window, q + (s * p), out TVector ar, out TVector ai);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + m)), out TVector br, out TVector bi);
                Butterflies<TLanes, TVector>.Two(ref ar, ref ai, ref br, ref bi);
                Butterflies<TLanes, TVector>.Rotate(ref br, ref bi, twiddles);
                float* to = y + ((nint)e * (q + (s * 2 * p)));
                Put<TLanes, TVector>(to, ar, ai);
                Put<TLanes, TVector>(to + ((nint)e * s), br, bi);
            }
        }
    }

    private static void Four<TLanes, TVector, TInput>(float* x, float* y, float* window, float* twiddles, int n, int s)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TInput : IInput
    {
        int e = 2 * TLanes.Count, m = n / 4;
        for (int p = 0; p < m; p++, twiddles += 6)
        {
            for (int q = 0; q < s; q++)
            {
                TInput.Load<TLanes, TVector>(x, window, q + (s * p), out TVector ar, out TVector ai);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + m)), out TVector br, out TVector bi);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (2 * m))), out TVector cr, out TVector ci);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (3 * m))), out TVector dr, out TVector di);
                Butterflies<TLanes, TVector>.Four(ref ar, ref ai, ref br, ref bi, ref cr, ref ci, ref dr, ref di);
                Butterflies<TLanes, TVector>.Rotate(ref br, ref bi, twiddles);
                Butterflies<TLanes, TVector>.Rotate(ref cr, ref ci, twiddles + 2);
                Butterflies<TLanes, TVector>.Rotate(ref dr, ref di, twiddles + 4);
                nint step = (nint)e * s;
                float* to = y + ((nint)e * (q + (s * 4 * p)));
                Put<TLanes, TVector>(to, ar, ai);
                Put<TLanes, TVector>(to + step, br, bi);
                Put<TLanes, TVector>(to + (2 * step), cr, ci);
                Put<TLanes, TVector>(to + (3 * step), dr, di);
            }
        }
    }

    private static void Five<TLanes, TVector, TInput>(float* x, float* y, float* window, float* twiddles, int n, int s)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TInput : IInput
    {
        // cos and sin of 72 and 144 degrees.
        TVector c1 = TLanes.Broadcast(0.309016994374947424f), c2 = TLanes.Broadcast(-0.809016994374947424f);
        TVector s1 = TLanes.Broadcast(0.951056516295153572f), s2 = TLanes.Broadcast(0.587785252292473129f);
        int e = 2 * TLanes.Count, m = n / 5;
        for (int p = 0; p < m; p++, twiddles += 8)
        {
            for (int q = 0; q < s; q++)
            {
                TInput.Load<TLanes, TVector>(x, window, q + (s * p), out TVector ar, out TVector ai);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + m)), out TVector br, out TVector bi);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (2 * m))), out TVector cr, out TVector ci);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (3 * m))), out TVector dr, out TVector di);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (4 * m))), out TVector fr, out TVector fi);
                Butterflies<TLanes, TVector>.Two(ref br, ref bi, ref fr, ref fi); // b := b + f, f := b - f
                Butterflies<TLanes, TVector>.Two(ref cr, ref ci, ref dr, ref di);

                TVector near = TLanes.MultiplyAdd(c2, cr, TLanes.MultiplyAdd(c1, br, ar)), nearI = TLanes.MultiplyAdd(c2, ci, TLanes.MultiplyAdd(c1, bi, ai));
                TVector far = TLanes.MultiplyAdd(c1, cr, TLanes.MultiplyAdd(c2, br, ar)), farI = TLanes.MultiplyAdd(c1, ci, TLanes.MultiplyAdd(c2, bi, ai));
                TVector turn = TLanes.MultiplyAdd(s2, dr, TLanes.Multiply(s1, fr)), turnI = TLanes.MultiplyAdd(s2, di, TLanes.Multiply(s1, fi));
                TVector back = TLanes.MultiplyAdd(s2, fr, TLanes.Negate(TLanes.Multiply(s1, dr)));
                TVector backI = TLanes.MultiplyAdd(s2, fi, TLanes.Negate(TLanes.Multiply(s1, di)));

                nint step = (nint)e * s;
                float* to = y + ((nint)e * (q + (s * 5 * p)));
                Put<TLanes, TVector>(to, TLanes.Add(ar, TLanes.Add(br, cr)), TLanes.Add(ai, TLanes.Add(bi, ci)));
                PutRotated<TLanes, TVector>(to + step, TLanes.Add(near, turnI), TLanes.Subtract(nearI, turn), twiddles);
                PutRotated<TLanes, TVector>(to + (2 * step), TLanes.Add(far, backI), TLanes.Subtract(farI, back), twiddles + 2);
                PutRotated<TLanes, TVector>(to + (3 * step), TLanes.Subtract(far, backI), TLanes.Add(farI, back), twiddles + 4);
                PutRotated<TLanes, TVector>(to + (4 * step), TLanes.Subtract(near, turnI), TLanes.Add(nearI, turn), twiddles + 6);
            }
        }
    }

    private static void Eight<TLanes, TVector, TInput>(float* x, float* y, float* window, float* twiddles, int n, int s)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TInput : IInput
    {
        TVector half = TLanes.Broadcast(0.707106781186547524f);
        int e = 2 * TLanes.Count, m = n / 8;
        for (int p = 0; p < m; p++, twiddles += 14)
        {
            for (int q = 0; q < s; q++)
            {
                TInput.Load<TLanes, TVector>(x, window, q + (s * p), out TVector ar, out TVector ai);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + m)), out TVector br, out TVector bi);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (2 * m))), out TVector cr, out TVector ci);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (3 * m))), out TVector dr, out TVector di);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (4 * m))), out TVector er, out TVector ei);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (5 * m))), out TVector fr, out TVector fi);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (6 * m))), out TVector gr, out TVector gi);
                TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (7 * m))), out TVector hr, out TVector hi);

                // Even outputs: four points of the sums. Odd outputs: four points of the differences, turned by k eighths of a circle.
                Butterflies<TLanes, TVector>.Two(ref ar, ref ai, ref er, ref ei);
                Butterflies<TLanes, TVector>.Two(ref br, ref bi, ref fr, ref fi);
                Butterflies<TLanes, TVector>.Two(ref cr, ref ci, ref gr, ref gi);
                Butterflies<TLanes, TVector>.Two(ref dr, ref di, ref hr, ref hi);
                Butterflies<TLanes, TVector>.Four(ref ar, ref ai, ref br, ref bi, ref cr, ref ci, ref dr, ref di);

                TVector t = TLanes.Multiply(half, TLanes.Add(fr, fi));
                fi = TLanes.Multiply(half, TLanes.Subtract(fi, fr));
                fr = t;
                t = gi;
                gi = TLanes.Negate(gr);
                gr = t;
                t = TLanes.Multiply(half, TLanes.Subtract(hi, hr));
                hi = TLanes.Negate(TLanes.Multiply(half, TLanes.Add(hr, hi)));
                hr = t;
                Butterflies<TLanes, TVector>.Four(ref er, ref ei, ref fr, ref fi, ref gr, ref gi, ref hr, ref hi);

                nint step = (nint)e * s;
                float* to = y + ((nint)e * (q + (s * 8 * p)));
                Put<TLanes, TVector>(to, ar, ai);
                PutRotated<TLanes, TVector>(to + step, er, ei, twiddles);
                PutRotated<TLanes, TVector>(to + (2 * step), br, bi, twiddles + 2);
                PutRotated<TLanes, TVector>(to + (3 * step), fr, fi, twiddles + 4);
                PutRotated<TLanes, TVector>(to + (4 * step), cr, ci, twiddles + 6);
                PutRotated<TLanes, TVector>(to + (5 * step), gr, gi, twiddles + 8);
                PutRotated<TLanes, TVector>(to + (6 * step), dr, di, twiddles + 10);
                PutRotated<TLanes, TVector>(to + (7 * step), hr, hi, twiddles + 12);
            }
        }
    }

    /// <summary>Any radix, by the definition: for 3 and for prime factors above 5.</summary>
    private static void Any<TLanes, TVector, TInput>(float* x, float* y, float* window, float* twiddles, float* roots, int radix, int n, int s)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TInput : IInput
    {
        int e = 2 * TLanes.Count, m = n / radix;
        for (int p = 0; p < m; p++, twiddles += 2 * (radix - 1))
        {
            for (int q = 0; q < s; q++)
            {
                for (int k = 0; k < radix; k++)
                {
                    TInput.Load<TLanes, TVector>(x, window, q + (s * p), out TVector sumR, out TVector sumI);
                    int turn = 0;
                    for (int j = 1; j < radix; j++)
                    {
                        turn = turn + k >= radix ? turn + k - radix : turn + k; // j·k modulo the radix
                        TInput.Load<TLanes, TVector>(x, window, q + (s * (p + (j * m))), out TVector re, out TVector im);
                        Butterflies<TLanes, TVector>.Rotate(ref re, ref im, roots + (2 * turn));
                        sumR = TLanes.Add(sumR, re);
                        sumI = TLanes.Add(sumI, im);
                    }

                    if (k > 0)
                    {
                        Butterflies<TLanes, TVector>.Rotate(ref sumR, ref sumI, twiddles + (2 * (k - 1)));
                    }

                    Put<TLanes, TVector>(y + ((nint)e * (q + (s * ((radix * p) + k)))), sumR, sumI);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLanes, TVector>(float* to, TVector re, TVector im)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TLanes.Store(to, re);
        TLanes.Store(to + TLanes.Count, im);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutRotated<TLanes, TVector>(float* to, TVector re, TVector im, float* twiddle)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        Butterflies<TLanes, TVector>.Rotate(ref re, ref im, twiddle);
        Put<TLanes, TVector>(to, re, im);
    }

    /// <summary>How a pass reads its elements.</summary>
    private interface IInput
    {
        static abstract void Load<TLanes, TVector>(float* x, float* window, int index, out TVector re, out TVector im)
            where TLanes : ILanes<TVector>
            where TVector : unmanaged;
    }

    /// <summary>As they are.</summary>
    private readonly struct Plain : IInput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Load<TLanes, TVector>(float* x, float* window, int index, out TVector re, out TVector im)
            where TLanes : ILanes<TVector>
            where TVector : unmanaged
        {
            float* from = x + ((nint)index * 2 * TLanes.Count);
            re = TLanes.Load(from);
            im = TLanes.Load(from + TLanes.Count);
        }
    }

    /// <summary>Times a window (a taper), one real weight for each element: only in the first pass.</summary>
    private readonly struct Windowed : IInput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Load<TLanes, TVector>(float* x, float* window, int index, out TVector re, out TVector im)
            where TLanes : ILanes<TVector>
            where TVector : unmanaged
        {
            float* from = x + ((nint)index * 2 * TLanes.Count);
            TVector weight = TLanes.Broadcast(window[index]);
            re = TLanes.Multiply(weight, TLanes.Load(from));
            im = TLanes.Multiply(weight, TLanes.Load(from + TLanes.Count));
        }
    }
}
