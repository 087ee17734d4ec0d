using System.CommandLine;
using System.Globalization;
using Clef.Core;
using Clef.Datasets.Labelled;
using Clef.Ecg.Labelled;
using Clef.Evaluation.Comparisons;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg compare FIRST OTHER...</c>: paired differences between rows on the same records.</summary>
internal static class CompareCommand
{
    private const string Description =
        """
        How much better the first table of predictions is than each other, on the records of one part: the difference of the AUROC of each class and of their
        mean (macro), or of the mean absolute error, with its 95 % interval of the bootstrap over patients in which both are drawn together. Takes predictions.csv of
        'clef ecg finetune' and the tables in predictions/ of 'clef ecg probe'; paths joined by + stand for the mean of their probabilities.
        """;

    public static Command Create()
    {
        var first = new Argument<string>("FIRST") { Description = "A table of predictions." };
        var others = new Argument<string[]>("OTHER") { Description = "Tables to compare it with.", Arity = ArgumentArity.OneOrMore };
        var part = new Option<string>("--part") { Description = "The part of the split: train, validation or test.", DefaultValueFactory = _ => "test" };
        part.AcceptOnlyFromAmong("train", "validation", "test");
        var replicates = new Option<int>("--replicates") { Description = "Draws of the bootstrap.", DefaultValueFactory = _ => 1000 };
        var seed = new Option<int>("--seed") { Description = "The seed of the draws.", DefaultValueFactory = _ => 0 };
        var command = new Command("compare", Description) { first, others, part, replicates, seed };
        command.SetAction(parsed =>
        {
            PredictionTable one = PredictionTable.Read(parsed.GetValue(first)!);
            foreach (string other in parsed.GetValue(others)!)
            {
                Console.WriteLine(Table(one, PredictionTable.Read(other), parsed.GetValue(part)!, parsed.GetValue(replicates), parsed.GetValue(seed)));
            }

            return 0;
        });
        return command;
    }

    /// <summary>The comparison of two tables as Markdown.</summary>
    internal static string Table(PredictionTable first, PredictionTable second, string part, int replicates, int seed)
    {
        // Of a binary task fine-tuning writes both classes, a probe the positive one.
        string[] classes = [.. first.Classes.Intersect(second.Classes)];
        if ((first.Classes.Count == 0) != (second.Classes.Count == 0) || (first.Classes.Count > 0 && classes.Length == 0))
        {
            throw new ClefException(second.Name, "classes", string.Join(", ", second.Classes), first.Classes.Count == 0 ? "one predicted number" : string.Join(", ", first.Classes));
        }

        (string Record, Prediction A, Prediction B)[] rows = [.. first.Records.Where(r => r.Value.Split == part)
            .Select(r => (r.Key, r.Value, second.Records.TryGetValue(r.Key, out Prediction? b) && b.Split == part && b.Truth == r.Value.Truth
                ? b : throw new ClefException(second.Name, "record", r.Key, $"the records of {first.Name}'s {part} part, with the same truth")))];
        if (rows.Length == 0)
        {
            throw new ClefException(first.Name, $"records of the {part} part", 0, "at least one");
        }

        var bootstrap = new PatientBootstrap([.. rows.Select(r => r.A.Patient)], replicates, seed);
        string name = first.Classes.Count == 0 ? "mean absolute error" : "AUROC";
        (string Class, ResampledMetric A, ResampledMetric B)[] metrics = first.Classes.Count == 0 ? [("", Error(r => r.A), Error(r => r.B))]
            : [.. classes.Select(c => (c, Area(c, first, r => r.A), Area(c, second, r => r.B))).Where(m => double.IsFinite(m.Item2.Value()))];
        if (first.Classes.Count > 0)
        {
            metrics = [("macro", new MeanMetric([.. metrics.Select(m => m.A)]), new MeanMetric([.. metrics.Select(m => m.B)])), .. metrics];
        }

        IEnumerable<string> lines = metrics.Select(m => $"| {(m.Class.Length > 0 ? m.Class : name)} | {bootstrap.Interval(m.A)} | {bootstrap.Interval(m.B)} | {PairedDifference.Of(m.A, m.B, bootstrap).Difference} |");
        return string.Create(CultureInfo.InvariantCulture, $"{first.Name} less {second.Name}: {name}, {rows.Length} records of {bootstrap.Patients} patients, {replicates} draws of seed {seed}\n\n")
            + $"| | first | second | difference |\n|---|---|---|---|\n{string.Join('\n', lines)}\n";

        ResampledMetric Area(string label, PredictionTable table, Func<(string, Prediction A, Prediction B), Prediction> of) =>
            new Auroc([.. rows.Select(r => of(r).Values[table.Classes.ToList().IndexOf(label)])], [.. rows.Select(r => r.A.Truth.Split(';').Contains(label))]);

        ResampledMetric Error(Func<(string, Prediction A, Prediction B), Prediction> of) =>
            RegressionMetric.MeanAbsoluteError([.. rows.Select(r => double.Parse(r.A.Truth, CultureInfo.InvariantCulture))], [.. rows.Select(r => of(r).Values[0])]);
    }
}
