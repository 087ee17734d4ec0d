using System.Text.Json;
using Clef.Core;
using Clef.Simulation.Patients;
using Clef.Testing;

namespace Clef.Simulation.Tests.Patients;

public sealed class PatientTests
{
    private static readonly SimulatedPatient[] Many = [.. Enumerable.Range(0, 4000).Select(i => PatientGenerator.Draw(11, i))];

    [Fact]
    public void A_patient_does_not_depend_on_the_others_nor_on_the_order()
    {
        SimulatedPatient alone = PatientGenerator.Draw(5, 17);
        SimulatedPatient[] cohort = new SimulatedPatient[40];
        Parallel.For(0, 40, i => cohort[i] = new SimulatedCohort(40, 5).Patient(i));
        Show(cohort[17]).ShouldBe(Show(alone));
        Show(PatientGenerator.Draw(6, 17)).ShouldNotBe(Show(alone));

        static string Show(SimulatedPatient p) => JsonSerializer.Serialize(new { p.Id, p.Age, p.Sex, p.Risk, p.Recorded, p.Conditions, Drugs = p.Drugs.Select(d => d.Drug.Code + d.Level), p.RecordedAt });
    }

    [RecordingsFact("ehr-nhanes-2009-2012.csv")]
    public void The_committed_population_is_what_the_fit_gives()
    {
        PopulationModel fitted = PopulationFit.Fit(Path.Combine(SharedData.Recordings!, "ehr-nhanes-2009-2012.csv"));
        fitted.Adults.ShouldBe(PopulationModel.Fitted.Adults);
        foreach ((SexModel a, SexModel b) in new[] { (fitted.Female, PopulationModel.Fitted.Female), (fitted.Male, PopulationModel.Fitted.Male) })
        {
            a.Mean.SelectMany(m => m).Concat(a.ResidualFactor.SelectMany(m => m)).Concat(a.Smoking).Concat(a.Diabetes)
                .Zip(b.Mean.SelectMany(m => m).Concat(b.ResidualFactor.SelectMany(m => m)).Concat(b.Smoking).Concat(b.Diabetes))
                .ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-9 * Math.Max(1, Math.Abs(p.Second)));
        }
    }

    /// <summary>Percentiles of the adults of NHANES 2009-2012 (the teaching extract): 10th, 50th, 90th.</summary>
    [Fact]
    public void Risk_factors_have_the_percentiles_of_the_real_population()
    {
        var random = new CounterRandom(4);
        RiskFactors[] people = [.. Enumerable.Range(0, 8000).Select(i =>
        {
            Sex sex = (Sex)(i % 2);
            return PopulationModel.Fitted.Draw(Math.Min(80, PopulationModel.Fitted.DrawAge(sex, random)), sex, random);
        })];
        Check(people.Select(p => p.SystolicPressure), 102, 119, 143, 2.5);
        Check(people.Select(p => p.TotalCholesterol), 3.75, 4.94, 6.36, 0.12);
        Check(people.Select(p => p.Hdl), 0.91, 1.29, 1.91, 0.06);
        Check(people.Select(p => p.Bmi), 21.4, 27.6, 37.5, 1);
        Check(people.Select(p => p.Pulse), 58, 72, 88, 2.5);
        people.Average(p => p.Smoker ? 1.0 : 0).ShouldBe(0.207, 0.02);
        people.Average(p => p.Diabetes ? 1.0 : 0).ShouldBe(0.113, 0.02);

        static void Check(IEnumerable<double> values, double low, double middle, double high, double tolerance)
        {
            double[] sorted = [.. values.Order()];
            sorted[sorted.Length / 10].ShouldBe(low, tolerance);
            sorted[sorted.Length / 2].ShouldBe(middle, tolerance);
            sorted[sorted.Length * 9 / 10].ShouldBe(high, tolerance);
        }
    }

    [Fact]
    public void Sites_settings_and_missing_values_have_their_stated_shares()
    {
        Many.Average(p => p.Site.External ? 1.0 : 0).ShouldBe(0.2, 0.03);
        Many.Where(p => p.Site.Name == "SIM-B").Average(p => p.Setting == Setting.Outpatient ? 1.0 : 0).ShouldBe(0.62, 0.04);
        double Missing(string site) => Many.Where(p => p.Site.Name == site).Average(p => p.Recorded.TotalCholesterol is null ? 1.0 : 0);
        Missing("SIM-X").ShouldBeGreaterThan(Missing("SIM-B"));
        Missing("SIM-B").ShouldBeGreaterThan(Missing("SIM-A"));
        Missing("SIM-A").ShouldBeInRange(0.1, 0.4);
    }

    [Fact]
    public void Causes_raise_their_effects()
    {
        double Share(Func<SimulatedPatient, bool> among, Func<SimulatedPatient, bool> what) => Many.Where(among).Average(p => what(p) ? 1.0 : 0);
        Share(p => p.Has(Icd.Coronary), p => p.Risk.Smoker).ShouldBeGreaterThan(0.02);
        Share(p => p.Age > 65, p => p.Has(Icd.AtrialFibrillation)).ShouldBeGreaterThan(3 * Share(p => p.Age is > 18 and < 50, p => p.Has(Icd.AtrialFibrillation)));
        Share(p => p.Has(Icd.TemporalEpilepsy), p => p.Takes("N03")).ShouldBeGreaterThan(0.6);
        Share(p => !p.Has(Icd.TemporalEpilepsy) && p.Setting == Setting.Outpatient, p => p.Takes("N03")).ShouldBeLessThan(0.35);
        Share(p => p.Setting == Setting.IntensiveCare, p => p.Takes("N01AX10")).ShouldBeGreaterThan(0.15);
        Spectrum.Auroc(Many.Where(p => p.Age > 40).Take(1500).Select(p => (p.Risk.SystolicPressure, p.Has(Icd.LeftHypertrophy)))).ShouldBeInRange(0.55, 0.9);
    }

    [Fact]
    public void Forcing_a_condition_leaves_the_unrelated_as_they_were()
    {
        SimulatedPatient before = PatientGenerator.Draw(2, 3), after = PatientGenerator.Draw(2, 3, [Icd.Migraine]);
        after.Has(Icd.Migraine).ShouldBeTrue();
        (after.Age, after.Sex, after.Risk).ShouldBe((before.Age, before.Sex, before.Risk));
    }

    [Fact]
    public void A_table_without_a_needed_column_is_refused_by_name()
    {
        string path = Path.Combine(Path.GetTempPath(), $"clef-population-{Environment.ProcessId}.csv");
        File.WriteAllText(path, "Age,Gender\n40,male\n");
        try
        {
            Should.Throw<ClefException>(() => PopulationFit.Fit(path)).Message.ShouldContain("SmokeNow");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
