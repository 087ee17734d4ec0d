using System.Collections.Concurrent;
using Clef.Core;

namespace Clef.Clinical.Risk.Reference;

/// <summary>
/// A table of people whose joint inputs stand for the distribution from which an unknown input is taken: the cohort itself, or a survey.
/// Donors are whole rows, so what is filled in together belongs together (hot deck).
/// </summary>
public sealed class ReferencePopulation
{
    private readonly RiskInputs[] people;
    private readonly ConcurrentDictionary<string, InputDistance> distances = new(StringComparer.Ordinal);

    /// <summary>Keeps the people of a table; fails where there is none.</summary>
    /// <param name="name">What the table is, for the record beside every number taken from it.</param>
    /// <param name="people">The people, in an order that is part of the result's definition (it breaks ties).</param>
    public ReferencePopulation(string name, IEnumerable<RiskInputs> people)
    {
        Name = name;
        this.people = [.. people];
        if (this.people.Length == 0)
        {
            throw new ClefException(name, "people", 0, "at least one person in the reference population");
        }
    }

    /// <summary>What the table is.</summary>
    public string Name { get; }

    /// <summary>How many people it has.</summary>
    public int Count => people.Length;

    /// <summary>
    /// The donors for a person: people who have every attribute in <paramref name="unknown"/>, of the same sex where that is known, nearest
    /// in what is known of the person. At least <paramref name="least"/> of them where there are so many; people at the same distance as
    /// the last one are all taken, so the answer does not depend on the order of the table.
    /// </summary>
    public IReadOnlyList<RiskInputs> Donors(
        RiskInputs person, IReadOnlyCollection<RiskAttribute> unknown, int least, DonorChoice choice = DonorChoice.KnownInputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        bool byAge = choice == DonorChoice.AgeAndSex && person.Age.HasValue;
        RiskInputs[] fit =
            [.. people.Where(p => unknown.All(p.Knows) && (person.Sex is null || p.Sex == person.Sex) && (!byAge || p.Age.HasValue))];
        if (fit.Length == 0 || (choice == DonorChoice.AgeAndSex && !byAge))
        {
            return fit;
        }

        Func<RiskInputs, double> distance = p => Math.Abs(p.Age!.Value.Years - person.Age!.Value.Years);
        if (choice == DonorChoice.KnownInputs)
        {
            InputDistance inputs =
                distances.GetOrAdd($"{person.Sex} {string.Join(' ', unknown.Order())}", _ => new InputDistance(fit, unknown));
            distance = p => inputs.Squared(person, p);
        }

        var near = fit.Select(p => (Person: p, Distance: distance(p))).OrderBy(p => p.Distance).ToList();
        double reach = near[Math.Min(least, near.Count) - 1].Distance;
        return [.. near.TakeWhile(p => p.Distance <= reach).Select(p => p.Person)];
    }
}
