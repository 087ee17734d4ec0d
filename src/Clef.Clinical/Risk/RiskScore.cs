using System.Globalization;
using Clef.Clinical.Units;

namespace Clef.Clinical.Risk;

/// <summary>A ten-year cardiovascular risk score: which attributes it needs, for whom it holds, and its equation.</summary>
public abstract class RiskScore
{
    /// <summary>The name on the command line, such as <c>score2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The attributes without which there is no score.</summary>
    public abstract IReadOnlyList<RiskAttribute> Attributes { get; }

    /// <summary>The youngest age in years for which the score holds.</summary>
    public abstract double FromAge { get; }

    /// <summary>The age in years from which on the score holds no longer (69 completed years means below 70).</summary>
    public abstract double BelowAge { get; }

    /// <summary>Evaluates one person. The reasons are tried in this order: age range, population, missing inputs.</summary>
    public virtual RiskResult Evaluate(RiskInputs inputs)
    {
        var missing = Attributes.Where(a => !inputs.Knows(a)).ToList();
        if (inputs.Age is { } age && !(age.Years >= FromAge && age.Years < BelowAge))
        {
            string reason = string.Create(
                CultureInfo.InvariantCulture, $"age {age.Years:0.#} is outside {FromAge:0}-{BelowAge - 1:0} years, for which {Name} holds");
            return None(RiskStatus.AgeOutsideRange, missing, reason);
        }

        if (OutsidePopulation(inputs) is { } other)
        {
            return None(RiskStatus.OtherPopulation, missing, other);
        }

        if (missing.Count > 0)
        {
            return None(RiskStatus.MissingInputs, missing, $"not known: {string.Join(", ", missing.Select(RiskNames.Of))}");
        }

        double risk = Compute(inputs);
        return new RiskResult
        {
            Score = Name,
            Status = RiskStatus.Scored,
            Risk = risk,
            Category = Category(risk, inputs.Age!.Value),
            Missing = missing,
            AttributeCount = Attributes.Count,
            Notes = [.. Reserves(inputs)],
        };
    }

    /// <summary>The equation, for complete inputs within the age range: ten-year risk as a fraction.</summary>
    protected abstract double Compute(RiskInputs inputs);

    /// <summary>The guideline's name for a risk at an age.</summary>
    protected abstract string Category(double risk, Age age);

    /// <summary>Why the person does not belong to the score's population, or null.</summary>
    protected virtual string? OutsidePopulation(RiskInputs inputs) => null;

    /// <summary>With what reserve the number has to be read.</summary>
    protected virtual IEnumerable<string> Reserves(RiskInputs inputs) => [];

    private RiskResult None(RiskStatus status, List<RiskAttribute> missing, string reason) => new()
    {
        Score = Name,
        Status = status,
        Missing = missing,
        AttributeCount = Attributes.Count,
        Notes = [reason],
    };
}
