using Clef.Simulation.Ecg;
using Clef.Simulation.Patients;
using static Clef.Simulation.Tests.Spectrum;

namespace Clef.Simulation.Tests.Ecg;

public sealed class EcgPlausibilityTests
{
    private static readonly SimulatedPatient[] Adults = [.. Enumerable.Range(0, 1500).Select(i => PatientGenerator.Draw(31, i)).Where(p => p.Age >= 18)];

    private static EcgRecord Clean(EcgPhysiology state, double seconds = 10) => EcgSimulator.Simulate(PatientGenerator.Draw(3, 0, age: 50), state, seconds, noise: 0);

    private static EcgPhysiology Show(string name) => EcgPhenomenon.Named(name).Change(EcgPhenomenon.Healthy);

    [Fact]
    public void Limb_leads_obey_Einthoven_and_Goldberger()
    {
        float[][] x = Clean(EcgPhenomenon.Healthy).Signals;
        for (int i = 0; i < x[0].Length; i++)
        {
            x[2][i].ShouldBe(x[1][i] - x[0][i], 1e-4);
            x[3][i].ShouldBe(-(x[0][i] + x[1][i]) / 2, 1e-4);
            x[5][i].ShouldBe(x[1][i] - (x[0][i] / 2), 1e-4);
        }
    }

    [Fact]
    public void Healthy_waves_have_normal_size_and_the_precordial_R_grows()
    {
        EcgRecord record = Clean(EcgPhenomenon.Healthy with { RespiratoryVariation = 0 });
        float Peak(int lead) => record.Signals[lead].Max();
        Peak(1).ShouldBeInRange(0.5f, 2f); // R in II up to 2 mV
        Peak(10).ShouldBeInRange(0.7f, 2.6f); // R in V5 up to 2.6 mV
        Peak(6).ShouldBeLessThan(0.5f * Peak(9)); // small r in V1
        record.Signals[6].Min().ShouldBeLessThan(-0.25f); // deep S in V1
        record.Signals[3].Min().ShouldBeLessThan(-0.4f); // aVR downwards
        // T upright in II: the mean over 200 to 320 ms after QRS onset.
        Heartbeat beat = record.Beats[2];
        record.Signals[1].Skip((int)((beat.Onset + 0.2) * 500)).Take(60).Average().ShouldBeGreaterThan(0.08f);
    }

    [Fact]
    public void The_leads_beat_where_the_plan_says()
    {
        EcgRecord record = Clean(EcgPhenomenon.Healthy, 30);
        foreach (Heartbeat beat in record.Beats.Where(b => b.Onset < 29.8))
        {
            float[] ii = record.Signals[1];
            int from = (int)(beat.Onset * 500), peak = Enumerable.Range(from, 60).MaxBy(i => ii[i]);
            ((peak / 500.0) - beat.Onset).ShouldBeInRange(0.025, 0.075);
        }

        record.Rate.ShouldBe(68, 4);
    }

    /// <summary>Reference ranges of adults (Rijnbeek 2014 and textbooks): PR 120 to 200, QRS below 110, QTc about 400 to 430, rates 60 to 100.</summary>
    [Fact]
    public void Intervals_of_the_undiseased_lie_in_published_ranges()
    {
        EcgPhysiology[] healthy = [.. Adults.Where(p => p.Conditions.Count == 0 && p.Drugs.Count == 0).Select(EcgSimulator.Physiology)];
        healthy.Length.ShouldBeGreaterThan(40);
        healthy.Average(h => h.PrMilliseconds).ShouldBeInRange(148, 172);
        healthy.Average(h => h.QrsMilliseconds).ShouldBeInRange(86, 102);
        healthy.Average(h => h.QtcMilliseconds).ShouldBeInRange(400, 425);
        healthy.Average(h => h.Rate).ShouldBeInRange(62, 85);
        healthy.Average(h => h.AxisDegrees).ShouldBeInRange(20, 60);
        healthy.Count(h => h.PrMilliseconds is > 115 and < 205).ShouldBeGreaterThan((int)(0.9 * healthy.Length));
    }

    [Fact]
    public void Rhythms_have_their_marks()
    {
        double[] af = Intervals(Clean(Show("ecg-af"), 60)), sinus = Intervals(Clean(EcgPhenomenon.Healthy, 60));
        (Spread(af) / Spread(sinus)).ShouldBeGreaterThan(3);
        Clean(Show("ecg-avb3"), 60).Rate.ShouldBeInRange(30, 46);
        double[] flutter = Intervals(Clean(Show("ecg-flutter"), 60));
        flutter.ShouldAllBe(rr => Math.Abs((2 * rr / flutter.Min()) - Math.Round(2 * rr / flutter.Min())) < 0.01); // each is a whole number of flutter waves
        Clean(Show("ecg-pvc"), 60).Beats.Count(b => b.Origin == BeatOrigin.VentricularPremature).ShouldBeInRange(2, 25);
        Intervals(Clean(Show("ecg-wenckebach"), 60)).Max().ShouldBeGreaterThan(1.3 * Intervals(Clean(Show("ecg-wenckebach"), 60)).Min());

        static double[] Intervals(EcgRecord r) => [.. r.Beats.Zip(r.Beats.Skip(1), (a, b) => b.Onset - a.Onset)];
        static double Spread(double[] x) => Math.Sqrt(x.Average(v => (v - x.Average()) * (v - x.Average()))) / x.Average();
    }

    [Fact]
    public void Blocks_and_infarcts_change_the_leads_that_textbooks_name()
    {
        float[][] left = Clean(Show("ecg-lbbb")).Signals, right = Clean(Show("ecg-rbbb")).Signals, usual = Clean(EcgPhenomenon.Healthy).Signals;
        left[6].Min().ShouldBeLessThan(1.2f * usual[6].Min()); // V1 deeply negative
        right[6].Max().ShouldBeGreaterThan(1.5f * usual[6].Max()); // a second R in V1
        float[][] inferior = Clean(Show("ecg-inferior-mi")).Signals;
        inferior[2].Min().ShouldBeLessThan(usual[2].Min() - 0.3f); // Q in III
        Clean(Show("ecg-lvh")).Signals[10].Max().ShouldBeGreaterThan(1.4f * usual[10].Max()); // tall R in V5
    }

    [Fact]
    public void Age_pressure_and_drugs_act_and_their_effects_overlap()
    {
        (SimulatedPatient P, EcgPhysiology S)[] all = [.. Adults.Select(p => (p, EcgSimulator.Physiology(p)))];
        double old = all.Where(a => a.P.Age > 65).Average(a => a.S.RespiratoryVariation), young = all.Where(a => a.P.Age < 40).Average(a => a.S.RespiratoryVariation);
        old.ShouldBeLessThan(0.5 * young);
        Auroc(all.Select(a => (a.S.Voltage, a.P.Has(Icd.LeftHypertrophy)))).ShouldBeInRange(0.6, 0.95);
        Auroc(all.Where(a => !a.S.LeftBundle && !a.S.RightBundle).Select(a => (-a.S.TScale, a.P.Has(Icd.Coronary)))).ShouldBeInRange(0.55, 0.95);
        Auroc(all.Select(a => (a.P.Age, a.P.Has(Icd.AtrialFibrillation)))).ShouldBeInRange(0.6, 0.95);
        SimulatedPatient one = Adults[0] with { Conditions = [], Drugs = [] };
        var sotalol = new DrugExposure(DrugModel.All.Single(d => d.Drug.Code == "C07AA07").Drug, 1);
        EcgPhysiology without = EcgSimulator.Physiology(one), with = EcgSimulator.Physiology(one with { Drugs = [sotalol] });
        (with.QtcMilliseconds - without.QtcMilliseconds).ShouldBe(22, 0.01);
        with.Rate.ShouldBeLessThan(without.Rate);
    }

    [Fact]
    public void A_record_is_finite_the_same_twice_and_refused_where_its_length_makes_no_sense()
    {
        SimulatedPatient p = Adults[7];
        EcgRecord a = EcgSimulator.Simulate(p), b = EcgSimulator.Simulate(PatientGenerator.Draw(31, p.Index));
        for (int lead = 0; lead < 12; lead++)
        {
            a.Signals[lead].ShouldBe(b.Signals[lead]);
            a.Signals[lead].ShouldAllBe(v => float.IsFinite(v) && Math.Abs(v) < 12);
        }

        a.Signals[0].Length.ShouldBe(5000);
        Should.Throw<Clef.Core.ClefException>(() => EcgSimulator.Simulate(p, double.NaN));
    }
}
