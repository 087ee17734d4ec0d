using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Datasets.Labelled;
using Clef.Datasets;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Ecg.Network;
using Clef.Evaluation.Suites;
using Clef.Signals.Preparation;

namespace Clef.Cli.Ecg;

/// <summary>
/// The vectors of every item of a suite's targets, as rows <c>TARGET/ITEM</c>, which <c>clef bench run</c> takes: an item is often a stretch or a channel
/// of a recording, which
/// a row a file cannot stand for. What several targets share is prepared and embedded once.
/// </summary>
/// <param name="suite">A suite of dataset targets.</param>
/// <param name="places">Folders or archives by dataset; targets of others are left out.</param>
/// <param name="lead">The lead, for models of one lead and items that name no channel.</param>
/// <param name="store">Where prepared windows are kept.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class SuiteEmbedding(Suite suite, IReadOnlyDictionary<string, string> places, string lead, string store, ProgressLine progress)
{
    /// <summary>What could not be read, with the reason.</summary>
    public List<string> Skipped { get; } = [];

    /// <summary>The embeddings.</summary>
    public EmbeddingTable Of(EcgEncoder encoder, EcgPipeline pipeline, CancellationToken stop) => Table(
        encoder.Config.EmbeddingWidth, pipeline, LeadSelection.For(encoder.Config.Leads, lead),
        (name, windows) => windows.Embed(encoder, EcgFeatures.Embedding,
            progress: share => progress.Show(FormattableString.Invariant($"{name}: embedding {share:P0}")), stop: stop),
        stop);

    /// <summary>
    /// Heart rate and its variability, with a last column that is 1 where they are unknown, the others then being 0: the row that every embedding has to
    /// beat.
    /// </summary>
    public EmbeddingTable OfHeartRate(CancellationToken stop) => Table(
        LabelledWindows.HeartColumns.Count + 1, EcgPipeline.ClefV1, [lead],
        (_, windows) => [.. windows.HeartFeatures(stop).Select(row =>
            (float[])[.. row.Select(v => double.IsFinite(v) ? (float)v : 0), row.All(double.IsFinite) ? 0 : 1])], stop);

    private EmbeddingTable Table(int width, EcgPipeline pipeline, IReadOnlyList<string> leads, Func<string, LabelledWindows, float[][]> vectors,
        CancellationToken stop)
    {
        var ids = new List<string>();
        var patients = new List<string?>();
        var values = new List<float[]>();
        foreach (IGrouping<string, DatasetTarget> targets in suite.Targets.Where(t => places.ContainsKey(t.Dataset)).GroupBy(t => t.Dataset))
        {
            (string Id, string Patient, string Stretch)[] rows = Read(targets, places[targets.Key], out LabelledSet set);
            using LabelledWindows windows = LabelledWindows.Open(
                set, pipeline, leads, store, share => progress.Show(FormattableString.Invariant($"{targets.Key}: preparing {share:P0}")), stop);
            Skipped.AddRange(windows.Store.Skipped);
            float[][] made = vectors(targets.Key, windows);
            Dictionary<string, int> at = windows.Items.Index().ToDictionary(i => i.Item.Id, i => i.Index, StringComparer.Ordinal);
            foreach ((string id, string patient, string stretch) in rows.Where(r => at.ContainsKey(r.Stretch)))
            {
                ids.Add(id);
                patients.Add(patient);
                values.Add(made[at[stretch]]);
            }
        }

        string problem = Skipped.Count > 0 ? $" (first problem: {Skipped[0]})" : "";
        return ids.Count > 0 ? new EmbeddingTable("session", ids, patients, width, [.. values.SelectMany(v => v)])
            : throw new ClefException(suite.Name, "items that can be read", 0, $"at least one in {string.Join(", ", places.Keys)}{problem}");
    }

    /// <summary>The rows of a dataset's targets, and each stretch of signal that they ask for once.</summary>
    private static (string Id, string Patient, string Stretch)[] Read(IEnumerable<DatasetTarget> targets, string place, out LabelledSet set)
    {
        var rows = new List<(string, string, string)>();
        var stretches = new Dictionary<(string, string?, double, double?), DatasetItem>();
        string name = "";
        using (SourceFolder folder = SourceFolder.OpenPath(place))
        {
            foreach (DatasetTarget target in targets)
            {
                name = target.Dataset;
                foreach (DatasetItem item in DatasetCatalogue.Find(target.Dataset).Read(folder, target.Task).Items)
                {
                    var key = (item.File, item.Channel, item.FromSeconds, item.Seconds);
                    if (!stretches.TryGetValue(key, out DatasetItem? first))
                    {
                        stretches.Add(key, first = item with { Id = $"{target.Name}/{item.Id}" });
                    }

                    rows.Add(($"{target.Name}/{item.Id}", item.Patient, first.Id));
                }
            }
        }

        set = new LabelledSet(name, "embedding", TaskKind.MultiClass, [], [place], [.. stretches.Values], new int[stretches.Count]);
        return [.. rows];
    }
}
