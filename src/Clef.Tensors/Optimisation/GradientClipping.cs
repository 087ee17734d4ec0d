using Clef.Tensors.Native;

namespace Clef.Tensors.Optimisation;

/// <summary>Bounds gradients before a step.</summary>
public static unsafe class GradientClipping
{
    /// <summary>
    /// Scales all gradients together so that their common 2-norm is no more than <paramref name="limit"/> (PyTorch's rule: by
    /// limit / (norm + 1e-6) where that is below one).
    /// </summary>
    /// <returns>The norm before. Not finite where a gradient is not: then nothing sensible has been done, and the step should be skipped.</returns>
    public static double ByNorm(IEnumerable<Tensor> parameters, double limit)
    {
        Tensor[] all = [.. parameters];
        var handles = new nint[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            handles[i] = all[i].Handle;
        }

        double norm;
        fixed (nint* pointer = handles)
        {
            NativeMethods.Check(NativeMethods.ClipGradNorm(pointer, all.Length, limit, out norm));
        }

        GC.KeepAlive(all);
        return norm;
    }
}
