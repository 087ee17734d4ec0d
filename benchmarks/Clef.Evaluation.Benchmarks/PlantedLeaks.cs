using System.Text;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Cohorts.Build;
using Clef.Cohorts.Checks;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;
using Clef.Simulation;
using Clef.Simulation.Writing;

/// <summary>A simulated cohort on which nothing is accused, and copies of it with one leak planted in each, every one of which must be caught.</summary>
internal static class PlantedLeaks
{
    private const string Rules = """
        tasks:
          - { name: slow, positive: { finding: generalized-slowing } }
          - { name: future, positive: { diagnosis: Z99 }, controls: { match: [] } }
        """;

    public static string Run(Options options)
    {
        int patients = options.Number("--patients", 240), seed = options.Number("--seed", 5);
        string root = Directory.CreateTempSubdirectory("clef-leaks-").FullName;
        try
        {
            string made = Path.Combine(root, "made");
            CohortFolder.Write(new SimulatedCohort(patients, (ulong)seed) { EegSeconds = 30 }, Modality.Eeg, made, Environment.ProcessorCount);
            var clean = new Cohort(root, made, "clean");
            var text = new StringBuilder();
            text.AppendLine(
                $"{patients} simulated patients (seed {seed}), 30 s of simulated EEG each. Each leak is planted in a copy of the clean cohort; what "
                + "caught it is named by the check's own word. Facts that a network can see go into positives of the task `slow`, whose controls are matched by age, sex, "
                + "site and setting before anything is planted (unmatched, the setting truly tells slowing, and the check says so).");
            text.AppendLine();
            text.AppendLine("| planted | caught by | |");
            text.AppendLine("|---|---|---|");
            (int checks, string accused) = clean.Accused();
            (string found, string verdict) = accused.Length == 0 ? ("none failed", "clean") : (accused, "FALSE ALARM");
            text.AppendLine($"| nothing | {checks} checks: {found} | {verdict} |");
            int caught = 0, planted = 0;
            void Say(string what, string by)
            {
                planted++;
                caught += by.Length > 0 ? 1 : 0;
                text.AppendLine($"| {what} | {by} | {(by.Length > 0 ? "caught" : "MISSED")} |");
                Console.Error.WriteLine($"{what}: {by}");
            }

            foreach ((string what, Func<Session, Session> change) in Facts)
            {
                Say(what, clean.WithFact(change));
            }

            Say("age: positives 15 years older, controls not matched on it", clean.WithAge());
            Say("a training patient's recording copied to a new test patient, byte for byte", clean.WithCopy(bytes: true));
            Say("the same, re-written with other bytes (a header field changed)", clean.WithCopy(bytes: false));
            Say("one patient under two spellings in two splits", clean.WithSpelling());
            Say("patients in no split", clean.WithoutSplit());
            Say("labels that rest on diagnoses after the recording", clean.WithFuture());
            Say("an embedding file in which a test session has a training session's vector", clean.WithCopiedVector());
            Say("an embedding file that names another patient for a session", clean.WithWrongPatient());
            text.AppendLine();
            text.AppendLine($"{caught} of {planted} planted leaks were caught. What no check can see: labels that were written into the vectors "
                + "themselves, or a model that was pretrained on test patients elsewhere.");
            return text.ToString();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static IEnumerable<(string What, Func<Session, Session> Change)> Facts =>
    [
        ("recording length: positives 10 s longer", s => s with { DurationSeconds = s.DurationSeconds + 10 }),
        ("sampling rate: positives at 256 Hz", s => s with { SampleRate = 256 }),
        ("channels: positives have two more", s => s with { Channels = s.Channels + 2 }),
        ("file order: positives last", s => s with { FileOrder = s.FileOrder + 10_000 }),
        ("hour of day: positives at night", s => s with { Start = s.Start!.Value.Date.AddHours(3).AddMinutes(s.FileOrder % 60) }),
        ("date: positives years later", s => s with { Start = s.Start!.Value.AddDays(2500) }),
        ("site: positives from one hospital", s => s with { Site = "SIM-LEAK" }),
        ("setting: positives from theatre", s => s with { Setting = "Theatre" }),
        ("format: positives as BDF", s => s with { Format = "BDF" }),
        ("channel labels: positives in upper case", s => s with { Labels = s.Labels.ToUpperInvariant() }),
    ];

    /// <summary>A cohort with the ways to spoil copies of it.</summary>
    private sealed class Cohort
    {
        private readonly string _root;
        private readonly string _made;
        private readonly CohortStore _store;
        private readonly Suite _suite = SuiteFile.Parse("leaks.yaml", Rules);
        private int _copies;

        public Cohort(string root, string made, string name)
        {
            (_root, _made) = (root, made);
            _store = Build(made, Path.Combine(root, name));
        }

        public (int Checks, string Accused) Accused()
        {
            using SourceFolder recordings = SourceFolder.OpenPath(Path.Combine(_made, "recordings"));
            IReadOnlyList<BenchTable> tables = [Table(_store, "slow")];
            IReadOnlyList<CheckResult> results = LeakageReport.Run(_store, recordings, tables, []);
            return (results.Count, string.Join("; ", results.Where(r => r.Level == CheckLevel.Failed).Select(r => r.Check)));
        }

        public string WithFact(Func<Session, Session> change)
        {
            BenchTable labels = Table(_store, "slow");
            HashSet<string> positives = Enumerable.Range(0, labels.Rows.Count).Where(i => labels.Tasks[0].Values[i] == 1)
                .Select(i => labels.Rows[i].Id).ToHashSet(StringComparer.Ordinal);
            CohortStore spoilt = Copy();
            spoilt.WriteSessions(_store.Sessions().Select(s => positives.Contains(s.Id) ? change(s) : s).ToArray());
            // The labels and their controls stay; what the files say changes.
            Dictionary<string, Session> facts = spoilt.Sessions().ToDictionary(x => x.Id, StringComparer.Ordinal);
            BenchTable table = labels with { Rows = labels.Rows.Select(r => r with { Session = facts[r.Id], Site = facts[r.Id].Site }).ToArray() };
            CheckResult check = LeakageReport.Run(null, null, [table], []).Single(c => c.Check.StartsWith("giveaways", StringComparison.Ordinal));
            string flag = Flag(table);
            return check.Level == CheckLevel.Failed ? $"leakage check: {check.Text}{(flag.Length > 0 ? $"; result marked “{flag}”" : "")}" : flag;
        }

        public string WithAge()
        {
            BenchTable labels = Table(_store, "slow");
            return Flag(labels with { Rows = labels.Rows.Select(
                (r, i) => r with { Age = 30 + (r.Session!.FileOrder % 25) + (labels.Tasks[0].Values[i] == 1 ? 15 : 0) })
                .ToArray() }) is { Length: > 0 } flag ? $"result marked “{flag}”" : "";
        }

        public string WithCopy(bool bytes)
        {
            string folder = Path.Combine(_root, $"made-{bytes}");
            Directory.CreateDirectory(Path.Combine(folder, "recordings"));
            foreach (string file in Directory.GetFiles(Path.Combine(_made, "recordings")))
            {
                File.Copy(file, Path.Combine(folder, "recordings", Path.GetFileName(file)));
            }

            IReadOnlyDictionary<string, string> splits = _store.Splits()!;
            Session source = _store.Sessions().First(s => splits[s.Patient] == "train");
            byte[] recording = File.ReadAllBytes(Path.Combine(_made, "recordings", source.File));
            if (!bytes)
            {
                // The EDF header's second field, bytes 8 to 87, is the patient's: other bytes, the same signal.
                Encoding.ASCII.GetBytes("X X X somebody_else".PadRight(80)).CopyTo(recording, 8);
            }

            File.WriteAllBytes(Path.Combine(folder, "recordings", "sim-copied-eeg.edf"), recording);
            string[] metadata = File.ReadAllLines(Path.Combine(_made, "metadata.csv"));
            string line = metadata.Single(l => l.StartsWith(source.Id + ",", StringComparison.Ordinal))
                .Replace(source.Id, "sim-copied-eeg", StringComparison.Ordinal).Replace($",{source.Patient},", ",sim-copied,", StringComparison.Ordinal);
            File.WriteAllLines(Path.Combine(folder, "metadata.csv"), [.. metadata, line]);
            File.Copy(Path.Combine(_made, "reports.csv"), Path.Combine(folder, "reports.csv"));
            CohortStore spoilt = Build(folder, Path.Combine(_root, $"copied-{bytes}"), records: false);
            CohortSplitter.Write(spoilt, new Dictionary<string, string>(splits) { ["sim-copied"] = "test" });
            using SourceFolder recordings = SourceFolder.OpenPath(Path.Combine(folder, "recordings"));
            return Failed(LeakageReport.Run(spoilt, recordings, [], []));
        }

        public string WithSpelling()
        {
            CohortStore spoilt = Copy();
            IReadOnlyDictionary<string, string> splits = _store.Splits()!;
            Session one = _store.Sessions().First(s => splits[s.Patient] == "train"), other = _store.Sessions().First(s => splits[s.Patient] == "test");
            spoilt.WriteSessions(_store.Sessions()
                .Select(s => s.Id == other.Id ? s with { Patient = one.Patient.ToUpperInvariant().Replace("-", "_", StringComparison.Ordinal) } : s).ToArray());
            CohortSplitter.Write(spoilt, new Dictionary<string,
                string>(splits) { [one.Patient.ToUpperInvariant().Replace("-", "_", StringComparison.Ordinal)] = "test" });
            return Failed(LeakageReport.Run(spoilt, null, [], []));
        }

        public string WithoutSplit()
        {
            CohortStore spoilt = Copy();
            CohortSplitter.Write(spoilt, _store.Splits()!.Skip(3).ToDictionary(s => s.Key, s => s.Value));
            return Failed(LeakageReport.Run(spoilt, null, [], []));
        }

        public string WithFuture()
        {
            // Forty patients are coded a hundred days after their recording.
            CohortStore spoilt = Copy();
            PatientEvent[] later = _store.Sessions().Take(40).Select(s => new PatientEvent(s.Patient, s.Start!.Value.AddDays(100), "ICD10CM/Z99.0")).ToArray();
            EventTable.Write([.. _store.Events().SelectMany(e => e), .. later], spoilt.Table("events"));
            CheckResult evidence = LeakageReport.Run(
                spoilt, null, [], [], (_suite.Tasks.Where(t => t.Name == "future").ToArray(), new RuleEvaluator(spoilt, CodeMap.BuiltIn)))
                .Single(c => c.Check == "evidence of future");
            return evidence.Level == CheckLevel.Passed ? "" : $"leakage check ({evidence.Level.ToString().ToLowerInvariant()}): {evidence.Text}";
        }

        public string WithCopiedVector()
        {
            BenchTable table = Table(_store, "slow");
            int test = Enumerable.Range(0, table.Rows.Count).First(i => table.Rows[i].Part == Part.Test),
                train = Enumerable.Range(0, table.Rows.Count).First(i => table.Rows[i].Part == Part.Train);
            return Failed(LeakageReport.Run(null, null, [], [])) + Failed(
                LeakageReport.Run(null, null, [table], [Model(table, "copied", v => v.AsSpan(train * 4, 4).CopyTo(v.AsSpan(test * 4)), _ => 0)])
                .Where(c => c.Check.StartsWith("equal", StringComparison.Ordinal)));
        }

        public string WithWrongPatient()
        {
            BenchTable table = Table(_store, "slow");
            try
            {
                Model(table with { Rows = table.Rows.Select((r, i) => i == 7 ? r with { Patient = "somebody else" } : r).ToArray() }, "wrong", null,
                    _ => 0).Align(table.Name, table.Rows);
                return "";
            }
            catch (ClefException refused)
            {
                return $"refused: {refused.Message[(refused.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]}";
            }
        }

        private static string Failed(IEnumerable<CheckResult> results) =>
            string.Join("; ", results.Where(r => r.Level == CheckLevel.Failed).Select(r => $"leakage check “{r.Check}”: {r.Text}"));

        /// <summary>The mark on the result of a model that truly knows the label.</summary>
        private string Flag(BenchTable table)
        {
            ModelSource model = Model(table, "model", null, i => table.Tasks[0].Values[i] == 1 ? 2 : 0);
            var folder = new RunFolder(Path.Combine(_root, $"run-{_copies++}"));
            new BenchRunner(folder, new BenchOptions { Seeds = 1 }).Run(
                new RunDescription("leaks", "", "", "simulated", RunFolder.Digest([table]), 0, ["logistic"], 1, [1],
                    [new("model", ModelKind.Embedding, 4, ""), new(FactBaselines.Demographics, ModelKind.Baseline, 0, ""),
                    new(FactBaselines.RecordingFacts, ModelKind.Baseline, 0, "")], []),
                [table], [model]);
            return ResultSet.Compute(folder, 200).Primary(new(table.Name, "model", "logistic", 1, "slow", Part.Test))?.Flag ?? "";
        }

        private ModelSource Model(BenchTable table, string name, Action<float[]>? change, Func<int, double> signal)
        {
            var random = new Random(1);
            float[] values = Enumerable.Range(0, table.Rows.Count * 4)
                .Select(i => (float)(Options.Gaussian(random) + (i % 4 == 0 ? signal(i / 4) : 0))).ToArray();
            change?.Invoke(values);
            string path = Path.Combine(_root, $"{name}-{_copies++}.parquet");
            new EmbeddingTable("session", table.Rows.Select(r => r.Id).ToArray(), table.Rows.Select(r => (string?)r.Patient).ToArray(), 4, values).Write(path);
            return new ModelSource(name, ModelKind.Embedding, path);
        }

        private BenchTable Table(CohortStore store, string task) =>
            CohortBench.Label(store, _suite with { Tasks = _suite.Tasks.Where(t => t.Name == task).ToArray() },
                new RuleEvaluator(store, CodeMap.BuiltIn), null, 3).Single();

        private CohortStore Copy()
        {
            string folder = Path.Combine(_root, $"copy-{_copies++}");
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.GetFiles(_store.Folder))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            return CohortStore.Open(folder);
        }

        private static CohortStore Build(string made, string folder, bool records = true)
        {
            CohortBuilder.Build(new CohortSources(
                Path.Combine(made, "recordings"), Path.Combine(made, "metadata.csv"), Path.Combine(made, "reports.csv"), records
                ? Path.Combine(made, "records") : null), folder, (_, _) => { }, default);
            CohortStore store = CohortStore.Open(folder);
            CohortSplitter.Write(store, CohortSplitter.Split(
                store.Sessions(), new SplitOptions { Shares = [("train", 0.5), ("validation", 0.2), ("test", 0.3)] }));
            return store;
        }
    }
}
