using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>Whether operations on this tensor are recorded for <see cref="Backward"/>.</summary>
    public bool RequiresGrad
    {
        get
        {
            bool required = NativeMethods.RequiresGrad(Handle) != 0;
            GC.KeepAlive(this);
            return required;
        }

        set => Changed(NativeMethods.SetRequiresGrad(Handle, value ? 1 : 0), this);
    }

    /// <summary>Whether the tensor was made by hand rather than by a recorded operation; only leaves keep a gradient.</summary>
    public bool IsLeaf
    {
        get
        {
            bool leaf = NativeMethods.IsLeaf(Handle) != 0;
            GC.KeepAlive(this);
            return leaf;
        }
    }

    /// <summary>The gradient that backward passes have added up, or null; owned by the current scope. Set null to clear it.</summary>
    public Tensor? Grad
    {
        get
        {
            nint gradient = NativeMethods.Grad(Handle);
            GC.KeepAlive(this);
            return gradient == 0 ? null : new Tensor(gradient);
        }

        set => Changed(NativeMethods.SetGrad(Handle, HandleOrNull(value)), this, value);
    }

    /// <summary>Adds to every leaf's gradient the derivative of this tensor by the leaf, weighted by <paramref name="seed"/> (one, for a scalar).</summary>
    /// <param name="seed">The derivative of a final scalar by this tensor; not needed where this is a scalar.</param>
    /// <param name="keepGraph">Whether the graph serves for another backward pass.</param>
    public void Backward(Tensor? seed = null, bool keepGraph = false) =>
        _ = Changed(NativeMethods.Backward(Handle, HandleOrNull(seed), keepGraph ? 1 : 0), this, seed);

    /// <summary>The same elements, cut from the graph. A view.</summary>
    public Tensor Detach() => Own(NativeMethods.Detach(Handle), this);
}
