using System.Runtime.CompilerServices;

namespace Clef.Signals.Fourier;

/// <summary>
/// The small transforms of which a pass consists. An element is a complex number per lane: a register of real parts, then one of imaginary parts.
/// </summary>
internal unsafe readonly ref struct Butterflies<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>(re, im) := the difference and sum of two elements' parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(ref TVector ar, ref TVector ai, ref TVector br, ref TVector bi)
    {
        TVector r = TLanes.Subtract(ar, br), i = TLanes.Subtract(ai, bi);
        ar = TLanes.Add(ar, br);
        ai = TLanes.Add(ai, bi);
        br = r;
        bi = i;
    }

    /// <summary>Four points in place, in natural order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(
        ref TVector ar, ref TVector ai, ref TVector br, ref TVector bi, ref TVector cr, ref TVector ci, ref TVector dr, ref TVector di)
    {
        TVector sr = TLanes.Add(ar, cr), si = TLanes.Add(ai, ci), tr = TLanes.Subtract(ar, cr), ti = TLanes.Subtract(ai, ci);
        TVector ur = TLanes.Add(br, dr), ui = TLanes.Add(bi, di), vr = TLanes.Subtract(br, dr), vi = TLanes.Subtract(bi, di);
        ar = TLanes.Add(sr, ur);
        ai = TLanes.Add(si, ui);
        cr = TLanes.Subtract(sr, ur);
        ci = TLanes.Subtract(si, ui);

        // Times -i for output 1, times +i for output 3.
        br = TLanes.Add(tr, vi);
        bi = TLanes.Subtract(ti, vr);
        dr = TLanes.Subtract(tr, vi);
        di = TLanes.Add(ti, vr);
    }

    /// <summary>(re, im) times the constant (wr, wi).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rotate(ref TVector re, ref TVector im, TVector wr, TVector wi)
    {
        TVector r = TLanes.MultiplyAdd(re, wr, TLanes.Negate(TLanes.Multiply(im, wi)));
        im = TLanes.MultiplyAdd(re, wi, TLanes.Multiply(im, wr));
        re = r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rotate(ref TVector re, ref TVector im, float* twiddle) =>
        Rotate(ref re, ref im, TLanes.Broadcast(twiddle[0]), TLanes.Broadcast(twiddle[1]));
}
