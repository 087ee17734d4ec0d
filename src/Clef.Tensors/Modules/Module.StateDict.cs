using System.Globalization;
using System.Text;

namespace Clef.Tensors.Modules;

public abstract partial class Module
{
    /// <summary>
    /// Every parameter and buffer by its full name, in PyTorch's order: a module's parameters, its buffers, then its children.
    /// The tensors are the module's own, not copies.
    /// </summary>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var state = new OrderedDictionary<string, Tensor>();
        Collect("", state);
        return state;
    }

    /// <summary>
    /// Copies weights into the module. Every tensor of the module must be given, with its shape and element type, and nothing else.
    /// </summary>
    /// <param name="weights">Weights by full name.</param>
    /// <param name="source">Where they come from, for the error text.</param>
    /// <exception cref="TensorException">Anything is missing, left over or of another shape or type. Nothing has been copied then.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> weights, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        OrderedDictionary<string, Tensor> state = StateDict();
        List<string> missing = [.. state.Keys.Where(name => !weights.ContainsKey(name))];
        List<string> unexpected = [.. weights.Keys.Where(name => !state.ContainsKey(name))];
        List<string> different = [.. state
            .Where(own => weights.TryGetValue(own.Key, out Tensor? given)
                && (given.DType != own.Value.DType || !given.Shape.SequenceEqual(own.Value.Shape)))
            .Select(own => $"{own.Key} ({weights[own.Key].Description}, expected {own.Value.Description})")];
        if (missing.Count + unexpected.Count + different.Count > 0)
        {
            throw new TensorException(Mismatch(source, state.Count, missing, unexpected, different));
        }

        using GradientMode.Restore mode = GradientMode.Disable();
        foreach ((string name, Tensor own) in state)
        {
            own.CopyInPlace(weights[name]);
        }
    }

    private string Mismatch(string? source, int total, List<string> missing, List<string> unexpected, List<string> different)
    {
        int matched = total - missing.Count - different.Count;
        var text = new StringBuilder();
        text.Append(source is null ? "" : source + ": ");
        text.Append(CultureInfo.InvariantCulture, $"weights do not fit {GetType().Name}: {matched} of {total} tensors match");
        List("missing", missing);
        List("unexpected", unexpected);
        List("of another shape or type", different);
        return text.ToString();

        void List(string what, List<string> names)
        {
            // The first few show the pattern (a prefix, another size); hundreds would hide it.
            const int shown = 5;
            if (names.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"; {names.Count} {what}: {string.Join(", ", names.Take(shown))}");
                text.Append(names.Count > shown ? ", ..." : "");
            }
        }
    }

    private void Collect(string prefix, OrderedDictionary<string, Tensor> state)
    {
        foreach ((string name, Tensor tensor) in _parameters.Concat(_buffers))
        {
            state.Add(prefix + name, tensor);
        }

        foreach ((string name, Module child) in _children)
        {
            child.Collect($"{prefix}{name}.", state);
        }
    }
}
