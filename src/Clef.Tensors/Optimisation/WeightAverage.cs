using Clef.Tensors.Modules;
using Clef.Tensors.Native;

namespace Clef.Tensors.Optimisation;

/// <summary>
/// The exponential moving average of a module's weights: average = decay average + (1 - decay) weight after every step.
/// Floating-point buffers are averaged too; counts and records (see <see cref="Module.RecordNames"/>) are copied.
/// </summary>
public sealed unsafe class WeightAverage : IDisposable
{
    private readonly OrderedDictionary<string, Tensor> _weights;
    private readonly OrderedDictionary<string, Tensor> _average = [];
    private readonly HashSet<string> _records;

    /// <summary>Starts from a copy of the weights as they are.</summary>
    public WeightAverage(Module module, double decay)
    {
        if (decay is < 0 or >= 1)
        {
            throw new TensorException($"a moving average with decay {decay}; expected 0 <= decay < 1");
        }

        Decay = decay;
        _weights = module.StateDict();
        _records = [.. module.RecordNames()];
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
        string[] averaged = [.. _average.Keys.Where(name => !_records.Contains(name))];
        nint[] averages = [.. averaged.Select(name => _average[name].Handle)], weights = [.. averaged.Select(name => _weights[name].Handle)];
        fixed (nint* to = averages, from = weights)
        {
            NativeMethods.Check(NativeMethods.AverageStep(to, from, averages.Length, Decay));
        }

        using GradientMode.Restore mode = GradientMode.Disable();
        foreach (string name in _records)
        {
            _average[name].CopyInPlace(_weights[name]);
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
