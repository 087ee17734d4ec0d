namespace Clef.Simulation.Eeg;

/// <summary>A simulated EEG session: the signals and everything that made them.</summary>
public sealed class EegSession
{
    /// <summary>The channel labels, in the order of <see cref="Signals"/>.</summary>
    public static IReadOnlyList<string> Labels => HeadModel.Labels;

    /// <summary>Samples a second.</summary>
    public required double SampleRate { get; init; }

    /// <summary>Channel x sample, microvolts.</summary>
    public required float[][] Signals { get; init; }

    /// <summary>What happened and why; never an input of a model.</summary>
    public required EegPlan Plan { get; init; }
}
