using System.Globalization;
using System.Text;
using Clef.Ecg.Pretraining;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>The tables of the experiment on simulated patients, from the scores of the runs that are done; says which are not.</summary>
internal sealed class SimulatedReport
{
    private static readonly string[] Algorithms = ["simclr", "byol", "moco"];
    private static readonly string[] GuidedNaturally = ["reference-natural", "paper-natural", "expected-natural"];
    private static readonly int[] Classifications = RunFigures.Tasks(false), Regressions = RunFigures.Tasks(true);

    private readonly SimulatedDesign _design;
    private readonly ExperimentCohort _cohort;
    private readonly Dictionary<string, SeedMean> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> _seeds = new(StringComparer.Ordinal);
    private readonly List<ExperimentRun> _open;
    private readonly StringBuilder _text = new();

    public SimulatedReport(SimulatedDesign design, ExperimentCohort cohort, string folder)
    {
        (_design, _cohort) = (design, cohort);
        ExperimentRun[] runs = [.. ExperimentRun.All(design)];
        _open = [.. runs.Where(r => !File.Exists(Runner.Scores(folder, r)))];
        foreach (IGrouping<string, ExperimentRun> model in runs.Except(_open).GroupBy(r => r.Model))
        {
            _seeds[model.Key] = [.. model.Select(r => r.Seed)];
            _models[model.Key] = new SeedMean([.. model.Select(r => new RunFigures(cohort, Runner.Scores(folder, r), design.Replicates))]);
        }
    }

    /// <summary>All tables as Markdown.</summary>
    public string Write()
    {
        Line($"All figures are of simulated patients (simulator {_design.Simulator}, cohort seed {_design.CohortSeed}): {_design.Pretraining} to pretrain on, {_design.ProbeTraining} to train probes, {_design.ProbeValidation} to validate, {_design.Test} to test.");
        Line($"{_design.Steps} steps of {_design.Batch} simulated patients; seeds {string.Join(", ", _design.Seeds)}; intervals are 95 %, over test patients ({_design.Replicates} draws, the same patients for every model). Not done: {(_open.Count == 0 ? "nothing" : string.Join(", ", _open.Select(r => r.Name)))}.");
        Main();
        Claim();
        Groups();
        Missing();
        Tasks();
        return _text.ToString();
    }

    private IEnumerable<string> Have(params IEnumerable<string> names) => names.Where(_models.ContainsKey);

    private void Main()
    {
        Head("Simulated patients, all models (metadata missing as in the simulated population)", "model", "seeds", "mean AUROC, %", "each seed", "mean MAE, SD", "each seed");
        foreach (string name in Have([.. GuidedNaturally, .. Algorithms, "random", "supervised", "demographics", "heart-rate"]))
        {
            SeedMean model = _models[name];
            Row(name, model.Runs.Count.ToString(CultureInfo.InvariantCulture), Percent(model.Mean(Classifications)), string.Join(", ", model.Runs.Select(r => F(100 * r.MeanAuroc(), 2))),
                Plain(model.Mean(Regressions)), string.Join(", ", model.Runs.Select(r => F(r.MeanError(), 3))));
        }
    }

    /// <summary>Guided against everything else, on the seeds that both have.</summary>
    private void Claim()
    {
        Head("Simulated patients, guided less other (AUROC points; MAE in per cent of the other's, negative is better)", "guided", "other", "AUROC", "MAE, %", "at least +1.8 and 3.2 % lower");
        foreach (string guided in Have(GuidedNaturally))
        {
            foreach (string other in Have([.. Algorithms, "random", "supervised", "demographics", "heart-rate"]))
            {
                Compare(guided, other, Paired(guided, other));
            }

            if (Have(Algorithms).Count() == Algorithms.Length)
            {
                Compare(guided, "mean of the three", (Shared(guided, Algorithms[0]).First, SeedMean.Of(Algorithms.Select(a => Shared(guided, a).Second))));
            }
        }
    }

    private void Compare(string guided, string other, (SeedMean First, SeedMean Second) pair)
    {
        Interval auroc = pair.First.Difference(pair.Second, Classifications), error = pair.First.Relative(pair.Second, Regressions);
        Row(guided, other, Signed(auroc, 2), Signed(error, 1), $"{(auroc.Value >= 0.018 ? "yes" : "no")}, {(error.Value <= -0.032 ? "yes" : "no")}");
    }

    private void Groups()
    {
        if (Have(Algorithms).Count() < Algorithms.Length)
        {
            return;
        }

        string[] guided = [.. Have(GuidedNaturally)];
        Head("Simulated patients, guided less the mean of the three algorithms, by kind of task (AUROC points, or MAE in per cent)", ["kind", .. guided]);
        foreach (var group in SimulatedTasks.All.Index().GroupBy(t => (t.Item.Group, t.Item.Regression)))
        {
            int[] tasks = [.. group.Select(t => t.Index)];
            Row([$"{group.Key.Group}, {(group.Key.Regression ? "MAE" : "AUROC")} ({tasks.Length})", .. guided.Select(g =>
            {
                SeedMean first = Shared(g, Algorithms[0]).First, second = SeedMean.Of(Algorithms.Select(a => Shared(g, a).Second));
                return group.Key.Regression ? Signed(first.Relative(second, tasks), 1) : Signed(first.Difference(second, tasks), 2);
            })]);
        }
    }

    private void Missing()
    {
        if (Have(Algorithms).Count() < Algorithms.Length)
        {
            return;
        }

        Head("Simulated patients, by the share whose metadata are incomplete (guided less the mean of the three algorithms, and less itself with complete metadata)",
            "incomplete", "mode", "seeds", "mean AUROC, %", "less the three", "less complete", "mean MAE, SD", "than the three, %", "than complete, %");
        foreach (double fraction in _design.Fractions)
        {
            foreach (PretrainObjective objective in ExperimentRun.Guided)
            {
                string name = ExperimentRun.ModelOf(objective, ExperimentRun.ConditionOf(fraction)), complete = ExperimentRun.ModelOf(objective, "0");
                if (_models.TryGetValue(name, out SeedMean? model) && _models.ContainsKey(complete))
                {
                    SeedMean three = SeedMean.Of(Algorithms.Select(a => Shared(name, a).Second));
                    (SeedMean now, SeedMean whole) = Paired(name, complete);
                    bool same = name == complete;
                    Row($"{100 * fraction:0} %", objective.ToString()["Guided".Length..].ToLowerInvariant(), model.Runs.Count.ToString(CultureInfo.InvariantCulture),
                        Percent(model.Mean(Classifications)), Signed(model.Difference(three, Classifications), 2), same ? "" : Signed(now.Difference(whole, Classifications), 2),
                        Plain(model.Mean(Regressions)), Signed(model.Relative(three, Regressions), 1), same ? "" : Signed(now.Relative(whole, Regressions), 1));
                }
            }
        }
    }

    private void Tasks()
    {
        string[] names = [.. Have([.. GuidedNaturally, .. Algorithms, "random", "supervised", "demographics", "heart-rate"])];
        Head("Simulated patients, task by task (AUROC in per cent, or MAE in standard deviations; mean over seeds)", ["task", "test patients with it", .. names]);
        foreach ((int k, SimulatedTask task) in SimulatedTasks.All.Index())
        {
            int count = Enumerable.Range(0, _cohort.Part.Length).Count(i => _cohort.Part[i] == Part.Test && (task.Regression ? double.IsFinite(_cohort.Values[k][i]) : _cohort.Values[k][i] == 1));
            Row([task.Name, count.ToString(CultureInfo.InvariantCulture), .. names.Select(n => task.Regression ? F(_models[n].Task(k), 3) : F(100 * _models[n].Task(k), 1))]);
        }
    }

    /// <summary>Two models on the seeds that both have; a model without seeds (demographics) stands as it is.</summary>
    private (SeedMean First, SeedMean Second) Paired(string first, string second) =>
        second is "demographics" or "heart-rate" ? (_models[first], _models[second]) : Shared(first, second);

    private (SeedMean First, SeedMean Second) Shared(string first, string second)
    {
        int[] both = [.. _seeds[first].Intersect(_seeds[second])];
        SeedMean Of(string name) => both.Length == 0 ? _models[name] : new([.. both.Select(s => _models[name].Runs[Array.IndexOf(_seeds[name], s)])]);
        return (Of(first), Of(second));
    }

    private void Head(string title, params string[] columns)
    {
        Line($"\n### {title}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    private void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Percent(Interval i) => $"{F(100 * i.Value, 2)} ({F(100 * i.Low, 2)} to {F(100 * i.High, 2)})";

    private static string Plain(Interval i) => $"{F(i.Value, 3)} ({F(i.Low, 3)} to {F(i.High, 3)})";

    private static string Signed(Interval i, int digits) => $"{F(100 * i.Value, digits, "+")} ({F(100 * i.Low, digits, "+")} to {F(100 * i.High, digits, "+")})";

    private static string F(double value, int digits, string sign = "")
    {
        string text = value.ToString($"F{digits}", CultureInfo.InvariantCulture);
        return value >= 0 ? sign + text : text;
    }
}
