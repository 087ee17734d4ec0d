using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using static Clef.Simulation.Tests.Spectrum;

namespace Clef.Simulation.Tests.Eeg;

public sealed class EegPlausibilityTests
{
    private static readonly int O1 = HeadModel.IndexOf("O1"), Cz = HeadModel.IndexOf("Cz"), F3 = HeadModel.IndexOf("F3"), T3 = HeadModel.IndexOf("T3"), T4 = HeadModel.IndexOf("T4");

    private static SimulatedPatient Healthy(double age, ulong seed = 1) =>
        PatientGenerator.Draw(seed, 0, age: age) with { Conditions = [], Drugs = [], Site = Site.All[0], Setting = Setting.Inpatient };

    private static EegPhysiology Usual(SimulatedPatient p) => EegSimulator.Physiology(p) with
    {
        Sleepiness = 0, Amplitude = 1, AlphaMicrovolts = 12, BetaGain = 1, Foci = [], Slowing = 0, SpikeWavePerHour = 0, WicketsPerHour = 0, MuMicrovolts = 0,
    };

    private static EegSession Render(SimulatedPatient p, EegPhysiology state, double seconds = 120) => EegSimulator.Render(p, EegSimulator.Plan(p, state, seconds));

    [Fact]
    public void Every_phenomenon_is_finite_and_within_the_range_of_an_amplifier()
    {
        foreach (EegPhenomenon phenomenon in EegPhenomenon.All.Where((_, k) => k % 4 == 0))
        {
            (EegSession session, double from) = phenomenon.Simulate();
            from.ShouldBeGreaterThanOrEqualTo(0);
            foreach (float[] channel in session.Signals)
            {
                channel.ShouldAllBe(v => float.IsFinite(v) && Math.Abs(v) < 3000, phenomenon.Name);
            }
        }
    }

    [Fact]
    public void The_same_patient_gives_the_same_samples_on_any_thread()
    {
        SimulatedPatient p = PatientGenerator.Draw(9, 4);
        EegSession a = EegSimulator.Simulate(p, 30), b = null!;
        var other = new Thread(() => b = EegSimulator.Simulate(PatientGenerator.Draw(9, 4), 30));
        other.Start();
        other.Join();
        for (int c = 0; c < 19; c++)
        {
            b.Signals[c].ShouldBe(a.Signals[c]);
        }
    }

    [Theory]
    [InlineData(1, 5, 7)] // five to six a second at one year, about eight at three, nine to ten at eight, eight to thirteen in adults
    [InlineData(3, 7, 9)]
    [InlineData(8, 8.5, 10.5)]
    [InlineData(30, 9, 11)]
    [InlineData(85, 8, 10)]
    public void The_posterior_rhythm_follows_age(double age, double low, double high) => EegPhysiologyModel.AlphaHertzAt(age).ShouldBeInRange(low, high);

    [Fact]
    public void The_spectrum_peaks_at_the_posterior_rhythm_and_eye_opening_blocks_it()
    {
        SimulatedPatient p = Healthy(40);
        EegPlan plan = EegSimulator.Plan(p, Usual(p) with { AlphaHertz = 10 }, 300);
        float[] x = EegSimulator.Render(p, plan).Signals[O1];
        double Mean(Vigilance v, double from, double to) => Enumerable.Range(3, 290).Where(s => plan.Vigilance[s - 2] == v && plan.Vigilance[s - 1] == v && plan.Vigilance[s] == v && plan.Vigilance[s + 1] == v)
            .Average(s => Band(x, 200, from, to, s, 2));
        Mean(Vigilance.EyesClosed, 9.5, 10.5).ShouldBeGreaterThan(4 * Mean(Vigilance.EyesClosed, 5, 7));
        Mean(Vigilance.EyesClosed, 9, 11).ShouldBeGreaterThan(3 * Mean(Vigilance.EyesOpen, 9, 11));
    }

    [Fact]
    public void The_background_falls_as_one_over_f_and_has_the_amplitude_of_scalp_EEG()
    {
        SimulatedPatient p = Healthy(40);
        float[] x = Render(p, Usual(p) with { AlphaMicrovolts = 0.2 }, 240).Signals[HeadModel.IndexOf("C3")];
        // Published exponents of the scalp's aperiodic spectrum lie between 1 and 2 in relaxed adults.
        double slope = -Math.Log(Band(x, 200, 24, 32) / Band(x, 200, 3, 4)) / Math.Log(28 / 3.5);
        slope.ShouldBeInRange(0.8, 2.2);
        Rms(x).ShouldBeInRange(4, 25);
    }

    [Fact]
    public void Sleep_brings_spindles_and_slow_waves()
    {
        SimulatedPatient p = Healthy(25);
        EegSession session = Render(p, Usual(p) with { Sleepiness = 1 }, 900);
        EegEvent spindle = session.Plan.Events.First(e => e.Kind == EegEventKind.Spindle && e.Microvolts > 20 && e.Duration > 1);
        Band(session.Signals[Cz], 200, 12, 15, spindle.Onset - 0.4, 2).ShouldBeGreaterThan(3 * Band(session.Signals[Cz], 200, 16, 19, spindle.Onset - 0.4, 2));
        double deep = Mean(session, Vigilance.DeepSleep), awake = Mean(session, Vigilance.EyesClosed);
        deep.ShouldBeGreaterThan(8 * awake);

        static double Mean(EegSession s, Vigilance v) => Enumerable.Range(5, 880).Where(t => Enumerable.Range(t - 4, 7).All(u => s.Plan.Vigilance[u] == v)).Take(30).Average(t => Band(s.Signals[F3], 200, 0.5, 3, t, 2));
    }

    [Fact]
    public void Findings_stay_where_they_belong()
    {
        SimulatedPatient p = Healthy(60);
        EegSession lesion = Render(p, Usual(p) with { Lesions = [new(new(Side.Left, Region.Temporal), 1, false)] });
        Band(lesion.Signals[T3], 200, 1, 3).ShouldBeGreaterThan(3 * Band(lesion.Signals[T4], 200, 1, 3));
        EegSession flat = Render(p, Usual(p) with { SuppressionRatio = 0.8, Slowing = 0.7 });
        double[] seconds = [.. Enumerable.Range(2, 115).Select(s => Band(flat.Signals[Cz], 200, 1, 12, s, 2)).Order()];
        seconds[^6].ShouldBeGreaterThan(30 * seconds[20]); // bursts and silence
    }

    /// <summary>Interventions: the same patient with and without one cause.</summary>
    [Theory]
    [InlineData("N05BA06", 16, 26, true)] // lorazepam raises beta
    [InlineData("N03AA02", 16, 26, true)] // phenobarbital too
    [InlineData("N05AH02", 4, 7, true)] // clozapine brings theta
    public void Drugs_act_on_the_EEG(string atc, double from, double to, bool raises)
    {
        DrugExposure drug = new(DrugModel.All.Single(d => d.Drug.Code == atc).Drug, 1.3);
        double with = 0, without = 0;
        for (ulong seed = 1; seed <= 3; seed++)
        {
            SimulatedPatient p = Healthy(45, seed);
            without += Band(EegSimulator.Simulate(p, 120).Signals[F3], 200, from, to);
            with += Band(EegSimulator.Simulate(p with { Drugs = [drug] }, 120).Signals[F3], 200, from, to);
        }

        (with > 1.4 * without).ShouldBe(raises);
    }

    [Fact]
    public void Diseases_slow_the_EEG_and_antiseizure_drugs_quieten_discharges()
    {
        Condition Of(string code) => ConditionModel.All.Single(c => c.Condition.Code == code).Condition;
        double clear = 0, ill = 0, treated = 0, untreated = 0;
        var levetiracetam = new DrugExposure(DrugModel.All.Single(d => d.Drug.Code == "N03AX14").Drug, 1);
        for (ulong seed = 1; seed <= 40; seed++)
        {
            SimulatedPatient p = Healthy(60, seed), epileptic = p with { Conditions = [Of(Icd.TemporalEpilepsy)] };
            clear += EegSimulator.Physiology(p).Slowing;
            ill += EegSimulator.Physiology(p with { Conditions = [Of(Icd.HepaticEncephalopathy)] }).Slowing;
            untreated += EegSimulator.Physiology(epileptic).Foci.Sum(f => f.PerHour);
            treated += EegSimulator.Physiology(epileptic with { Drugs = [levetiracetam] }).Foci.Sum(f => f.PerHour);
        }

        (ill / 40).ShouldBeGreaterThan((clear / 40) + 0.35);
        treated.ShouldBeLessThan(0.6 * untreated);
        untreated.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Many_findings_are_rare_and_brief_within_the_session()
    {
        double[] shares = [.. Enumerable.Range(0, 600).Select(i => EegSimulator.Plan(PatientGenerator.Draw(21, i))).SelectMany(plan => plan.Findings
            .Where(f => f.Finding is EegFinding.FocalSpikes or EegFinding.GeneralisedSpikeWave or EegFinding.FocalSeizure or EegFinding.Lrda or EegFinding.Grda or EegFinding.Wickets)
            .Select(f => f.Seconds / plan.Seconds)).Order()];
        shares.Length.ShouldBeGreaterThan(60);
        shares[shares.Length / 2].ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Sessions_too_short_too_long_or_not_a_number_are_refused()
    {
        foreach (double seconds in new[] { 0, double.NaN, 1e9, -5 })
        {
            Should.Throw<Clef.Core.ClefException>(() => EegSimulator.Simulate(Healthy(30), seconds));
        }

        EegSimulator.Simulate(Healthy(30), 1).Signals[0].Length.ShouldBe(200);
        EegSimulator.Simulate(Healthy(30), 2.5).Signals[18].Length.ShouldBe(500);
    }
}
