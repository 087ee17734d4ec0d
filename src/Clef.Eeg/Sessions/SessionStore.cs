using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Preparation;

namespace Clef.Eeg.Sessions;

/// <summary>
/// A folder of prepared sessions: <c>pipeline.json</c>, the preparation they all share, and <c>shards/</c>, memory-mapped. Opening reads the facts of every
/// session and no levels. Safe from several threads. Records that a writer has not finished are not seen.
/// </summary>
public sealed class SessionStore : IDisposable
{
    internal const string PipelineFile = "pipeline.json", ShardFolder = "shards", ShardExtension = ".sessions";
    private readonly List<ByteSource> _shards = [];
    private readonly List<(ByteSource Shard, ShardRecord Record)> _places = [];
    private readonly List<SessionFacts> _sessions = [];
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);

    private SessionStore(string path, EegPipeline pipeline)
    {
        Path = path;
        Pipeline = pipeline;
        Frequencies = new EegPreparation(pipeline).Frequencies;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The preparation of all sessions.</summary>
    public EegPipeline Pipeline { get; }

    /// <summary>The frequencies in hertz.</summary>
    public IReadOnlyList<double> Frequencies { get; }

    /// <summary>The facts of every session, in ordinal order of their ids.</summary>
    public IReadOnlyList<SessionFacts> Sessions => _sessions;

    /// <summary>Number of sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>Opens a store.</summary>
    /// <exception cref="ClefException">It is none, a shard is damaged, or two sessions have one id.</exception>
    public static SessionStore Open(string path)
    {
        string pipeline = System.IO.Path.Combine(path, PipelineFile);
        if (!File.Exists(pipeline))
        {
            throw new ClefException(path, null, null, $"a session store with {PipelineFile}, as 'clef eeg prepare' makes");
        }

        var store = new SessionStore(path, EegPipeline.FromJson(File.ReadAllText(pipeline), pipeline));
        try
        {
            store.ReadShards();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The place of a session by its id; null where there is none.</summary>
    public int? IndexOf(string id) => _byId.TryGetValue(id, out int index) ? index : null;

    /// <summary>Reads one session whole, its checksum compared.</summary>
    public SessionSpectrogram Read(int index) => SessionSpectrogram.FromBytes(
        Levels(index), Pipeline.Channels, Frequencies, _sessions[index].Frames, Pipeline.Multitaper.HopSeconds, Pipeline.ClipDecibels);

    /// <summary>Reads a span of a session, (channel, frequency, time); frames beyond its end are not valid.</summary>
    public SessionCrop Crop(int index, int firstFrame, int frames) =>
        SessionCrop.FromBytes(Levels(index), Pipeline.Channels.Count, Frequencies.Count, _sessions[index].Frames, firstFrame, frames);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ByteSource shard in _shards)
        {
            shard.Dispose();
        }
    }

    private ReadOnlySpan<byte> Levels(int index)
    {
        (ByteSource shard, ShardRecord record) = _places[index];
        return record.Levels(shard);
    }

    private void ReadShards()
    {
        var found = new List<(SessionFacts Facts, ByteSource Shard, ShardRecord Record)>();
        string folder = System.IO.Path.Combine(Path, ShardFolder);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + ShardExtension) : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            var shard = new MappedByteSource(file);
            _shards.Add(shard);
            found.AddRange(ShardRecord.Scan(shard).Select(r => (r.Facts(shard), (ByteSource)shard, r)));
        }

        foreach ((SessionFacts facts, ByteSource shard, ShardRecord record) in found.OrderBy(f => f.Facts.Id, StringComparer.Ordinal))
        {
            long levels = (long)Pipeline.Channels.Count * Frequencies.Count * facts.Frames;
            if (record.LevelsLength != levels || facts.Pipeline != Pipeline.Name)
            {
                throw new ClefException(shard.Name, $"session {facts.Id}", $"{record.LevelsLength} bytes by {facts.Pipeline}", $"{levels} bytes by {Pipeline.Name}");
            }

            if (!_byId.TryAdd(facts.Id, _sessions.Count))
            {
                throw new ClefException(shard.Name, "session", facts.Id, "each session once in the store");
            }

            _sessions.Add(facts);
            _places.Add((shard, record));
        }
    }
}
