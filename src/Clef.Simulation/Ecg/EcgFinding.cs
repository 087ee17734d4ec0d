using Clef.Simulation.Patients;

namespace Clef.Simulation.Ecg;

/// <summary>What a reader could find in a simulated ECG.</summary>
public enum EcgFinding
{
#pragma warning disable CS1591 // the field's terms
    NormalEcg, SinusRhythm, SinusBradycardia, SinusTachycardia, SinusArrhythmia, AtrialFibrillation, AtrialFlutter, AtrialPrematureBeats,
    VentricularPrematureBeats, FirstDegreeBlock, SecondDegreeBlock, CompleteBlock, LeftBundleBranchBlock, RightBundleBranchBlock, LeftAxisDeviation,
    RightAxisDeviation, LeftVentricularHypertrophy, StrainPattern, StDepression, StElevation, InferiorInfarction, AnteriorInfarction, LateralInfarction,
    LongQt, PeakedT, TwaveAbnormality,
#pragma warning restore CS1591
}

/// <summary>Reads the findings off the state and the beats by the usual limits.</summary>
internal static class EcgFindings
{
    internal static List<EcgFinding> Of(EcgPhysiology state, IReadOnlyList<Heartbeat> beats, double rate, SimulatedPatient patient)
    {
        var found = new List<EcgFinding>();
        void If(bool present, EcgFinding finding)
        {
            if (present)
            {
                found.Add(finding);
            }
        }

        bool sinus = state.Rhythm == EcgRhythm.Sinus, adult = patient.Age >= 16, block = state.LeftBundle || state.RightBundle;
        double heart = state.StVector.X + state.StVector.Y;
        If(sinus && rate is >= 60 and <= 100, EcgFinding.SinusRhythm);
        If(sinus && rate < 60, EcgFinding.SinusBradycardia);
        If(sinus && rate > (adult ? 100 : 130), EcgFinding.SinusTachycardia);
        If(sinus && state.RespiratoryVariation > 0.08, EcgFinding.SinusArrhythmia);
        If(state.Rhythm == EcgRhythm.AtrialFibrillation, EcgFinding.AtrialFibrillation);
        If(state.Rhythm == EcgRhythm.AtrialFlutter, EcgFinding.AtrialFlutter);
        If(beats.Any(b => b.Origin == BeatOrigin.AtrialPremature), EcgFinding.AtrialPrematureBeats);
        If(beats.Any(b => b.Origin == BeatOrigin.VentricularPremature), EcgFinding.VentricularPrematureBeats);
        If(sinus && state.PrMilliseconds > 200, EcgFinding.FirstDegreeBlock);
        If(state.Rhythm is EcgRhythm.Wenckebach or EcgRhythm.TwoToOneBlock, EcgFinding.SecondDegreeBlock);
        If(state.Rhythm == EcgRhythm.CompleteBlock, EcgFinding.CompleteBlock);
        If(state.LeftBundle, EcgFinding.LeftBundleBranchBlock);
        If(state.RightBundle, EcgFinding.RightBundleBranchBlock);
        If(state.AxisDegrees < -30, EcgFinding.LeftAxisDeviation);
        If(state.AxisDegrees > 95, EcgFinding.RightAxisDeviation);
        If(state.Voltage > 1.5 && !state.LeftBundle && adult, EcgFinding.LeftVentricularHypertrophy);
        If(state.Strain > 0.3 && !block, EcgFinding.StrainPattern);
        If(heart < -0.09, EcgFinding.StDepression);
        If(heart > 0.1 || state.StVector.Z < -0.1, EcgFinding.StElevation);
        bool visible = state.InfarctSize > 0.35 && !state.LeftBundle;
        If(visible && state.Infarct == InfarctSite.Inferior, EcgFinding.InferiorInfarction);
        If(visible && state.Infarct == InfarctSite.Anterior, EcgFinding.AnteriorInfarction);
        If(visible && state.Infarct == InfarctSite.Lateral, EcgFinding.LateralInfarction);
        If(state.QtcMilliseconds > (patient.Sex == Sex.Male ? 460 : 470) && !block, EcgFinding.LongQt);
        If(state.Hyperkalaemia > 0.4, EcgFinding.PeakedT);
        If(state.TScale < 0.3 && !block, EcgFinding.TwaveAbnormality);
        If(found.All(f => f is EcgFinding.SinusRhythm or EcgFinding.SinusBradycardia or EcgFinding.SinusArrhythmia), EcgFinding.NormalEcg);
        return found;
    }
}
