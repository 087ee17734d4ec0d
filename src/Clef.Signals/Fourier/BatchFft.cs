namespace Clef.Signals.Fourier;

/// <summary>
/// Complex transforms of one length, as many side by side as a register has lanes. The length is split into factors 8, 4, 5, 2, 3 and whatever primes
/// remain; each factor is one pass over the data. Twiddle factors are computed in double precision. Safe from several threads; buffers belong to the caller.
/// </summary>
/// <remarks>
/// Two real signals go through as one complex one: with z = a + i·b, A(k) = (Z(k) + conj Z(N-k))/2 and B(k) = (Z(k) - conj Z(N-k))/2i.
/// Where only some outputs are wanted, the last pass is left to the caller (<see cref="AllButLast"/>), who computes just those.
/// </remarks>
internal sealed unsafe partial class BatchFft
{
    private readonly int[] _radices;
    private readonly float[][] _twiddles; // for each pass (butterfly, output 1 to r-1, re and im)
    private readonly float[][] _roots; // for each pass the radix-th roots of one, (re, im)

    public BatchFft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        _radices = Factor(length);
        _twiddles = new float[_radices.Length][];
        _roots = new float[_radices.Length][];
        int n = length;
        for (int pass = 0; pass < _radices.Length; pass++)
        {
            int r = _radices[pass];
            _twiddles[pass] = new float[2 * (r - 1) * (n / r)];
            for (int p = 0, at = 0; p < n / r; p++)
            {
                for (int k = 1; k < r; k++, at += 2)
                {
                    (double sin, double cos) = Math.SinCos(-2 * Math.PI * ((long)p * k % n) / n);
                    (_twiddles[pass][at], _twiddles[pass][at + 1]) = ((float)cos, (float)sin);
                }
            }

            _roots[pass] = Roots(r);
            n /= r;
        }
    }

    /// <summary>Number of points.</summary>
    public int Length { get; }

    /// <summary>The factors, in the order of the passes.</summary>
    public IReadOnlyList<int> Radices => _radices;

    /// <summary>The last factor; 1 where the length is 1.</summary>
    public int LastRadix => _radices.Length == 0 ? 1 : _radices[^1];

    /// <summary>The roots of one for the last pass, (re, im).</summary>
    public ReadOnlySpan<float> LastRoots => _radices.Length == 0 ? [1, 0] : _roots[^1];

    /// <summary>Floats in a buffer: (element, re and im, lane).</summary>
    public int BufferLength<TLanes, TVector>()
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => 2 * TLanes.Count * Length;

    /// <summary>All passes.</summary>
    /// <param name="input">(element, re and im, lane); read only.</param>
    /// <param name="first">A buffer of the same size.</param>
    /// <param name="second">Another.</param>
    /// <returns>Whichever of the buffers holds the result; the input where the length is 1.</returns>
    public float* Forward<TLanes, TVector>(float* input, float* first, float* second)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Run<TLanes, TVector>(input, null, first, second, _radices.Length);

    /// <summary>
    /// All passes but the last, over the input times a window. Output k of the whole transform is then the sum over j of element
    /// <c>k mod s + j·s</c> times root <c>j·(k / s)</c>, where s is the length over <see cref="LastRadix"/>.
    /// </summary>
    public float* AllButLast<TLanes, TVector>(float* input, float* window, float* first, float* second)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Run<TLanes, TVector>(input, window, first, second, _radices.Length - 1);

    private float* Run<TLanes, TVector>(float* input, float* window, float* first, float* second, int passes)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int n = Length, s = 1;
        float* x = input;
        float* y = first;
        if (passes <= 0 && window is not null)
        {
            for (int i = 0; i < Length; i++)
            {
                Windowed.Load<TLanes, TVector>(input, window, i, out TVector re, out TVector im);
                Put<TLanes, TVector>(first + ((nint)i * 2 * TLanes.Count), re, im);
            }

            return first;
        }

        for (int pass = 0; pass < passes; pass++)
        {
            int r = _radices[pass];
            fixed (float* twiddles = _twiddles[pass], roots = _roots[pass])
            {
                if (pass == 0 && window is not null)
                {
                    Pass<TLanes, TVector, Windowed>(r, x, y, window, twiddles, roots, n, s);
                }
                else
                {
                    Pass<TLanes, TVector, Plain>(r, x, y, null, twiddles, roots, n, s);
                }
            }

            x = y;
            y = y == first ? second : first;
            n /= r;
            s *= r;
        }

        return x;
    }

    private static void Pass<TLanes, TVector, TInput>(int radix, float* x, float* y, float* window, float* twiddles, float* roots, int n, int s)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TInput : IInput
    {
        switch (radix)
        {
            case 2:
                Two<TLanes, TVector, TInput>(x, y, window, twiddles, n, s);
                break;
            case 4:
                Four<TLanes, TVector, TInput>(x, y, window, twiddles, n, s);
                break;
            case 5:
                Five<TLanes, TVector, TInput>(x, y, window, twiddles, n, s);
                break;
            case 8:
                Eight<TLanes, TVector, TInput>(x, y, window, twiddles, n, s);
                break;
            default:
                Any<TLanes, TVector, TInput>(x, y, window, twiddles, roots, radix, n, s);
                break;
        }
    }

    /// <summary>Few passes, and where possible a last one of radix 4, whose single outputs need no multiplication.</summary>
    private static int[] Factor(int length)
    {
        var radices = new List<int>();
        int rest = length;
        bool endsInFour = rest % 4 == 0;
        if (endsInFour)
        {
            rest /= 4;
        }

        foreach (int radix in (ReadOnlySpan<int>)[8, 4, 2, 5, 3])
        {
            while (rest % radix == 0)
            {
                radices.Add(radix);
                rest /= radix;
            }
        }

        for (int prime = 7; rest > 1; prime += 2)
        {
            prime = (long)prime * prime > rest ? rest : prime;
            while (rest % prime == 0)
            {
                radices.Add(prime);
                rest /= prime;
            }
        }

        if (endsInFour)
        {
            radices.Add(4);
        }

        return [.. radices];
    }

    private static float[] Roots(int radix)
    {
        var roots = new float[2 * radix];
        for (int j = 0; j < radix; j++)
        {
            (double sin, double cos) = Math.SinCos(-2 * Math.PI * j / radix);
            (roots[2 * j], roots[(2 * j) + 1]) = ((float)cos, (float)sin);
        }

        return roots;
    }
}
