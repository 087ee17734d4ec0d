using Clef.Clinical.Reports.Findings;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using static Clef.Simulation.Eeg.EegFinding;

namespace Clef.Simulation.Reports;

/// <summary>How one finding of simulated reports was read back.</summary>
/// <param name="Finding">The vocabulary's finding.</param>
/// <param name="InSession">Simulated sessions that have it.</param>
/// <param name="Told">Simulated reports that were made to tell it (errors of the simulated reader included).</param>
/// <param name="Right">Told and read.</param>
/// <param name="Extra">Read and not told.</param>
/// <param name="Found">In the session and read.</param>
public sealed record ReadFinding(string Finding, int InSession, int Told, int Right, int Extra, int Found)
{
    /// <summary>Right of all that was read; NaN where nothing was.</summary>
    public double Precision => (double)Right / (Right + Extra);

    /// <summary>Right of all that was told; NaN where nothing was.</summary>
    public double Recall => (double)Right / Told;

    /// <summary>Read of all that is in the sessions: what the simulated reader left out counts against it.</summary>
    public double RecallOfSession => (double)Found / InSession;
}

/// <summary>Reads simulated EEG reports with the extractor of findings and compares with what the simulator made them tell, and with what is in the sessions.</summary>
public static class ReportReading
{
    /// <summary>The vocabulary's name of each simulated finding.</summary>
    private static readonly IReadOnlyDictionary<EegFinding, string> Names = new Dictionary<EegFinding, string>
    {
        [PosteriorRhythm] = "posterior-dominant-rhythm", [SlowPosteriorRhythm] = "slow-posterior-rhythm", [LowVoltage] = "low-voltage", [ExcessBeta] = "diffuse-beta",
        [GeneralisedSlowing] = "generalized-slowing", [FocalSlowing] = "focal-slowing", [Breach] = "breach", [FocalSpikes] = "focal-epileptiform",
        [GeneralisedSpikeWave] = "generalized-epileptiform", [Polyspikes] = "polyspikes", [FocalSeizure] = "focal-seizure", [AbsenceSeizure] = "absence-seizure",
        [StatusEpilepticus] = "status-epilepticus", [Lpd] = "lpd", [Gpd] = "gpd", [Lrda] = "lrda", [Grda] = "grda", [TriphasicWaves] = "triphasic-waves",
        [BurstSuppression] = "burst-suppression", [Drowsiness] = "drowsiness", [Sleep] = "sleep", [VertexWaves] = "vertex-waves", [SleepSpindles] = "sleep-spindles",
        [KComplexes] = "k-complexes", [Posts] = "posts", [SlowWaveSleep] = "sleep-n3", [Wickets] = "wicket-spikes", [MuRhythm] = "mu-rhythm",
        [PhoticDriving] = "photic-driving", [PhotoparoxysmalResponse] = "photoparoxysmal", [HyperventilationSlowing] = "hyperventilation-slowing",
        [BlinkArtefact] = "eye-artifact", [MuscleArtefact] = "muscle-artifact", [MovementArtefact] = "movement-artifact", [ElectrodeArtefact] = "electrode-artifact",
        [MainsArtefact] = "line-noise", [EcgArtefact] = "ecg-artifact",
    };

    /// <summary>Reads the EEG reports of a cohort; patients are taken side by side.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="progress">Is told how many reports are done.</param>
    /// <param name="report">Is given each report with its patient, in no order and from many threads.</param>
    /// <param name="stop">Stops the reading.</param>
    public static IReadOnlyList<ReadFinding> Of(SimulatedCohort cohort, Action<int>? progress = null, Action<SimulatedPatient, SimulatedReport>? report = null, CancellationToken stop = default)
    {
        var extractor = new FindingExtractor(FindingVocabulary.Default);
        var counts = Names.Values.ToDictionary(n => n, _ => new int[5], StringComparer.Ordinal);
        int done = 0;
        Parallel.For(0, cohort.Count, new ParallelOptions { CancellationToken = stop }, index =>
        {
            SimulatedPatient patient = cohort.Patient(index);
            EegPlan plan = EegSimulator.Plan(patient, cohort.EegSeconds);
            SimulatedReport written = cohort.Report(patient, plan);
            report?.Invoke(patient, written);
            HashSet<EegFinding> there = [.. plan.Findings.Select(f => f.Finding)], told = [.. there];
            told.ExceptWith(written.Errors.Where(e => e.Kind == ReportErrorKind.Omitted).Select(e => Enum.Parse<EegFinding>(e.Finding)));
            told.UnionWith(written.Errors.Where(e => e.Kind == ReportErrorKind.Invented).Select(e => Enum.Parse<EegFinding>(e.Finding)));
            HashSet<string> inSession = Closed(there), inReport = Closed(told);
            ReportFindings read = extractor.Extract(written.Text);
            lock (counts)
            {
                foreach ((string name, int[] count) in counts)
                {
                    bool affirmed = Affirmed(read, name), tells = inReport.Contains(name), has = inSession.Contains(name);
                    count[0] += has ? 1 : 0;
                    count[1] += tells ? 1 : 0;
                    count[2] += tells && affirmed ? 1 : 0;
                    count[3] += !tells && affirmed ? 1 : 0;
                    count[4] += has && affirmed ? 1 : 0;
                }
            }

            progress?.Invoke(Interlocked.Increment(ref done));
        });
        return [.. Names.Values.Select(n => new ReadFinding(n, counts[n][0], counts[n][1], counts[n][2], counts[n][3], counts[n][4]))];
    }

    /// <summary>With polyspikes it is all one whether a wave is named after them.</summary>
    private static bool Affirmed(ReportFindings read, string name) =>
        read[name].Status >= FindingStatus.Possible || (name == "polyspikes" && read["polyspike-and-wave"].Status >= FindingStatus.Possible);

    /// <summary>The names, and what the vocabulary says is there whenever they are.</summary>
    private static HashSet<string> Closed(IEnumerable<EegFinding> findings)
    {
        HashSet<string> names = [.. findings.Select(f => Names[f])];
        names.UnionWith(names.SelectMany(n => FindingVocabulary.Default.Find(n).Implies).ToArray());
        return names;
    }
}
