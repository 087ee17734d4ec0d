using Clef.Signals.Noise;

namespace Clef.Simulation.Patients;

/// <summary>
/// Draws a patient: site, setting, age, sex and race; risk factors from the fitted population; the burden of atherosclerosis; diagnoses in causal order;
/// drugs. Patient <c>i</c> of seed <c>S</c> is the same whatever else is generated.
/// </summary>
public static class PatientGenerator
{
    /// <summary>Draws the patient at a place in the cohort.</summary>
    /// <param name="seed">The cohort's seed.</param>
    /// <param name="index">The place, from 0.</param>
    /// <param name="force">Conditions that the patient is made to have, for demonstrations and experiments on causes; usually null.</param>
    /// <param name="age">An age in years to force; usually null.</param>
    public static SimulatedPatient Draw(ulong seed, int index, IReadOnlyCollection<string>? force = null, double? age = null)
    {
        CounterRandom root = new CounterRandom(seed).Fork((ulong)index);
        CounterRandom random = root.Fork("patient");
        Site site = Site.Draw(random);
        var setting = (Setting)random.Weighted(site.SettingShares);
        Sex sex = random.Chance(0.52) ? Sex.Female : Sex.Male;
        double years = age ?? (setting != Setting.MonitoringUnit && random.Chance(site.ChildShare) ? random.Uniform(1, 18) : AdultAge(site, setting, sex, random));
        RiskFactors risk = PopulationModel.Fitted.Draw(years, sex, random);
        var draft = new PatientDraft(years, sex, site, setting, risk, Burden(years, sex, risk, random));
        CounterRandom causes = root.Fork("conditions");
        foreach ((Condition condition, Func<PatientDraft, double> probability) in ConditionModel.All)
        {
            bool drawn = causes.Chance(Math.Clamp(probability(draft), 0, 1)); // drawn in any case, so that forcing one shifts no other
            if (drawn || force?.Contains(condition.Code) == true)
            {
                draft.Add(condition);
            }
        }

        return new SimulatedPatient
        {
            Index = index,
            Id = $"sim-{index + 1:D6}",
            Site = site,
            Setting = setting,
            Age = Math.Round(years, 2),
            Sex = sex,
            Race = Site.Races[random.Weighted(site.RaceShares)],
            RecordedAt = new DateTime(2020, 1, 1, 7, 0, 0, DateTimeKind.Unspecified).AddDays(random.Index(1461)).AddMinutes(random.Index(setting == Setting.Outpatient ? 600 : 960)),
            Risk = risk,
            Recorded = PopulationModel.Fitted.Record(risk, years, site.ExtraMissing, root.Fork("missing")),
            VascularBurden = draft.Burden,
            Conditions = draft.Conditions,
            Drugs = Drugs(draft, root.Fork("drugs")),
            Random = root,
        };
    }

    /// <summary>A tilted draw from the population's ages: three candidates, chosen by the site's weight; intensive care leans to the old.</summary>
    private static double AdultAge(Site site, Setting setting, Sex sex, CounterRandom random)
    {
        double tilt = site.AgeTilt + (setting switch { Setting.IntensiveCare => 0.25, Setting.Inpatient => 0.2, Setting.MonitoringUnit => -0.35, _ => 0.05 });
        Span<double> ages = stackalloc double[3];
        Span<double> weights = stackalloc double[3];
        for (int i = 0; i < 3; i++)
        {
            ages[i] = PopulationModel.Fitted.DrawAge(sex, random);
            weights[i] = Math.Exp(tilt * (ages[i] - 50) / 5);
        }

        return ages[random.Weighted(weights)];
    }

    /// <summary>
    /// Age, sex and the usual factors raise the burden with the weights that cardiovascular risk scores give them (about those of SCORE2 per unit);
    /// the rest, with standard deviation 0.8, is what no score knows.
    /// </summary>
    private static double Burden(double years, Sex sex, RiskFactors risk, CounterRandom random) =>
        (0.075 * (years - 60)) + (sex == Sex.Male ? 0.6 : 0) + (risk.Smoker ? 0.6 : 0) + (risk.Diabetes ? 0.6 : 0)
        + (0.014 * (risk.SystolicPressure - 125)) + (0.15 * (risk.TotalCholesterol - 5)) - (0.55 * (risk.Hdl - 1.3)) + random.Normal(0, 0.8);

    private static List<DrugExposure> Drugs(PatientDraft draft, CounterRandom random)
    {
        var drugs = new List<DrugExposure>();
        foreach ((Drug drug, Func<PatientDraft, double> probability) in DrugModel.All)
        {
            bool has = random.Chance(Math.Clamp(probability(draft), 0, 1));
            double level = random.LogNormal(1, 0.35);
            if (has)
            {
                drugs.Add(new DrugExposure(drug, level));
            }
        }

        return drugs;
    }
}
