using System.CommandLine;
using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Labelled;

namespace Clef.Cli.Ecg;

/// <summary>The options that name a labelled set.</summary>
internal sealed class LabelledOptions
{
    private readonly Option<string[]> _data = new("--data") { Description = "DATASET=PATH: a dataset by its name (see 'clef data list') and its folder or zip archive. May be given several times.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _labels = new("--labels") { Description = "A CSV table of labels: a column record (or session, id, file), one a task, perhaps patient, split, age, sex." };
    private readonly Option<string[]> _inputs = new("--inputs") { Description = "With --labels: folders and zip archives of the recordings.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _tasks = new("--task") { Description = "The task, or tasks; the column of --labels. Without it, all tasks of each dataset.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _kind = new("--kind") { Description = "With --labels: the kind of task; auto judges by the values.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _split = new("--split") { Description = "own: the dataset's (stratified where it has none); stratified: 70/15/15 of the patients by hash within strata of labels.", DefaultValueFactory = _ => "own" };
    private readonly Option<int> _limit = new("--limit") { Description = "At most so many records of a task, strata kept; 0 for all.", DefaultValueFactory = _ => 0 };

    public LabelledOptions()
    {
        _kind.AcceptOnlyFromAmong("auto", "binary", "multi-class", "multi-label", "regression");
        _split.AcceptOnlyFromAmong("own", "stratified");
    }

    public IEnumerable<Option> All => [_data, _labels, _inputs, _tasks, _kind, _split, _limit];

    /// <summary>The sets that the options name, each read when it is its turn.</summary>
    public IEnumerable<LabelledSet> Read(ParseResult parsed)
    {
        SplitRule split = parsed.GetValue(_split) == "own" ? SplitRule.Own : SplitRule.Stratified;
        int limit = parsed.GetValue(_limit);
        string[] tasks = parsed.GetValue(_tasks) ?? [], data = parsed.GetValue(_data) ?? [];
        string? labels = parsed.GetValue(_labels);
        if ((data.Length > 0) == (labels is not null))
        {
            throw new ClefException("options", "--data, --labels", null, "one of the two");
        }

        if (labels is not null)
        {
            TaskKind? kind = parsed.GetValue(_kind) is "auto" or null ? null : Enum.Parse<TaskKind>(parsed.GetValue(_kind)!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            string[] inputs = parsed.GetValue(_inputs) is { Length: > 0 } given ? given : throw new ClefException("options", "--inputs", null, "the recordings that --labels names");
            return (tasks.Length > 0 ? tasks : throw new ClefException("options", "--task", null, "a column of --labels")).Select(t => LabelledSet.FromTable(labels, inputs, t, kind, split, limit));
        }

        return data.SelectMany(pair =>
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals > 0 ? pair[..equals] : throw new ClefException("options", "--data", pair, "DATASET=PATH");
            IEnumerable<string> own = DatasetCatalogue.Find(name).Tasks.Select(t => t.Name);
            // With several datasets a task need not belong to all of them; one that belongs to none is an error of the adapter.
            string[] wanted = tasks.Length == 0 ? [.. own] : data.Length == 1 ? tasks : [.. tasks.Where(own.Contains)];
            return wanted.Select(t => LabelledSet.FromDataset(name, pair[(equals + 1)..], t, split, limit));
        });
    }
}
