namespace Clef.Tensors.Modules;

/// <summary>A module that turns one tensor into one.</summary>
public abstract class Layer : Module
{
    /// <summary>Applies the layer.</summary>
    public abstract Tensor Forward(Tensor input);
}

/// <summary>Layers one after another, named 0, 1, 2, ...</summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] _layers;

    /// <summary>Takes charge of layers in the order they are applied.</summary>
    public Sequential(params Layer[] layers)
    {
        _layers = layers;
        for (int i = 0; i < layers.Length; i++)
        {
            Register(i.ToString(System.Globalization.CultureInfo.InvariantCulture), layers[i]);
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        foreach (Layer layer in _layers)
        {
            input = layer.Forward(input);
        }

        return input;
    }
}

/// <summary>A function without parameters as a layer: <c>new Activation(t => t.Gelu())</c>.</summary>
public sealed class Activation(Func<Tensor, Tensor> function) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => function(input);
}

/// <summary>Modules of one kind, named 0, 1, 2, ...</summary>
public sealed class ModuleList<T> : Module, IReadOnlyList<T> where T : Module
{
    private readonly List<T> _modules = [];

    /// <summary>Takes charge of modules.</summary>
    public ModuleList(params IEnumerable<T> modules)
    {
        foreach (T module in modules)
        {
            Add(module);
        }
    }

    /// <inheritdoc/>
    public int Count => _modules.Count;

    /// <inheritdoc/>
    public T this[int index] => _modules[index];

    /// <summary>Takes charge of one more.</summary>
    public void Add(T module) => _modules.Add(Register(_modules.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
