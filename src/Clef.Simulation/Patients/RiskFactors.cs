namespace Clef.Simulation.Patients;

/// <summary>The sex of a simulated patient.</summary>
public enum Sex
{
    /// <summary>Female.</summary>
    Female,

    /// <summary>Male.</summary>
    Male,
}

/// <summary>The true cardiovascular risk factors of a simulated patient, all known to the simulator.</summary>
/// <param name="SystolicPressure">Systolic blood pressure, mmHg.</param>
/// <param name="DiastolicPressure">Diastolic blood pressure, mmHg.</param>
/// <param name="TotalCholesterol">Total cholesterol, mmol/L.</param>
/// <param name="Hdl">HDL cholesterol, mmol/L.</param>
/// <param name="Bmi">Body mass index, kg/m2.</param>
/// <param name="Pulse">Resting pulse, beats a minute.</param>
/// <param name="Smoker">Smokes now.</param>
/// <param name="Diabetes">Has diabetes.</param>
public sealed record RiskFactors(
    double SystolicPressure, double DiastolicPressure, double TotalCholesterol, double Hdl, double Bmi, double Pulse, bool Smoker, bool Diabetes);

/// <summary>What the record holds of the risk factors: null where it was never taken or never written down. Units as in <see cref="RiskFactors"/>.</summary>
public sealed record RecordedFactors(
    double? SystolicPressure, double? DiastolicPressure, double? TotalCholesterol, double? Hdl, double? Bmi, double? Pulse, bool? Smoker, bool? Diabetes);
