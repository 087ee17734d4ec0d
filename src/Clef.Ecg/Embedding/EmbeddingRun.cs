using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Clef.Ecg.Network;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Embedding;

/// <summary>What to embed.</summary>
/// <param name="Inputs">Files, folders, zip archives.</param>
/// <param name="Lead">The lead, for a model of one lead.</param>
/// <param name="PerWindow">One row per window instead of one per record.</param>
/// <param name="Stages">Every stage's mean instead of the embedding alone.</param>
/// <param name="BatchSize">Windows that the model sees at once.</param>
/// <param name="Features">What a head reads instead of the embedding; null for the embedding or its stages.</param>
/// <param name="BeatIntervals">Whether the intervals between a record's beats are wanted too.</param>
public sealed record EmbeddingRequest(
    IReadOnlyList<string> Inputs, string Lead, bool PerWindow, bool Stages, int BatchSize = 16, EcgFeatures? Features = null, bool BeatIntervals = false);

/// <summary>How far a run is.</summary>
/// <param name="Records">Records finished, skipped ones included.</param>
/// <param name="Windows">Windows embedded.</param>
/// <param name="Fraction">The share of the inputs read, from 0 to 1.</param>
public readonly record struct EmbeddingProgress(long Records, long Windows, double Fraction);

/// <summary>
/// Embeds records: one thread reads and prepares while another runs the model on batches of windows, which may span records. Rows come
/// in the order of the records.
/// </summary>
public sealed class EmbeddingRun(EcgEncoder encoder, EcgPipeline pipeline, EmbeddingRequest request)
{
    /// <summary>
    /// Spans of records that wait for the model: enough short records to fill a batch, few enough to keep memory flat (38 MB of hour-long leads at 500 Hz,
    /// 150 MB of twelve side by side).
    /// </summary>
    private const int Waiting = 32;

    private readonly List<(PreparedSpan Span, int Window)> _batch = [];
    private readonly Queue<PendingRecord> _pending = new();
    private readonly int _width = request.Features is { } features ? encoder.Config.WidthOf(features) : encoder.Width(request.Stages);
    private PendingRecord? _last;
    private float[] _windows = [];
    private long _records, _embedded;

    /// <summary>Runs to the end.</summary>
    /// <param name="row">Receives each row.</param>
    /// <param name="skipped">Receives each record that could not be embedded.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="stop">Stops between batches.</param>
    public void Run(Action<EmbeddingRow> row, Action<SkippedRecord> skipped, Action<EmbeddingProgress>? progress, CancellationToken stop)
    {
        _windows = new float[request.BatchSize * encoder.Config.Leads * pipeline.WindowSamples];
        var preparation = new EcgPreparation(pipeline);
        IReadOnlyList<string> leads = LeadSelection.For(encoder.Config.Leads, request.Lead);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var queue = new BlockingCollection<PreparedSpan>(Waiting);
        ExceptionDispatchInfo? failure = null;
        var reader = new Thread(() =>
        {
            try
            {
                foreach (PreparedSpan span in EcgInputs.Read(request.Inputs, preparation, leads))
                {
                    queue.Add(span, ended.Token);
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                queue.CompleteAdding();
            }
        }) { IsBackground = true, Name = "ECG reader" };
        reader.Start();
        try
        {
            foreach (PreparedSpan span in queue.GetConsumingEnumerable(stop))
            {
                Take(span, row, skipped, stop);
                progress?.Invoke(new EmbeddingProgress(_records, _embedded, span.Progress));
            }

            // A reader that was stopped ends the queue too: what came through is then not the whole.
            stop.ThrowIfCancellationRequested();
            failure?.Throw();
            Flush(row, skipped);
            progress?.Invoke(new EmbeddingProgress(_records, _embedded, 1));
        }
        finally
        {
            ended.Cancel();
            reader.Join();
        }
    }

    private void Take(PreparedSpan span, Action<EmbeddingRow> row, Action<SkippedRecord> skipped, CancellationToken stop)
    {
        if (!ReferenceEquals(_last?.Record, span.Record))
        {
            _last = new PendingRecord(span.Record, _width);
            _pending.Enqueue(_last);
        }

        _last.Take(span.WindowCount);
        if (request.BeatIntervals && !span.Ends)
        {
            _last.Intervals.Add(span.Leads[0].Samples, pipeline.SampleRate);
        }

        _last.Ended = span.Ends;
        for (int window = 0; window < span.WindowCount; window++)
        {
            _batch.Add((span, window));
            if (_batch.Count == request.BatchSize)
            {
                stop.ThrowIfCancellationRequested();
                Flush(row, skipped);
            }
        }

        Emit(row, skipped);
    }

    /// <summary>Embeds the windows that have gathered and hands out the rows that are whole.</summary>
    private void Flush(Action<EmbeddingRow> row, Action<SkippedRecord> skipped)
    {
        if (_batch.Count > 0)
        {
            int size = encoder.Config.Leads * pipeline.WindowSamples;
            for (int i = 0; i < _batch.Count; i++)
            {
                _batch[i].Span.CopyWindow(_batch[i].Window, _windows.AsSpan(i * size, size));
            }

            Span<float> windows = _windows.AsSpan(0, _batch.Count * size);
            float[] embeddings = request.Features is { } features ? encoder.Embed(windows, _batch.Count, features) : encoder.Embed(windows, _batch.Count, request.Stages);
            int at = 0;
            foreach (PendingRecord pending in _pending)
            {
                for (; at < _batch.Count && ReferenceEquals(_batch[at].Span.Record, pending.Record); at++)
                {
                    if (pending.Add(_batch[at].Span, _batch[at].Window, embeddings.AsSpan(at * _width, _width), request.PerWindow) is { } one)
                    {
                        row(one);
                    }
                }
            }

            _embedded += _batch.Count;
            _batch.Clear();
        }

        Emit(row, skipped);
    }

    /// <summary>Hands out, in order, what is finished at the head of the queue.</summary>
    private void Emit(Action<EmbeddingRow> row, Action<SkippedRecord> skipped)
    {
        while (_pending.TryPeek(out PendingRecord? head) && head.Done)
        {
            _pending.Dequeue();
            _records++;
            if (head.Record.Failure is { } reason)
            {
                string rows = request.PerWindow && head.Added > 0 ? $" ({head.Added} windows before the fault have rows)" : "";
                skipped(new SkippedRecord(head.Record.Name, reason + rows));
            }
            else if (!request.PerWindow)
            {
                row(head.MeanRow(request.BeatIntervals));
            }
        }
    }
}
