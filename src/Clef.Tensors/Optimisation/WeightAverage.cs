using Clef.Tensors.Modules;
using Clef.Tensors.Native;

namespace Clef.Tensors.Optimisation;

/// <summary>
/// The exponential moving average of a module's weights: average = decay average + (1 - decay) weight after every step.
/// Floating-point buffers are averaged too; counts are copied.
/// </summary>
public sealed unsafe class WeightAverage : IDisposable
{
    private readonly OrderedDictionary<string, Tensor> _weights;
    private readonly OrderedDictionary<string, Tensor> _average = [];

    /// <summary>Starts from a copy of the weights as they are.</summary>
    public WeightAverage(Module module, double decay)
    {
        if (decay is < 0 or >= 1)
        {
            throw new TensorException($"a moving average with decay {decay}; expected 0 <= decay < 1");
        }

        Decay = decay;
        _weights = module.StateDict();
        using GradientMode.Restore mode = GradientMode.Disable();
        foreach ((string name, Tensor tensor) in _weights)
        {
            using Tensor detached = tensor.Detach();
            _average.Add(name, detached.Clone().Keep());
        }
    }

    /// <summary>The share of the average that stays; may be changed between steps.</summary>
    public double Decay { get; set; }

    /// <summary>The averaged weights by name, fit for <c>Module.LoadStateDict</c>. The tensors are the average's own.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _average;

    /// <summary>Moves the average towards the weights as they are now.</summary>
    public void Update()
    {
        var averages = new nint[_average.Count];
        var weights = new nint[_average.Count];
        for (int i = 0; i < averages.Length; i++)
        {
            averages[i] = _average.GetAt(i).Value.Handle;
            weights[i] = _weights.GetAt(i).Value.Handle;
        }

        fixed (nint* to = averages, from = weights)
        {
            NativeMethods.Check(NativeMethods.AverageStep(to, from, averages.Length, Decay));
        }

        GC.KeepAlive(_average);
        GC.KeepAlive(_weights);
    }

    /// <summary>Restores an average that was stored.</summary>
    /// <exception cref="TensorException">A tensor is missing or of another shape or type.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> weights)
    {
        foreach ((string name, Tensor own) in _average)
        {
            if (!weights.TryGetValue(name, out Tensor? given) || given.DType != own.DType || !given.Shape.SequenceEqual(own.Shape))
            {
                throw new TensorException($"averaged weight '{name}' is {given?.Description ?? "missing"}; expected {own.Description}");
            }
        }

        foreach ((string name, Tensor own) in _average)
        {
            own.CopyInPlace(weights[name]);
        }
    }

    /// <summary>Frees the average.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _average.Values)
        {
            tensor.Dispose();
        }
    }
}
