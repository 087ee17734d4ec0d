namespace Clef.Simulation.Eeg;

/// <summary>What a reader could find in a simulated EEG. Names follow the ACNS terms and the HED-SCORE vocabulary where these have one.</summary>
public enum EegFinding
{
#pragma warning disable CS1591 // the field's terms speak for themselves
    PosteriorRhythm, SlowPosteriorRhythm, LowVoltage, ExcessBeta, GeneralisedSlowing, FocalSlowing, Breach,
    FocalSpikes, GeneralisedSpikeWave, Polyspikes, FocalSeizure, AbsenceSeizure, StatusEpilepticus,
    Lpd, Gpd, Lrda, Grda, TriphasicWaves, BurstSuppression,
    Drowsiness, Sleep, VertexWaves, SleepSpindles, KComplexes, Posts, SlowWaveSleep, Wickets, MuRhythm,
    PhoticDriving, PhotoparoxysmalResponse, HyperventilationSlowing,
    BlinkArtefact, MuscleArtefact, MovementArtefact, ElectrodeArtefact, MainsArtefact, EcgArtefact,
#pragma warning restore CS1591
}

/// <summary>A finding as it is in a session.</summary>
/// <param name="Finding">What it is.</param>
/// <param name="Place">Where, for focal findings.</param>
/// <param name="Hertz">Its frequency, where it has one.</param>
/// <param name="Count">How often it occurs; 1 for a lasting state.</param>
/// <param name="Seconds">Seconds of the session that it takes up.</param>
/// <param name="Severity">From 0 to 1 for graded findings; otherwise 1.</param>
public sealed record EegFindingTruth(EegFinding Finding, ScalpPlace? Place = null, double? Hertz = null, int Count = 1, double Seconds = 0, double Severity = 1);
