namespace Clef.Clinical.Risk.Reference;

/// <summary>
/// The expectation and variance of a score for a person some of whose inputs are not known, under a stated reference population. It says
/// how much is known about the risk, where the score alone can only say "missing"; it is never reported as a score.
/// </summary>
/// <param name="Mean">Expected ten-year risk as a fraction.</param>
/// <param name="Variance">Variance of the risk over the donors (0 where nothing is missing), in squared fractions.</param>
/// <param name="Filled">The attributes taken from donors.</param>
/// <param name="Donors">How many donors gave a score.</param>
/// <param name="Refused">How many donors were passed over because the filled-in person is outside the score's range (an unknown
/// age).</param>
/// <param name="Reference">The name of the reference population.</param>
public sealed record ExpectedRisk(
    double Mean, double Variance, IReadOnlyList<RiskAttribute> Filled, int Donors, int Refused, string Reference)
{
    /// <summary>
    /// Donors taken where nothing else is said: enough for a variance within about 15 % of itself, few enough to stay near in age.
    /// </summary>
    public const int DefaultDonors = 100;

    /// <summary>
    /// Computes expectation and variance: each donor's values for the missing attributes are put, together, into the person, and the score
    /// is computed. What is known of the person stays, and by default decides who is near enough to lend (<see cref="DonorChoice"/>).
    /// Returns null where the score does not apply (age outside its range, another population) or no donor has all that is missing.
    /// </summary>
    public static ExpectedRisk? Of(
        RiskScore score, RiskInputs person, ReferencePopulation reference, int donors = DefaultDonors,
            DonorChoice choice = DonorChoice.KnownInputs)
    {
        RiskResult plain = score.Evaluate(person);
        if (plain.Status == RiskStatus.Scored)
        {
            return new ExpectedRisk(plain.Risk!.Value, 0, [], 0, 0, reference.Name);
        }

        if (plain.Status != RiskStatus.MissingInputs)
        {
            return null;
        }

        int count = 0, refused = 0;
        double mean = 0, squares = 0;
        foreach (RiskInputs donor in reference.Donors(person, plain.Missing, donors, choice))
        {
            if (score.Evaluate(person.With(plain.Missing, donor)).Risk is not { } risk)
            {
                refused++;
                continue;
            }

            // Welford's update: exact enough for risks that differ in the fifth digit.
            count++;
            double delta = risk - mean;
            mean += delta / count;
            squares += delta * (risk - mean);
        }

        return count == 0 ? null : new ExpectedRisk(mean, squares / count, plain.Missing, count, refused, reference.Name);
    }
}
