using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Eeg.Sessions;

/// <summary>How far a preparation is.</summary>
/// <param name="Written">Sessions written.</param>
/// <param name="Present">Sessions that the store had already.</param>
/// <param name="Failed">Recordings or windows that could not be prepared.</param>
public readonly record struct PreparationProgress(int Written, int Present, int Failed);

/// <summary>
/// Prepares recordings into a store: headers are read one after another, windows prepared on several threads and written in order, so that the same inputs
/// give the same shards. A recording that cannot be read is reported and does not stop the others.
/// </summary>
/// <param name="preparation">The preparation.</param>
/// <param name="windows">How long recordings are cut.</param>
/// <param name="workers">Threads.</param>
public sealed class PreparationRun(EegPreparation preparation, SessionWindows windows, int workers)
{
    private readonly Queue<Task<Prepared>> _ahead = new();
    private PreparationProgress _progress;

    /// <summary>Runs to the end.</summary>
    /// <param name="inputs">Files, folders, archives.</param>
    /// <param name="writer">The store.</param>
    /// <param name="part">Which recordings are this process's.</param>
    /// <param name="failed">Told of each recording that was skipped, with the reason.</param>
    /// <param name="progress">Told after each session.</param>
    /// <param name="stop">Stops between sessions; what was written stays.</param>
    public PreparationProgress Run(
        IReadOnlyList<string> inputs, SessionStoreWriter writer, StorePart part, Action<string, string> failed, Action<PreparationProgress>? progress, CancellationToken stop)
    {
        _progress = default;
        using var recordings = new RecordingInputs(inputs);
        try
        {
            foreach (RecordingInput input in recordings.List())
            {
                if (part.Takes(input.Name))
                {
                    Take(input, writer, failed);
                }

                while (_ahead.Count > 2 * workers)
                {
                    WriteNext(writer, failed, progress, stop);
                }
            }

            while (_ahead.Count > 0)
            {
                WriteNext(writer, failed, progress, stop);
            }
        }
        finally
        {
            Task.WhenAll(_ahead).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            _ahead.Clear();
        }

        return _progress;

        void Take(RecordingInput input, SessionStoreWriter writer, Action<string, string> failed)
        {
            SharedRecording? shared = null;
            try
            {
                Recording recording = input.Open();
                shared = new SharedRecording(recording);
                IReadOnlyList<SessionWindow> spans = windows.Of(input.Name, recording.DurationSeconds, preparation.Pipeline.SessionSeconds);
                foreach (SessionWindow span in spans)
                {
                    string id = spans.Count == 1 ? input.Stem : FormattableString.Invariant($"{input.Stem}@{span.StartSeconds:0}");
                    if (writer.Has(id, input.Name))
                    {
                        _progress = _progress with { Present = _progress.Present + 1 };
                        continue;
                    }

                    SharedRecording use = shared.Take();
                    _ahead.Enqueue(Task.Run(() => use.Use(r => Prepare(input, id, r, span)), CancellationToken.None));
                    while (_ahead.Count > 2 * workers)
                    {
                        WriteNext(writer, failed, progress, stop);
                    }
                }
            }
            catch (ClefException e)
            {
                Fail(input.Name, e, failed);
            }
            finally
            {
                shared?.Release();
            }
        }
    }

    /// <summary>Prepares one window of a recording.</summary>
    public static (SessionFacts Facts, SessionSpectrogram Session) Prepare(EegPreparation preparation, string source, string id, Recording recording, SessionWindow span)
    {
        PreparedEeg eeg = preparation.Prepare(recording, span.StartSeconds, span.Seconds);
        SessionSpectrogram session = preparation.Spectrogram(eeg);
        if (!session.Valid.AsSpan().Contains(true))
        {
            throw new ClefException(source, "channels", string.Join(", ", recording.Channels.Take(12).Select(c => c.Label)), $"at least one of {string.Join(' ', preparation.Pipeline.Channels)} with something recorded");
        }

        Subject subject = recording.Subject;
        return (new SessionFacts(
            id, source, recording.Format, preparation.Pipeline.Name, span.StartSeconds, session.Frames, subject.Code, subject.Sex, subject.AgeYears,
            recording.Start?.AddSeconds(span.StartSeconds), eeg.MainsFrequency, eeg.Accounts, ChannelQuality.Of(session), recording.Remarks), session);
    }

    private Prepared Prepare(RecordingInput input, string id, Recording recording, SessionWindow span)
    {
        try
        {
            (SessionFacts facts, SessionSpectrogram session) = Prepare(preparation, input.Name, id, recording, span);
            return new Prepared(input.Name, facts, session.ToBytes(), null);
        }
        catch (ClefException e)
        {
            return new Prepared(input.Name, null, [], e);
        }
    }

    private void WriteNext(SessionStoreWriter writer, Action<string, string> failed, Action<PreparationProgress>? progress, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Prepared next = _ahead.Dequeue().GetAwaiter().GetResult();
        if (next.Facts is null)
        {
            Fail(next.Source, next.Failure!, failed);
        }
        else
        {
            writer.Append(next.Facts, next.Levels);
            _progress = _progress with { Written = _progress.Written + 1 };
        }

        progress?.Invoke(_progress);
    }

    private void Fail(string source, ClefException e, Action<string, string> failed)
    {
        _progress = _progress with { Failed = _progress.Failed + 1 };
        failed(source, e.Message);
    }

    private sealed record Prepared(string Source, SessionFacts? Facts, byte[] Levels, ClefException? Failure);

    /// <summary>A recording whose windows are prepared on several threads; closed after the last.</summary>
    private sealed class SharedRecording(Recording recording)
    {
        private int _uses = 1;

        public SharedRecording Take()
        {
            Interlocked.Increment(ref _uses);
            return this;
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _uses) == 0)
            {
                recording.Dispose();
            }
        }

        public T Use<T>(Func<Recording, T> use)
        {
            try
            {
                return use(recording);
            }
            finally
            {
                Release();
            }
        }
    }
}
