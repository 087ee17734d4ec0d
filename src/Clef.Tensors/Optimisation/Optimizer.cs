using Clef.Tensors.Native;

namespace Clef.Tensors.Optimisation;

/// <summary>
/// Changes parameters by their gradients. Its state (moments, step count) is a set of named tensors that can be read, stored and
/// restored, after which training continues to the same bytes.
/// </summary>
public abstract unsafe class Optimizer : IDisposable
{
    /// <summary>Takes note of the parameters, in an order that stays.</summary>
    /// <param name="parameters">Full names and tensors, as <c>Module.NamedParameters</c> gives them.</param>
    /// <param name="learningRate">The rate of the first step; schedules change it.</param>
    protected Optimizer(IEnumerable<(string Name, Tensor Tensor)> parameters, double learningRate)
    {
        Parameters = [.. parameters];
        if (Parameters.Count == 0)
        {
            throw new TensorException($"{GetType().Name} without parameters; expected at least one");
        }

        LearningRate = learningRate;
    }

    /// <summary>The parameters by name.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Parameters { get; }

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>How many steps have been made.</summary>
    public long Steps { get; private set; }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad() => WithHandles(Parameters.Select(p => p.Tensor), (handles, count) => NativeMethods.Check(NativeMethods.ZeroGrad((nint*)handles, count)));

    /// <summary>Changes every parameter that has a gradient.</summary>
    public void Step()
    {
        Steps++;
        Apply();
    }

    /// <summary>The state by name: for each parameter its moments, as <c>exp_avg.layer.weight</c>, and <c>step</c>. The tensors are the optimiser's own.</summary>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var state = new OrderedDictionary<string, Tensor> { ["step"] = Tensor.From<long>([Steps]) };
        foreach ((string name, Tensor tensor) in State())
        {
            state.Add(name, tensor);
        }

        return state;
    }

    /// <summary>Restores what <see cref="StateDict"/> gave.</summary>
    /// <exception cref="TensorException">A tensor is missing, left over, or of another shape or type. Nothing has been changed then.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = new TensorScope();
        OrderedDictionary<string, Tensor> own = StateDict();
        foreach ((string name, Tensor tensor) in own)
        {
            if (!state.TryGetValue(name, out Tensor? given))
            {
                throw new TensorException($"optimiser state has no '{name}'; expected {own.Count} tensors, found {state.Count}");
            }

            if (given.DType != tensor.DType || !given.Shape.SequenceEqual(tensor.Shape))
            {
                throw new TensorException($"optimiser state '{name}' is {given.Description}; expected {tensor.Description}");
            }
        }

        if (state.Count != own.Count)
        {
            throw new TensorException($"optimiser state has '{state.Keys.First(name => !own.ContainsKey(name))}'; expected {own.Count} tensors, found {state.Count}");
        }

        using GradientMode.Restore mode = GradientMode.Disable();
        Steps = state["step"].ToInt64();
        foreach ((string name, Tensor tensor) in State())
        {
            tensor.CopyInPlace(state[name]);
        }
    }

    /// <summary>Frees the state. The parameters belong to their module.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((_, Tensor tensor) in State())
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>The state tensors by name, in a fixed order.</summary>
    protected abstract IEnumerable<(string Name, Tensor Tensor)> State();

    /// <summary>Changes the parameters; <see cref="Steps"/> already counts this step.</summary>
    protected abstract void Apply();

    /// <summary>Zeros like every parameter: fresh moments.</summary>
    protected Tensor[] Moments() =>
        [.. Parameters.Select(p => Tensor.Zeros(p.Tensor.Shape, p.Tensor.DType, p.Tensor.Device).Keep())];

    /// <summary>Calls with the native handles of tensors, which stay alive during the call. The address is that of an array of handles.</summary>
    private protected static void WithHandles(IEnumerable<Tensor> tensors, Action<nint, long> call)
    {
        Tensor[] all = [.. tensors];
        var handles = new nint[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            handles[i] = all[i].Handle;
        }

        fixed (nint* pointer = handles)
        {
            call((nint)pointer, all.Length);
        }

        GC.KeepAlive(all);
    }
}
