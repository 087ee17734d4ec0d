using Clef.Signals.Noise;
using Clef.Simulation.Patients;
using static Clef.Simulation.Patients.Icd;

namespace Clef.Simulation.Eeg;

/// <summary>From causes to the state of the brain: how age, diseases and drugs set <see cref="EegPhysiology"/>. Numbers are set for the simulation.</summary>
internal static class EegPhysiologyModel
{
    /// <summary>Diffuse slowing that a disease brings, on average.</summary>
    private static readonly Dictionary<string, double> SlowingOf = new()
    {
        [Alzheimer] = 0.2, [LewyBody] = 0.34, [Parkinson] = 0.06, [HepaticEncephalopathy] = 0.6, [Uraemia] = 0.45, [SepticEncephalopathy] = 0.45,
        [HypoxicInjury] = 0.7, [Encephalitis] = 0.45, [Delirium] = 0.3, [StatusEpilepticus] = 0.35, [BrainInjury] = 0.18, [Subarachnoid] = 0.25,
        [IntracerebralBleed] = 0.22, [Stroke] = 0.1, [IntellectualDisability] = 0.12, [Autism] = 0.02, [Glioma] = 0.05, [CardiacArrest] = 0.2,
        [TemporalEpilepsy] = 0.03, [Alcohol] = 0.03, [Schizophrenia] = 0.02,
    };

    internal static EegPhysiology Of(SimulatedPatient patient)
    {
        CounterRandom root = patient.Random.Fork("eeg physiology");
        CounterRandom random = root.Fork("background");
        double age = patient.Age;
        double Sum(Func<EegEffect, double> part) => patient.Drugs.Sum(d => d.Drug.Eeg is { } e ? part(e) * d.Level : 0);

        double clear = 1;
        foreach ((string code, double usual) in SlowingOf)
        {
            double level = random.LogNormal(1, 0.45);
            if (patient.Has(code))
            {
                clear *= 1 - Math.Clamp(usual * level, 0, 0.95);
            }
        }

        double slowing = Math.Clamp(1 - (clear * (1 - Math.Clamp(Sum(e => e.Slow), -0.1, 0.85))) + Math.Max(0, 0.0015 * (age - 65)), 0, 1);
        bool lowVoltage = random.Chance(age < 18 ? 0.005 : patient.Has(Alcohol) ? 0.2 : 0.05);
        double typical = AlphaHertzAt(age) + random.Normal(0, 0.65);
        double alpha = typical - (patient.Has(Alzheimer) ? 1 : patient.Has(LewyBody) ? 1.8 : 0) - (2.6 * Math.Pow(slowing, 1.3)) + Sum(e => e.AlphaHertz);
        double youth = 1 + (1.4 * Math.Exp(-age / 7)); // amplitudes are two to three times higher in small children
        double protect = Math.Exp(Math.Max(-2.2, Sum(e => e.Discharges)));
        double suppress = 1 - patient.Drugs.Aggregate(1.0, (left, d) => left * (1 - Math.Clamp((d.Drug.Eeg?.Suppression ?? 0) * (d.Level - 0.6), 0, 0.9)));
        List<Lesion> lesions = Lesions(patient, root.Fork("lesions"));
        return WithDischarges(patient, root.Fork("discharges"), lesions, slowing, protect, new EegPhysiology
        {
            AlphaHertz = Math.Clamp(alpha, 3.5, 12.8),
            AlphaMicrovolts = random.LogNormal(11, 0.4) * youth * Math.Exp(Sum(e => e.AlphaGain)) * Math.Pow(Math.Max(0.02, 1 - slowing), 0.7)
                * (1 - (0.004 * Math.Max(0, age - 60))) * (lowVoltage ? 0.25 : 1),
            BetaGain = Math.Exp(Sum(e => e.Beta)) * random.LogNormal(1, 0.25) * (patient.Has(Anxiety) ? 1.15 : 1) * (patient.Sex == Sex.Female ? 1.05 : 0.97),
            Slowing = slowing,
            Immaturity = Math.Exp(-age / 6),
            Sleepiness = Math.Clamp(random.Normal(0.38, 0.22) + Sum(e => e.Sedation) + (patient.Has(SleepApnoea) ? 0.18 : 0) + (patient.Has(Insomnia) ? -0.12 : 0)
                + (age < 12 ? 0.15 : 0), 0, 1),
            Amplitude = youth * random.LogNormal(1, 0.18) * (lowVoltage ? 0.38 : 1),
            Spindles = Sum(e => e.Spindles) - (0.01 * Math.Max(0, age - 50)) + random.Normal(0, 0.3) + (patient.Has(Schizophrenia) ? -0.5 : 0),
            Lesions = lesions,
            SkullDefect = patient.Has(Craniotomy) && random.Chance(0.75) ? lesions.FirstOrDefault()?.Place ?? AnyPlace(random) : null,
            Foci = [],
            SuppressionRatio = patient.Has(HypoxicInjury) && random.Chance(0.28) ? random.Uniform(0.5, 0.93) : random.Chance(suppress) ? random.Uniform(0.3, 0.85) : 0,
            MuMicrovolts = random.Chance(0.14) ? random.LogNormal(5, 0.3) : 0,
            WicketsPerHour = age > 35 && random.Chance(0.035) ? random.LogNormal(10, 0.5) : 0,
            Posts = random.Chance(age is > 10 and < 60 ? 0.5 : 0.1),
            DrivingMicrovolts = random.Chance(0.55) ? random.LogNormal(5, 0.5) : 0,
        });
    }

    /// <summary>
    /// The typical posterior rhythm at an age: about 5.5 Hz at one year, 7.6 at three, 9.5 at eight, 10 in adults, slower by 0.03 Hz a year after 60
    /// (the course that textbooks of EEG give, e.g. Niedermeyer's).
    /// </summary>
    internal static double AlphaHertzAt(double age) => 10.2 - (6.2 * Math.Exp(-age / 3.5)) - (0.03 * Math.Max(0, age - 60));

    private static List<Lesion> Lesions(SimulatedPatient patient, CounterRandom random)
    {
        var lesions = new List<Lesion>();
        void May(string code, double probability, double low, double high, bool acute, Region? region = null)
        {
            bool shows = random.Chance(probability);
            ScalpPlace place = AnyPlace(random);
            double severity = random.Uniform(low, high);
            if (shows && patient.Has(code))
            {
                lesions.Add(new Lesion(region is { } r ? place with { Region = r } : place, severity, acute));
            }
        }

        May(Stroke, 0.75, 0.3, 1, true);
        May(IntracerebralBleed, 0.85, 0.4, 1, true);
        May(Glioma, 0.75, 0.3, 0.9, false);
        May(BrainInjury, 0.35, 0.2, 0.8, true, random.Chance(0.5) ? Region.Frontal : Region.Temporal);
        May(Encephalitis, 0.6, 0.4, 1, true, Region.Temporal);
        May(Meningioma, 0.3, 0.2, 0.6, false, Region.Frontal);
        May(Subarachnoid, 0.3, 0.2, 0.7, true);
        May(TemporalEpilepsy, 0.35, 0.15, 0.5, false, Region.Temporal);
        May(MultipleSclerosis, 0.1, 0.15, 0.4, false);
        return lesions;
    }

    private static EegPhysiology WithDischarges(
        SimulatedPatient patient, CounterRandom random, List<Lesion> lesions, double slowing, double protect, EegPhysiology state)
    {
        var foci = new List<Focus>();
        bool monitored = patient.Setting == Setting.MonitoringUnit;
        void May(bool has, double probability, ScalpPlace place, double perHour, double seizure)
        {
            bool shows = random.Chance(probability);
            double rate = random.LogNormal(perHour, 1.0);
            if (has && shows)
            {
                foci.Add(new Focus(place, rate * protect, Math.Min(0.6, seizure * (monitored ? 2 : 1) * Math.Sqrt(protect))));
            }
        }

        ScalpPlace temporal = lesions.Find(l => l.Place.Region == Region.Temporal)?.Place ?? new ScalpPlace(RandomSide(random), Region.Temporal);
        May(patient.Has(TemporalEpilepsy), 0.72, temporal, 28, 0.14);
        May(patient.Has(FrontalEpilepsy), 0.5, new ScalpPlace(RandomSide(random), Region.Frontal), 24, 0.14);
        ScalpPlace lesion = lesions.FirstOrDefault()?.Place ?? AnyPlace(random);
        May(lesions.Count > 0, lesions.Any(l => l.Acute) ? 0.25 : 0.16, lesion, 20, 0.15);
        May(patient.Has(Autism), 0.08, new ScalpPlace(RandomSide(random), Region.Central), 30, 0.02);
        May(true, 0.006, AnyPlace(random), 8, 0); // discharges without disease are rare in adults
        double provoked = protect > 1.4 ? 0.06 : 0.003; // clozapine, cefepime and their like

        bool generalised = random.Chance(patient.Has(Absence) ? 0.88 : patient.Has(JuvenileMyoclonic) ? 0.65 : patient.Has(IntellectualDisability) ? 0.06 : provoked);
        bool acute = lesions.Any(l => l.Acute), icu = patient.Setting is Setting.IntensiveCare;
        bool status = patient.Has(StatusEpilepticus) && random.Chance(0.4);
        bool metabolic = patient.Has(HepaticEncephalopathy) || patient.Has(Uraemia) || patient.Takes("J01DE01");
        bool lpd = random.Chance(acute ? patient.Has(Encephalitis) ? 0.4 : icu ? 0.2 : 0.07 : patient.Has(StatusEpilepticus) ? 0.12 : 0.001);
        bool lrda = random.Chance(acute ? icu ? 0.15 : 0.06 : foci.Count > 0 ? 0.08 : 0.001);
        bool gpd = random.Chance(patient.Has(HypoxicInjury) ? 0.3 : patient.Has(SepticEncephalopathy) ? 0.08 : patient.Has(StatusEpilepticus) ? 0.12 : 0.001);
        bool triphasic = random.Chance(metabolic ? 0.42 : patient.Has(SepticEncephalopathy) ? 0.1 : 0.001);
        bool grda = random.Chance(slowing > 0.35 ? 0.2 : 0.008);
        ScalpPlace seat = foci.FirstOrDefault()?.Place ?? lesion;
        if (status && foci.Count == 0)
        {
            foci.Add(new Focus(seat, 20, 1));
        }

        double spikeWaves = random.LogNormal(patient.Has(Absence) ? 20 : 10, 0.9) * protect;
        return state with
        {
            Foci = foci,
            SpikeWavePerHour = generalised ? spikeWaves : 0,
            SpikeWaveHertz = patient.Has(JuvenileMyoclonic) ? random.Uniform(3.6, 5) : patient.Has(IntellectualDisability) ? random.Uniform(1.8, 2.4) : random.Uniform(2.8, 3.3),
            Polyspikes = generalised && random.Chance(patient.Has(JuvenileMyoclonic) ? 0.7 : 0.1),
            Photosensitive = random.Chance(patient.Has(JuvenileMyoclonic) ? 0.35 : patient.Has(Absence) ? 0.15 : 0.004),
            Lpd = lpd ? lesion : null,
            Lrda = lrda ? seat : null,
            Gpd = gpd,
            Triphasic = triphasic,
            Grda = grda,
            Status = status,
        };
    }

    private static Side RandomSide(CounterRandom random) => random.Chance(0.5) ? Side.Left : Side.Right;

    private static ScalpPlace AnyPlace(CounterRandom random) =>
        new(RandomSide(random), (Region)random.Weighted([0.28, 0.34, 0.14, 0.16, 0.08]));
}
