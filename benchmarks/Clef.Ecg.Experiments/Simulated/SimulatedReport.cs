namespace Clef.Ecg.Experiments.Simulated;

internal sealed class SimulatedReport(SimulatedDesign design, ExperimentCohort cohort, string folder)
{
    public string Write() => throw new NotSupportedException($"{design} {cohort} {folder}");
}
