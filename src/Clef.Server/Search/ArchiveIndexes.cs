using System.Collections.Concurrent;
using System.Security.Cryptography;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Embedding;
using Clef.Server.Models;
using Clef.Server.Recordings;

namespace Clef.Server.Search;

/// <summary>The indexes: one for each model and space. Tables given on the command line are taken in once; jobs add to them.</summary>
internal sealed class ArchiveIndexes : IDisposable
{
    private const int DigestDigits = 16;

    private readonly ConcurrentDictionary<(string Digest, EmbeddingSpace Space), Lazy<LiveIndex>> _indexes = new();
    private readonly DataFolder _data;
    private readonly ModelShelf _models;

    public ArchiveIndexes(DataFolder data, ServeOptions options, ModelShelf models, RecordingLibrary library)
    {
        (_data, _models) = (data, models);
        foreach (string given in options.Indexes)
        {
            int equals = given.IndexOf('=', StringComparison.Ordinal);
            ServedModel model = models.All.FirstOrDefault(m => equals > 0 && m.Name == given[..equals])
                ?? throw new ClefException("serve", "--index", given,
                    $"MODEL=FILE, the model being one of {string.Join(", ", models.All.Select(m => m.Name))}");
            Import(model, given[(equals + 1)..], library);
        }
    }

    /// <summary>The index of a model in a space.</summary>
    public LiveIndex Of(ServedModel model, EmbeddingSpace space) =>
        _indexes.GetOrAdd((model.Digest, space), key => new Lazy<LiveIndex>(() => new LiveIndex(Folder(key.Digest, key.Space)))).Value;

    /// <summary>Adds a recording's vectors.</summary>
    public void Add(ServedModel model, string id, IReadOnlyDictionary<EmbeddingSpace, float[]> vectors)
    {
        foreach ((EmbeddingSpace space, float[] vector) in vectors)
        {
            Of(model, space).Add(id, vector);
        }
    }

    /// <summary>Takes a recording's vectors out of every index.</summary>
    public void Remove(string id)
    {
        // An index that nobody asked for yet may hold it too.
        foreach (ServedModel model in _models.All)
        {
            foreach (EmbeddingSpace space in model.Widths.Keys.Where(s => Directory.Exists(Folder(model.Digest, s))))
            {
                Of(model, space).Remove(id);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<LiveIndex> index in _indexes.Values.Where(i => i.IsValueCreated))
        {
            index.Value.Dispose();
        }
    }

    private string Folder(string digest, EmbeddingSpace space) =>
        Path.Combine(_data.Indexes, $"{RecordingId.Of(digest)[..DigestDigits]}-{space.ToString().ToLowerInvariant()}");

    /// <summary>The table's space is the one of its width; where two have it (text and profile), it is the text's, which is what tables are made for.</summary>
    private void Import(ServedModel model, string file, RecordingLibrary library)
    {
        EmbeddingTable table = EmbeddingTable.Read(file);
        EmbeddingSpace[] fitting = [.. model.Widths.Where(w => w.Value == table.Width).Select(w => w.Key).OrderByDescending(s => s == EmbeddingSpace.Text)];
        if (fitting.Length == 0)
        {
            throw new ClefException(file, "width", table.Width,
                $"that of {model.Name}: {string.Join(", ", model.Widths.Select(w => $"{w.Value} ({w.Key.ToString().ToLowerInvariant()})"))}");
        }

        string marker;
        using (FileStream stream = File.OpenRead(file))
        {
            marker = Path.Combine(Folder(model.Digest, fitting[0]), "taken-" + Convert.ToHexStringLower(SHA256.HashData(stream))[..DigestDigits]);
        }

        if (File.Exists(marker))
        {
            return;
        }

        // A session of the served cohort is found as the recording it is; any other keeps its name.
        Of(model, fitting[0]).AddAll(Enumerable.Range(0, table.Count).Select(i => (Id(table.Ids[i]), table.Row(i).ToArray())));
        AtomicFile.WriteText(marker, "");
        string Id(string session) => RecordingId.Of($"cohort\0{session}") is var id && library.TryFind(id) is not null ? id : session;
    }
}
