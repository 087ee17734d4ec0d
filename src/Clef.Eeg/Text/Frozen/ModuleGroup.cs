using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Text.Frozen;

/// <summary>Modules under names, so that the names of weights can follow another program's.</summary>
internal sealed class ModuleGroup : Module
{
    public ModuleGroup(params ReadOnlySpan<(string Name, Module Module)> parts)
    {
        foreach ((string name, Module module) in parts)
        {
            Register(name, module);
        }
    }
}

/// <summary>A weight alone under its name <c>weight</c>: the root-mean-square norm of T5 (Zhang and Sennrich, 2019), without mean and bias.</summary>
internal sealed class RootMeanSquareNorm : Layer
{
    private readonly Tensor _weight;
    private readonly double _epsilon;

    public RootMeanSquareNorm(long width, double epsilon)
    {
        _weight = RegisterParameter("weight", Tensor.Ones(width));
        _epsilon = epsilon;
    }

    public override Tensor Forward(Tensor input)
    {
        using var scope = new TensorScope();
        return scope.Return(input * (input.Square().Mean(-1, keepAxis: true) + _epsilon).Rsqrt() * _weight);
    }
}
