using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Cli.Demo;

/// <summary>A whole demo: its steps one after another, each shown as the command that it is, then the results.</summary>
/// <param name="plan">What is done.</param>
/// <param name="own">The user's data; null to simulate.</param>
internal sealed class DemoRun(DemoPlan plan, DemoSources? own)
{
    private readonly int _width = WidthOf();
    private readonly Ink _ink = Ink.OfTerminal();
    private readonly List<(DemoStep Step, JournalEntry Entry)> _behind = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    /// <summary>Runs it, or goes on with it.</summary>
    /// <returns>The exit code.</returns>
    public int Run(CancellationToken stop)
    {
        using var journal = new DemoJournal(plan.Folder);
        using var log = new StreamWriter(plan.At("log.txt"), append: true);
        using var live = new LiveLine(Console.Error, !Console.IsErrorRedirected, _width, log);
        var runner = new StepRunner(live, log);
        Head(journal);
        WriteRecipes();
        try
        {
            if (own is null)
            {
                RunSimulated(journal, runner, stop);
            }
            else
            {
                RunOwn(own, journal, runner, stop);
            }

            live.Begin();
            DemoResults results = DemoResults.Gather(plan, own is null, _behind, stop);
            DemoPage.Write(plan.At("report.html"), results);
            live.End();
            foreach (string line in new DemoSummary(results, _ink, _width).Lines())
            {
                Console.WriteLine(line);
            }

            return _behind.Any(b => b.Entry.Failure is null && b.Step.Part is not null) ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine();
            Console.WriteLine("Stopped. What is done is kept; the same command goes on from here.");
            return 130;
        }
    }

    private void RunSimulated(DemoJournal journal, StepRunner runner, CancellationToken stop)
    {
        foreach (string kind in (string[])["eeg", "ecg"])
        {
            DemoSources data = new(plan.At($"{kind}/simulated/recordings"), plan.At($"{kind}/simulated/metadata.csv"),
                plan.At($"{kind}/simulated/reports.csv"), plan.At($"{kind}/simulated/records"));
            Section(kind == "eeg" ? "EEG: simulated sessions" : "ECG: simulated records");
            All(plan.Simulated(kind), journal, runner, stop);
            if (kind == "ecg")
            {
                WriteHeldOut("ecg/cohort");
            }

            All(kind == "eeg" ? plan.Eeg(data, "eeg/cohort", splits: true) : plan.Ecg(data, "ecg/cohort"), journal, runner, stop);
        }
    }

    private void RunOwn(DemoSources data, DemoJournal journal, StepRunner runner, CancellationToken stop)
    {
        Section($"Your recordings: {data.Recordings}");
        All(plan.Own(data), journal, runner, stop);
        (string[] eeg, string[] ecg) = DemoSources.Kinds(CohortStore.Open(plan.At("cohort")));
        if (eeg.Length == 0 && ecg.Length == 0)
        {
            throw new ClefException(data.Recordings, "recordings", "none with an EEG or an ECG lead", "some; 'clef info FILE' says what a file holds");
        }

        if (eeg.Length > 0)
        {
            Section($"EEG: {eeg.Length} recordings{(data.Reports is null ? "; no reports, so that nothing is aligned or searched by text" : "")}");
            All(plan.Eeg(data, "cohort", splits: data.Metadata is not null), journal, runner, stop);
        }

        if (ecg.Length > 0)
        {
            Section($"ECG: {ecg.Length} recordings");
            WriteHeldOut("cohort", ecg);
            All(plan.Ecg(data, "cohort"), journal, runner, stop);
        }
    }

    private void All(IEnumerable<DemoStep> steps, DemoJournal journal, StepRunner runner, CancellationToken stop)
    {
        foreach (DemoStep step in steps)
        {
            int place = _behind.Count;
            JournalEntry? before = journal.Of(place, step);
            Announce(step, place, before);
            JournalEntry entry = before ?? Do(step, runner, stop);
            if (before is null)
            {
                journal.Add(entry);
                Tell(entry);
            }

            _behind.Add((step, entry));
            if (entry.Failure is not null && step.Part is { } part)
            {
                _failed.Add(part);
            }
        }
    }

    /// <summary>On the user's data a step may have nothing to work on, which ends its part and not the demo; on simulated data it is a fault.</summary>
    private JournalEntry Do(DemoStep step, StepRunner runner, CancellationToken stop)
    {
        string command = CommandText.Line(step.Typed);
        if (step.Part is { } part && _failed.FirstOrDefault(f => part == f || part.StartsWith(f + "-", StringComparison.Ordinal)) is not null)
        {
            return new JournalEntry(command, 0, "", "left out: a step before it was");
        }

        try
        {
            return runner.Run(step, stop);
        }
        catch (Exception e) when (own is not null && step.Part is not null && e is ClefException)
        {
            return new JournalEntry(command, 0, "", e.Message);
        }
    }

    /// <summary>The test part's recordings by file, for pretraining to leave out.</summary>
    private void WriteHeldOut(string cohort, string[]? only = null)
    {
        CohortStore store = CohortStore.Open(plan.At(cohort));
        IReadOnlyDictionary<string, string> splits = store.Splits() ?? throw new ClefException(store.SplitsPath, null, null, "the split of the patients");
        IEnumerable<string> rows = store.Sessions().Where(s => only is null || only.Contains(s.Id))
            .Select(s => $"{CsvTable.Quote(s.File)},{splits.GetValueOrDefault(s.Patient)}");
        Directory.CreateDirectory(plan.At("ecg"));
        AtomicFile.WriteText(plan.At(DemoPlan.HeldOut), $"file,split\n{string.Join('\n', rows)}\n");
    }

    private void WriteRecipes()
    {
        Directory.CreateDirectory(plan.At("recipes"));
        Directory.CreateDirectory(plan.At("eeg"));
        ZeroShotOutcome.WritePrompts(plan.At(DemoPlan.Prompts));
        foreach (string name in (string[])["tokenizer", "pretrain", "align", "ecg-pretrain", "ecg-finetune"])
        {
            AtomicFile.WriteText(plan.At($"recipes/{name}.yaml"), Resource($"{name}.yaml"));
        }
    }

    /// <summary>A text that is built into the program.</summary>
    internal static string Resource(string name)
    {
        using Stream stream = typeof(DemoRun).Assembly.GetManifestResourceStream($"Clef.Cli.Demo.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Head(DemoJournal journal)
    {
        Console.WriteLine(_ink.Bold("Clef demo") + (own is null ? $", {plan.Sizes.Name}: {plan.Sizes.EegPatients} simulated patients with an EEG, " +
            $"{plan.Sizes.EcgPatients} with an ECG." : ", on your recordings."));
        if (own is null)
        {
            Console.WriteLine(_ink.Yellow("The patients are SIMULATED: no figure here says anything of real ones."));
        }

        string takes = own is null ? plan.Sizes.Minutes : "minutes for a hundred short recordings";
        foreach (string line in TextLines.Wrap($"Two quiet cores take {takes}. All is kept in {plan.Folder}/; Ctrl-C stops, and the same command goes on. For " +
            $"research; not a medical device.", _width))
        {
            Console.WriteLine(line);
        }

        if (journal.Entries.Count > 0)
        {
            Console.WriteLine($"Going on: {journal.Entries.Count} steps are behind, {Clock(journal.Entries.Sum(e => e.Seconds))} of work.");
        }
    }

    private void Section(string title)
    {
        Console.WriteLine();
        Console.WriteLine(_ink.Bold(title));
    }

    private void Announce(DemoStep step, int place, JournalEntry? before)
    {
        if (before is not null)
        {
            Console.WriteLine(_ink.Dim($"{place + 1,3}  {step.Title} (done)"));
            return;
        }

        Console.WriteLine($"{place + 1,3}  {step.Title}");
        foreach ((int i, string line) in CommandText.Lines(step.Typed, _width - 8).Index())
        {
            Console.WriteLine(_ink.Dim($"     {(i == 0 ? "$ " : "  ")}{line}"));
        }
    }

    private void Tell(JournalEntry entry)
    {
        string text = entry.Failure is { } failure ? $"not done: {failure}" : entry.Said;
        string time = Clock(entry.Seconds);
        foreach (string line in TextLines.Wrap(text, _width - 8 - time.Length).DefaultIfEmpty(""))
        {
            string shown = entry.Failure is null ? line : _ink.Yellow(line);
            string gap = new(' ', Math.Max(1, _width - 6 - line.Length - time.Length));
            Console.WriteLine($"     {shown}{(time.Length > 0 ? gap + _ink.Green(time) : "")}");
            time = "";
        }
    }

    internal static string Clock(double seconds) => TimeSpan.FromSeconds(seconds) is var t && t.TotalHours >= 1 ? t.ToString("h\\:mm\\:ss")
        : t.ToString("m\\:ss");

    private static int WidthOf()
    {
        try
        {
            return Console.IsOutputRedirected ? 80 : Math.Clamp(Console.WindowWidth, 60, 100);
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
