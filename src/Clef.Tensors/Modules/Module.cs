namespace Clef.Tensors.Modules;

/// <summary>
/// A part of a network: named parameters (trained), named buffers (stored, not trained) and named child modules.
/// The full name of a tensor is the path of names to it, joined by dots, as in PyTorch's state dicts.
/// </summary>
public abstract partial class Module : IDisposable
{
    private readonly List<(string Name, Tensor Tensor)> _parameters = [];
    private readonly List<(string Name, Tensor Tensor)> _buffers = [];
    private readonly List<string> _records = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>Whether the module trains (dropout drops, batch norm uses the batch); set by <see cref="Train"/> and <see cref="Evaluate"/>.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>The number of trained numbers in this module and all below it.</summary>
    public long ParameterCount => Parameters().Sum(p => p.ElementCount);

    /// <summary>The child modules by name, in the order they were registered.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => _children;

    /// <summary>Puts this module and all below it into training or, with false, evaluation.</summary>
    public void Train(bool training = true)
    {
        IsTraining = training;
        foreach ((_, Module child) in _children)
        {
            child.Train(training);
        }
    }

    /// <summary>Puts this module and all below it into evaluation.</summary>
    public void Evaluate() => Train(false);

    /// <summary>The parameters of this module, then those of its children, depth first.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedParameters(string prefix = "")
    {
        foreach ((string name, Tensor tensor) in _parameters)
        {
            yield return (prefix + name, tensor);
        }

        foreach ((string name, Module child) in _children)
        {
            foreach ((string, Tensor) inner in child.NamedParameters($"{prefix}{name}."))
            {
                yield return inner;
            }
        }
    }

    /// <summary>The buffers of this module, then those of its children, depth first.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedBuffers(string prefix = "")
    {
        foreach ((string name, Tensor tensor) in _buffers)
        {
            yield return (prefix + name, tensor);
        }

        foreach ((string name, Module child) in _children)
        {
            foreach ((string, Tensor) inner in child.NamedBuffers($"{prefix}{name}."))
            {
                yield return inner;
            }
        }
    }

    /// <summary>All parameters, in the order of <see cref="NamedParameters"/>.</summary>
    public IEnumerable<Tensor> Parameters() => NamedParameters().Select(p => p.Tensor);

    /// <summary>Sets whether the parameters are trained: false freezes them.</summary>
    public void SetRequiresGrad(bool required)
    {
        foreach (Tensor parameter in Parameters())
        {
            parameter.RequiresGrad = required;
            if (!required)
            {
                parameter.Grad = null;
            }
        }
    }

    /// <summary>Moves every parameter and buffer to a device, in place: references to them stay valid.</summary>
    public void MoveTo(Device device) => Convert(t => t.To(device));

    /// <summary>Converts every floating-point parameter and buffer, in place: references to them stay valid.</summary>
    public void ConvertTo(DType dtype) => Convert(t => t.DType.IsFloatingPoint() ? t.To(dtype) : t);

    /// <summary>Frees every parameter and buffer of this module and all below it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        foreach ((_, Tensor tensor) in _parameters.Concat(_buffers))
        {
            tensor.Dispose();
        }

        foreach ((_, Module child) in _children)
        {
            child.Dispose();
        }
    }

    /// <summary>Makes a tensor a trained parameter of this module, which owns it from now on.</summary>
    protected Tensor RegisterParameter(string name, Tensor tensor)
    {
        CheckName(name);
        tensor.Keep().RequiresGrad = true;
        _parameters.Add((name, tensor));
        return tensor;
    }

    /// <summary>The names of the buffers that are records, of this module and its children: an average of weights copies them.</summary>
    public IEnumerable<string> RecordNames(string prefix = "") =>
        _records.Select(name => prefix + name).Concat(_children.SelectMany(c => c.Module.RecordNames($"{prefix}{c.Name}.")));

    /// <summary>Makes a tensor a stored but untrained part of this module, which owns it from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="record">True for what makes no sense in the mean of two moments, as a book of which one entry was replaced between them.</param>
    protected Tensor RegisterBuffer(string name, Tensor tensor, bool record = false)
    {
        CheckName(name);
        _buffers.Add((name, tensor.Keep()));
        if (record)
        {
            _records.Add(name);
        }

        return tensor;
    }

    /// <summary>Makes a module a child of this one, which owns it from now on.</summary>
    protected T Register<T>(string name, T module) where T : Module
    {
        CheckName(name);
        _children.Add((name, module));
        return module;
    }

    private void CheckName(string name)
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal)
            || _parameters.Exists(p => p.Name == name) || _buffers.Exists(p => p.Name == name) || _children.Exists(p => p.Name == name))
        {
            throw new ArgumentException($"'{name}' in {GetType().Name}: expected a new name without dots", nameof(name));
        }
    }

    private void Convert(Func<Tensor, Tensor> convert)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        foreach ((_, Tensor tensor) in NamedParameters().Concat(NamedBuffers()))
        {
            Tensor converted = convert(tensor);
            if (converted != tensor)
            {
                tensor.Replace(converted);
            }
        }
    }
}
