using Clef.Cohorts.Store;
using Clef.Core;

namespace Clef.Cohorts.Checks;

/// <summary>How well a fact that has nothing to do with physiology separates a label's classes.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Roc">Area with its interval; of a number 0.5 or more (the direction does not matter).</param>
/// <param name="Positives">Sessions of class 1.</param>
/// <param name="Negatives">Sessions of class 0.</param>
public sealed record Giveaway(string Fact, RocArea Roc, int Positives, int Negatives)
{
    /// <summary>From this lower limit on a fact is said to give the label away.</summary>
    public const double Threshold = 0.55;

    /// <summary>True where the whole interval lies above <see cref="Threshold"/>.</summary>
    public bool GivesAway => Roc.Low > Threshold;
}

/// <summary>
/// Facts of a recording that a network may learn instead of the disease: its length, site, setting, place in the folder, rate, number of
/// channels, hour and year.
/// </summary>
public static class Giveaways
{
    /// <summary>Measures every fact that varies.</summary>
    /// <param name="labelled">Sessions of class 1 and 0.</param>
    public static IReadOnlyList<Giveaway> Measure(IReadOnlyList<(Session Session, bool Positive)> labelled)
    {
        var found = new List<Giveaway>();
        Numeric("recording length", s => s.DurationSeconds);
        Numeric("file order", s => s.FileOrder);
        Numeric("sampling rate", s => s.SampleRate);
        Numeric("number of channels", s => s.Channels);
        Numeric("hour of day", s => s.Start?.TimeOfDay.TotalHours);
        Numeric("date", s => s.Start?.Ticks);
        Level("site", s => s.Site);
        Level("setting", s => s.Setting);
        Level("format", s => s.Format);
        Level("channel labels", s => s.Labels);
        return found;

        void Numeric(string fact, Func<Session, double?> value)
        {
            (double Value, bool Positive)[] known = labelled.Where(l => value(l.Session) is not null)
                .Select(l => (value(l.Session)!.Value, l.Positive))
                .ToArray();
            if (known.Select(k => k.Value).Distinct().Take(2).Count() == 2)
            {
                Add(fact, known);
            }
        }

        void Level(string fact, Func<Session, string?> value)
        {
            if (labelled.Select(l => value(l.Session)).Distinct().Take(2).Count() == 2)
            {
                Add(fact, CrossFitted(labelled, value), turn: false);
            }
        }

        // A number may give a label away in either direction. A level's scores know their direction, and lie below one half by chance where the classes are balanced over levels, since
        // what one half of the patients has too many of the other has too few: turned round, matched controls would look like a leak.
        void Add(string fact, IReadOnlyList<(double Value, bool Positive)> known, bool turn = true)
        {
            double[] positives = known.Where(k => k.Positive).Select(k => k.Value).ToArray();
            double[] negatives = known.Where(k => !k.Positive).Select(k => k.Value).ToArray();
            if (positives.Length > 0 && negatives.Length > 0)
            {
                RocArea roc = RocArea.Of(positives, negatives);
                found.Add(new(fact, roc.Area >= 0.5 || !turn ? roc : new(1 - roc.Area, 1 - roc.High, 1 - roc.Low), positives.Length, negatives.Length));
            }
        }
    }

    /// <summary>
    /// A level's score is its share of positives among the other half of the patients, so that a level cannot know its own label; the
    /// halves are made by hash.
    /// </summary>
    private static (double, bool)[] CrossFitted(IReadOnlyList<(Session Session, bool Positive)> labelled, Func<Session, string?> value)
    {
        var counts = new Dictionary<(int Half, string Level), (int Positives, int All)>();
        double prevalence = labelled.Count(l => l.Positive) / (double)labelled.Count;
        static int Half(Session s) => (int)(StableHash.Of("half", s.Patient) & 1);
        foreach ((Session session, bool positive) in labelled)
        {
            (int, string) key = (Half(session), value(session) ?? "");
            (int p, int all) = counts.GetValueOrDefault(key);
            counts[key] = (p + (positive ? 1 : 0), all + 1);
        }

        return labelled.Select(l =>
        {
            (int p, int all) = counts.GetValueOrDefault((1 - Half(l.Session), value(l.Session) ?? ""));

            // One pseudo-observation at the prevalence draws rare levels to the middle.
            return ((p + prevalence) / (all + 1), l.Positive);
        }).ToArray();
    }
}
