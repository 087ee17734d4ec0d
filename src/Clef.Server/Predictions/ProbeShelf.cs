using Clef.Core;
using Clef.Eeg.Embedding;
using Clef.Evaluation.TrainedProbes;
using Clef.Server.Models;

namespace Clef.Server.Predictions;

/// <summary>The trained probes, by the digest of the model they belong to: those in the model folders' <c>probes</c>, and those given.</summary>
internal sealed class ProbeShelf
{
    private readonly ILookup<string, ServedProbe> _probes;

    public ProbeShelf(ServeOptions options, ModelShelf models)
    {
        IEnumerable<string> places = models.All.Select(m => Path.Combine(models.FolderOf(m), "probes")).Where(Directory.Exists).Concat(options.Probes);
        ServedProbe[] all = [.. places.SelectMany(Files).Select(f => new ServedProbe(f, TrainedProbe.Read(f)))];
        foreach (ServedProbe probe in all)
        {
            ProbeModel of = probe.Probe.Model;
            ServedModel? model = models.All.FirstOrDefault(m => m.Digest == of.Digest);
            // A probe for a model that is not served is no harm; one that contradicts its model is.
            if (model is not null && (!Enum.TryParse(of.Space, ignoreCase: true, out EmbeddingSpace space)
                || !model.Widths.TryGetValue(space, out int width) || width != of.Width || model.PipelineName != of.Pipeline))
            {
                throw new ClefException(probe.File, "model", $"{of.Space}, {of.Width} numbers, {of.Pipeline}",
                    $"a space of {model.Name} with its width, and its preparation {model.PipelineName}");
            }
        }

        foreach (IGrouping<(string, string), ServedProbe> twice in all.GroupBy(p => (p.Probe.Model.Digest, p.Probe.Task))
            .Where(g => g.DistinctBy(p => p.Probe.Digest).Count() > 1))
        {
            throw new ClefException(twice.Last().File, "task", twice.Key.Item2, $"each task once for a model; {twice.First().File} has it too");
        }

        _probes = all.DistinctBy(p => p.Probe.Digest).ToLookup(p => p.Probe.Model.Digest, StringComparer.Ordinal);
    }

    /// <summary>The probes of a model, in order of their tasks.</summary>
    public IReadOnlyList<TrainedProbe> Of(ServedModel model) => [.. _probes[model.Digest].Select(p => p.Probe).OrderBy(p => p.Task, StringComparer.Ordinal)];

    private static IEnumerable<string> Files(string place) =>
        Directory.Exists(place) ? Directory.EnumerateFiles(place, "*.json").Order(StringComparer.Ordinal)
        : File.Exists(place) ? [place]
        : throw new ClefException(place, null, null, "a trained probe, or a folder of them");

    private sealed record ServedProbe(string File, TrainedProbe Probe);
}
