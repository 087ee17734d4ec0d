namespace Clef.Simulation;

/// <summary>What identifies the simulator in everything it makes.</summary>
public static class Simulator
{
    /// <summary>
    /// The version of the causal model. It changes with any change of what is generated, is fixed before an experiment starts, and is written into
    /// every file, so that results from different versions are never compared by mistake.
    /// </summary>
    public const string Version = "1.0.0";

    /// <summary>The mark that every file, header and report carries.</summary>
    public const string Mark = "SIMULATED DATA (Clef simulator " + Version + "), no real patient";
}
