using Clef.Clinical.Units;

namespace Clef.Clinical.Risk.Score2;

/// <summary>
/// The member of the family that a guideline would use: SCORE2-OP from 70 years on, below that SCORE2-Diabetes for a person known to have
/// diabetes, and SCORE2 for anyone else. A person whose age is not known is answered by SCORE2, which names what is missing.
/// </summary>
public sealed class Score2Family(RiskRegion region) : RiskScore
{
    private readonly Score2 younger = new(region);
    private readonly Score2Diabetes diabetes = new(region);
    private readonly Score2Op? older = RiskRegions.IsProvisional(region) ? null : new Score2Op(region);

    /// <inheritdoc/>
    public override string Name => "score2-family";

    /// <summary>The attributes that every member needs.</summary>
    public override IReadOnlyList<RiskAttribute> Attributes => younger.Attributes;

    /// <inheritdoc/>
    public override double FromAge => younger.FromAge;

    /// <inheritdoc/>
    public override double BelowAge => older?.BelowAge ?? younger.BelowAge;

    /// <summary>Evaluates the member that fits; <see cref="RiskResult.Score"/> names it.</summary>
    public override RiskResult Evaluate(RiskInputs inputs) => Member(inputs).Evaluate(inputs);

    /// <summary>The member that fits the person's age and diabetes.</summary>
    public RiskScore Member(RiskInputs inputs) =>
        older is not null && inputs.Age?.Years >= older.FromAge ? older : inputs.Diabetes == true ? diabetes : younger;

    internal static IEnumerable<string> ProvisionalNote(RiskRegion region) => RiskRegions.IsProvisional(region)
        ? [$"the scales of region {RiskRegions.NameOf(region)} are marked as work in progress by the score's authors"]
        : [];

    /// <inheritdoc/>
    protected override double Compute(RiskInputs inputs) => throw new NotSupportedException("a member of the family computes");

    /// <inheritdoc/>
    protected override string Category(double risk, Age age) => Score2Categories.For(risk, age.Years);
}
