using System.Buffers.Binary;
using Clef.Core;
using Clef.Server.Problems;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Server.Spectra;

/// <summary>
/// The spectra of a recording, session by session (1,280 s each) as the EEG model's preparation makes them, in 8 bits, kept on disk. What the viewer shows is
/// thus what a model sees.
/// </summary>
internal sealed class SpectrogramStore(DataFolder data)
{
    private static readonly EegPreparation Preparation = new(EegPipeline.ClefV1);

    // Each needs some tens of megabytes and a core.
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The pipeline that the spectra are made with.</summary>
    public static EegPipeline Pipeline => Preparation.Pipeline;

    /// <summary>How many tiles a recording has.</summary>
    public static int Count(Recording recording) => (int)Math.Min(int.MaxValue, Math.Ceiling(recording.DurationSeconds / Pipeline.SessionSeconds));

    /// <summary>Makes a tile, where it is not made yet.</summary>
    public async Task Make(string id, Recording recording, int tile, CancellationToken stop)
    {
        string path = PathOf(id, tile);
        if (File.Exists(path))
        {
            return;
        }

        await _places.WaitAsync(stop);
        try
        {
            if (File.Exists(path))
            {
                return;
            }

            SessionSpectrogram spectra = await Task.Run(() => Preparation.Session(recording, tile * Pipeline.SessionSeconds), stop);
            byte[] levels = spectra.ToBytes();
            AtomicFile.Write(path, stream =>
            {
                Span<byte> frames = stackalloc byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(frames, spectra.Frames);
                stream.Write(frames);
                stream.Write(levels);
            });
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>A tile that was made.</summary>
    public SessionSpectrogram Read(string id, int tile)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(PathOf(id, tile));
        }
        catch (FileNotFoundException)
        {
            throw ApiException.NotFound("recording"); // deleted in this moment
        }

        return Decode(BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes.AsSpan(sizeof(int)));
    }

    private string PathOf(string id, int tile) => Path.Combine(data.Cache, FormattableString.Invariant($"{id}.{tile}.spectra"));

    private static SessionSpectrogram Decode(int frames, ReadOnlySpan<byte> levels) =>
        SessionSpectrogram.FromBytes(levels, Pipeline.Channels, Preparation.Frequencies, frames, Pipeline.Multitaper.HopSeconds, Pipeline.ClipDecibels);
}
