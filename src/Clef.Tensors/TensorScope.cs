namespace Clef.Tensors;

/// <summary>
/// Owns the tensors that operations make while it is the innermost open scope of its thread, and frees them when it is disposed.
/// The memory behind a tensor is invisible to the garbage collector, so a loop without a scope would grow until a collection happens
/// for other reasons; a finaliser exists as a safety net only.
/// </summary>
/// <remarks>
/// <code>
/// using var scope = new TensorScope();
/// Tensor hidden = x.Linear(weight).Gelu();   // freed with the scope
/// return scope.Return(hidden.Mean(1));       // handed to the enclosing scope, or to the caller where there is none
/// </code>
/// A scope belongs to the thread that opened it: do not await inside one.
/// </remarks>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? s_current;

    private readonly TensorScope? _parent;
    private Tensor?[] _owned = new Tensor?[16];
    private int _count;
    private bool _closed;

    /// <summary>Opens a scope inside the current one.</summary>
    public TensorScope()
    {
        _parent = s_current;
        s_current = this;
    }

    /// <summary>The innermost open scope of this thread, if any.</summary>
    public static TensorScope? Current => s_current;

    /// <summary>How many tensors this scope owns now.</summary>
    public int Count => _count;

    /// <summary>Runs <paramref name="body"/> in a scope of its own and returns its result to the enclosing one.</summary>
    public static Tensor Run(Func<Tensor> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var scope = new TensorScope();
        return scope.Return(body());
    }

    /// <summary>Hands a tensor to the enclosing scope; without one it becomes the caller's to dispose. Tensors of other scopes are left alone.</summary>
    public Tensor Return(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Scope == this)
        {
            Remove(tensor);
            _parent?.Add(tensor);
        }

        return tensor;
    }

    /// <summary>Frees every tensor the scope still owns. Scopes left open inside it are closed first.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        for (TensorScope? open = s_current; open is not null; open = open._parent)
        {
            if (open == this)
            {
                while (s_current != this)
                {
                    s_current!.Close();
                }

                Close();
                return;
            }
        }

        throw new InvalidOperationException("a TensorScope was disposed on another thread than the one that opened it");
    }

    internal void Add(Tensor tensor)
    {
        if (_count == _owned.Length)
        {
            Array.Resize(ref _owned, _count * 2);
        }

        tensor.Scope = this;
        tensor.Slot = _count;
        _owned[_count++] = tensor;
        BreakOff.Check(); // once the tensor is owned, so that it is freed with the others
    }

    internal void Remove(Tensor tensor)
    {
        // The last one takes the place of the one that leaves.
        Tensor last = _owned[--_count]!;
        _owned[tensor.Slot] = last;
        last.Slot = tensor.Slot;
        _owned[_count] = null;
        tensor.Scope = null;
    }

    private void Close()
    {
        _closed = true;
        s_current = _parent;
        for (int i = _count - 1; i >= 0; i--)
        {
            Tensor tensor = _owned[i]!;
            tensor.Scope = null;
            tensor.Dispose();
        }

        _owned = [];
        _count = 0;
    }
}
