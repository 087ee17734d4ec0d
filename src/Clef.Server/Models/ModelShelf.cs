using System.Text.Json;
using Clef.Core;
using Clef.Server.Health;
using Clef.Server.Problems;

namespace Clef.Server.Models;

/// <summary>The models that are served, by name: the folders given, and those within them.</summary>
internal sealed class ModelShelf : IDisposable
{
    private readonly Dictionary<string, ServedModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    public ModelShelf(ServeOptions options, ServerMetrics metrics)
    {
        try
        {
            foreach (string folder in options.Models)
            {
                string[] found = KindOf(folder) is not null ? [folder] : Directory.Exists(folder)
                    ? [.. Directory.EnumerateDirectories(folder).Where(d => KindOf(d) is not null).Order(StringComparer.Ordinal)] : [];
                if (found.Length == 0)
                {
                    throw new ClefException(folder, null, null, "a model folder (ECG, or EEG of 'clef eeg pretrain' or 'align'), or a folder of them");
                }

                foreach (string path in found)
                {
                    Add(path, options.TextEncoder, metrics);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All of them, by name.</summary>
    public IEnumerable<ServedModel> All => _models.Values.OrderBy(m => m.Name, StringComparer.Ordinal);

    /// <summary>The folder of a model.</summary>
    public string FolderOf(ServedModel model) => _folders[model.Name];

    /// <summary>The model of a name.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public ServedModel Find(string name) =>
        _models.GetValueOrDefault(name)
        ?? throw ApiException.Unprocessable($"The model is one of: {string.Join(", ", _models.Keys.Order(StringComparer.Ordinal))}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ServedModel model in _models.Values)
        {
            model.Dispose();
        }

        _models.Clear();
    }

    private void Add(string path, string? textEncoder, ServerMetrics metrics)
    {
        // Training writes a model as RUN/model: the run's name says more.
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), last = Path.GetFileName(full);
        string name = last == "model" ? Path.GetFileName(Path.GetDirectoryName(full)!) : last;
        if (_models.ContainsKey(name))
        {
            throw new ClefException(path, "name", name, "models of different names");
        }

        _models.Add(name, KindOf(path) == "net1d" ? new ServedEcgModel(path, name, metrics) { Name = name }
            : new ServedEegModel(path, name, textEncoder, metrics) { Name = name });
        _folders.Add(name, path);
    }

    private static string? KindOf(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = config.RootElement;
            string? kind = root.ValueKind != JsonValueKind.Object ? null
                : root.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.String ? model.GetString()
                : root.TryGetProperty("kind", out JsonElement of) && of.ValueKind == JsonValueKind.String ? of.GetString()
                : null;
            return kind is "net1d" or "eeg-encoder" or "eeg-alignment" ? kind : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
