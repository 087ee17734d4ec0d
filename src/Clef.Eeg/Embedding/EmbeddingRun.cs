using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Eeg.Embedding;

/// <summary>
/// Embeds recordings, or the sessions of a store, into a table. By recording: the mean of its windows' vectors weighted by their valid tokens, in a space of
/// unit vectors scaled to length one again. By token: a row for each, named <c>session/row/column</c>.
/// </summary>
public sealed class EmbeddingRun(EegModel model, EmbeddingSpace space, bool perToken)
{
    private readonly List<string> _ids = [];
    private readonly List<string?> _patients = [];
    private readonly List<float> _values = [];

    /// <summary>Sessions embedded.</summary>
    public int Sessions { get; private set; }

    /// <summary>The rows so far.</summary>
    /// <exception cref="ClefException">There are none.</exception>
    public EmbeddingTable Table(string source) => _ids.Count > 0
        ? new EmbeddingTable(perToken ? "token" : "session", _ids, _patients, perToken ? model.TokenWidth : model.Width(space), [.. _values])
        : throw new ClefException(source, "sessions", 0, "at least one that can be embedded");

    /// <summary>Embeds every session of a store that was prepared as the model wants; windows of one recording become one row.</summary>
    public void Add(SessionStore store, Action? progress, CancellationToken stop)
    {
        if (store.Pipeline.ToJson() != model.Preparation.Pipeline.ToJson())
        {
            throw new ClefException(store.Path, "preparation", store.Pipeline.Name, $"{model.Preparation.Pipeline.Name}, which the model was trained on");
        }

        foreach (IGrouping<string, int> recording in Enumerable.Range(0, store.Count).GroupBy(i => store.Sessions[i].Id.Split('@')[0]))
        {
            stop.ThrowIfCancellationRequested();
            Add(recording.Key, store.Sessions[recording.First()].Patient, recording.Select(i => (store.Sessions[i].Id, store.Read(i))));
            progress?.Invoke();
        }
    }

    /// <summary>Embeds recordings straight from files, folders and archives; what cannot be read is reported and skipped.</summary>
    public void Add(IReadOnlyList<string> inputs, SessionWindows windows, Action<string, string> failed, Action? progress, CancellationToken stop)
    {
        using var recordings = new RecordingInputs(inputs);
        foreach (RecordingInput input in recordings.List())
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                using Recording recording = input.Open();
                IReadOnlyList<SessionWindow> spans = windows.Of(input.Name, recording.DurationSeconds, model.Preparation.Pipeline.SessionSeconds);
                // Prepared one after another, so that a day's recording needs no more memory than one window.
                Add(input.Stem, recording.Subject.Code, spans.Select(s => (
                    spans.Count == 1 ? input.Stem : FormattableString.Invariant($"{input.Stem}@{s.StartSeconds:0}"),
                    PreparationRun.Prepare(model.Preparation, input.Name, input.Stem, recording, s).Session)));
            }
            catch (ClefException e)
            {
                failed(input.Name, e.Message);
            }

            progress?.Invoke();
        }
    }

    private void Add(string id, string? patient, IEnumerable<(string Id, SessionSpectrogram Session)> windows)
    {
        if (perToken)
        {
            foreach ((string window, SessionSpectrogram session) in windows)
            {
                AddTokens(window, patient, model.Tokenise(session, window));
            }
        }
        else
        {
            AddRow(id, patient, model.Pool(windows.Select(w => model.Tokenise(w.Session, w.Id)), space));
        }

        Sessions++;
    }

    private void AddTokens(string id, string? patient, SessionTokens tokens)
    {
        (Encoder.TokenSequence places, float[] vectors) = model.EmbedTokens(tokens);
        int width = model.TokenWidth;
        for (int i = 0; i < places.Count; i++)
        {
            AddRow(FormattableString.Invariant($"{id}/{places.Rows[i]}/{places.Columns[i]}"), patient, vectors.AsSpan(i * width, width));
        }
    }

    private void AddRow(string id, string? patient, ReadOnlySpan<float> vector)
    {
        _ids.Add(id);
        _patients.Add(patient);
        _values.AddRange(vector);
    }
}
