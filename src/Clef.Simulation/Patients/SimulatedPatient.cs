namespace Clef.Simulation.Patients;

/// <summary>One simulated patient: causes, before any signal. A copy with one cause changed is an intervention.</summary>
public sealed record SimulatedPatient
{
    /// <summary>Place in the cohort, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The identifier, <c>sim-000001</c> for the first.</summary>
    public required string Id { get; init; }

    /// <summary>Where the patient was seen.</summary>
    public required Site Site { get; init; }

    /// <summary>Why the patient was there.</summary>
    public required Setting Setting { get; init; }

    /// <summary>Age in years at the recording.</summary>
    public required double Age { get; init; }

    /// <summary>Sex.</summary>
    public required Sex Sex { get; init; }

    /// <summary>One of <see cref="Site.Races"/>.</summary>
    public required string Race { get; init; }

    /// <summary>The day and time of the recording; dates are invented.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>The true risk factors.</summary>
    public required RiskFactors Risk { get; init; }

    /// <summary>What the record holds of them.</summary>
    public required RecordedFactors Recorded { get; init; }

    /// <summary>The latent burden of atherosclerosis, on the logit scale; a cause, not an observation.</summary>
    public required double VascularBurden { get; init; }

    /// <summary>All true diagnoses.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>All drugs taken at the recording.</summary>
    public required IReadOnlyList<DrugExposure> Drugs { get; init; }

    /// <summary>The stream below which all randomness of this patient lies.</summary>
    internal CounterRandom Random { get; init; } = new(0);

    /// <summary>True where the patient has the diagnosis of this ICD-10 code.</summary>
    public bool Has(string code) => Conditions.Any(c => c.Code == code);

    /// <summary>True where the patient takes a drug whose ATC code starts so.</summary>
    public bool Takes(string atcPrefix) => Drugs.Any(d => d.Drug.Code.StartsWith(atcPrefix, StringComparison.Ordinal));
}
