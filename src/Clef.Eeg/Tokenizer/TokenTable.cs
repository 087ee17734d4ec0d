using System.Runtime.InteropServices;
using System.Text.Json;
using Clef.Core;
using Clef.Eeg.Sessions;
using Clef.Tensors;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Eeg.Tokenizer;

/// <summary>The tokens of one session: codes (row, column), and which columns are there.</summary>
/// <param name="Id">The session.</param>
/// <param name="Patient">Its patient; null where not known.</param>
/// <param name="Rows">Rows of the grid.</param>
/// <param name="Codes">(row, column).</param>
/// <param name="Valid">One flag a column.</param>
public sealed record SessionTokens(string Id, string? Patient, int Rows, int[] Codes, bool[] Valid)
{
    /// <summary>Columns of the grid.</summary>
    public int Columns => Valid.Length;

    /// <summary>A span of the columns, as a session of its own.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="first">The first column.</param>
    /// <param name="count">How many; fewer where the session ends.</param>
    /// <exception cref="ClefException">The span begins outside the session, or holds nothing.</exception>
    public SessionTokens Part(string id, int first, int count)
    {
        if (first < 0 || first >= Columns || count < 1)
        {
            throw new ClefException(Id, "columns", $"{first} + {count}", $"a start within 0 to {Columns - 1} and at least one column");
        }

        int end = Math.Min(first + count, Columns);
        int[] codes = [.. Enumerable.Range(0, Rows).SelectMany(r => Codes[((r * Columns) + first)..((r * Columns) + end)])];
        return new SessionTokens(id, Patient, Rows, codes, Valid[first..end]);
    }

    /// <summary>
    /// The session in windows of at most so many columns, one after another, those without any valid column left out; itself where it is no longer, or where
    /// nothing in it is valid.
    /// </summary>
    /// <param name="columns">The most columns.</param>
    /// <returns>The windows, each with its first column.</returns>
    public IReadOnlyList<(int First, SessionTokens Window)> Windows(int columns)
    {
        (int First, SessionTokens Window)[] windows = Columns <= columns ? [(0, this)] : [.. Enumerable.Range(0, (Columns + columns - 1) / columns)
            .Select(w => (w * columns, Part(Id, w * columns, columns))).Where(w => w.Item2.Valid.Contains(true))];
        return windows.Length > 0 ? windows : [(0, this)];
    }
}

/// <summary>
/// The tokens of a cohort in one safetensors file: a session of 20 minutes is 8 kB, so that training need not tokenise again at every epoch. It names the
/// tokenizer by its digest.
/// </summary>
public sealed class TokenTable
{
    private readonly int[] _codes;
    private readonly byte[] _valid;
    private readonly long[] _starts;

    private TokenTable(string name, Head head, int[] codes, byte[] valid)
    {
        (Name, Rows, Tokenizer, Ids, Patients, _codes, _valid) = (name, head.Rows, head.Tokenizer, head.Ids, head.Patients, codes, valid);
        _starts = new long[head.Columns.Count + 1];
        for (int i = 0; i < head.Columns.Count; i++)
        {
            _starts[i + 1] = _starts[i] + head.Columns[i];
        }
    }

    /// <summary>The file.</summary>
    public string Name { get; }

    /// <summary>Rows of the grid.</summary>
    public int Rows { get; }

    /// <summary>Digest of the tokenizer.</summary>
    public string Tokenizer { get; }

    /// <summary>The sessions.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Their patients, null where not known.</summary>
    public IReadOnlyList<string?> Patients { get; }

    /// <summary>Number of sessions.</summary>
    public int Count => Ids.Count;

    /// <summary>The tokens of one session.</summary>
    public SessionTokens this[int index]
    {
        get
        {
            int first = (int)_starts[index], columns = (int)(_starts[index + 1] - _starts[index]);
            return new SessionTokens(Ids[index], Patients[index], Rows,
                _codes.AsSpan(first * Rows, columns * Rows).ToArray(), [.. _valid.AsSpan(first, columns).ToArray().Select(v => v != 0)]);
        }
    }

    /// <summary>Tokenises every session of a store.</summary>
    public static void Write(string path, SessionStore store, SessionTokenizer tokenizer, string digest, Action<int>? progress, CancellationToken stop)
    {
        IEnumerable<SessionTokens> Sessions()
        {
            for (int i = 0; i < store.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                yield return Tokenise(tokenizer, store.Sessions[i].Id, store.Sessions[i].Patient, store.Read(i));
                progress?.Invoke(i + 1);
            }
        }

        Write(path, tokenizer.Config.Rows, digest, Sessions());
    }

    /// <summary>Writes sessions that are tokens already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Rows of every session's grid.</param>
    /// <param name="digest">Digest of the tokenizer.</param>
    /// <param name="sessions">The sessions, read once.</param>
    /// <exception cref="ClefException">A session has other rows.</exception>
    public static void Write(string path, int rows, string digest, IEnumerable<SessionTokens> sessions)
    {
        var codes = new List<int>();
        var valid = new List<byte>();
        var columns = new List<int>();
        var ids = new List<string>();
        var patients = new List<string?>();
        foreach (SessionTokens tokens in sessions)
        {
            if (tokens.Rows != rows)
            {
                throw new ClefException(path, $"rows of {tokens.Id}", tokens.Rows, $"{rows}, as the table has");
            }

            codes.AddRange(tokens.Codes);
            valid.AddRange(tokens.Valid.Select(v => v ? (byte)1 : (byte)0));
            columns.Add(tokens.Columns);
            ids.Add(tokens.Id);
            patients.Add(tokens.Patient);
        }

        byte[] head = JsonSerializer.SerializeToUtf8Bytes(new Head(digest, rows, ids, patients, columns));
        SafetensorsWriter.Write(path,
        [
            WeightEntry.FromMemory("codes", WeightType.I32, [codes.Count], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(codes)).ToArray()),
            WeightEntry.FromMemory("valid", WeightType.U8, [valid.Count], valid.ToArray()),
            WeightEntry.FromMemory("head", WeightType.U8, [head.Length], head),
        ]);
    }

    /// <summary>Tokenises one session.</summary>
    public static SessionTokens Tokenise(SessionTokenizer tokenizer, string id, string? patient, Signals.Preparation.SessionSpectrogram session)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        int columns = tokenizer.Config.Columns(session.Frames);
        (Tensor levels, Tensor valid) = SessionTokenizer.Batch([SessionCrop.Of(session, columns * tokenizer.Config.PatchFrames)]);
        long[] codes = tokenizer.Encode(levels, valid).Indices.ToArray<long>();
        float[] counting = tokenizer.Columns(valid).ToArray<float>();
        return new SessionTokens(id, patient, tokenizer.Config.Rows, [.. codes.Select(c => (int)c)], [.. counting.Select(c => c > 0.5f)]);
    }

    /// <summary>Reads a table.</summary>
    /// <exception cref="ClefException">The file is none, or its parts do not fit each other.</exception>
    public static TokenTable Read(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        byte[] Part(string name, WeightType type) => file.TryGet(name) is { } entry && entry.Type == type
            ? entry.ToArray()
            : throw new ClefException(path, "tensor", name, "the parts of a token table: head, codes, valid");
        Head head;
        try
        {
            head = JsonSerializer.Deserialize<Head>(Part("head", WeightType.U8)) ?? throw new ClefException(path, "head", "null", "an object");
        }
        catch (JsonException e)
        {
            throw new ClefException(path, "head", null, $"a token table's head ({e.Message})", e);
        }

        byte[] bytes = Part("codes", WeightType.I32), valid = Part("valid", WeightType.U8);
        int[] codes = MemoryMarshal.Cast<byte, int>(bytes).ToArray();
        long columns = head.Columns.Sum(c => (long)c);
        return head.Rows > 0 && head.Ids.Count == head.Columns.Count && head.Patients.Count == head.Ids.Count && head.Columns.All(c => c >= 0)
            && columns == valid.Length && columns * head.Rows == codes.Length
            ? new TokenTable(path, head, codes, valid)
            : throw new ClefException(path, "sizes", $"{codes.Length} codes, {valid.Length} columns, {head.Ids.Count} sessions", $"{head.Rows} codes a column and one entry a session");
    }

    private sealed record Head(string Tokenizer, int Rows, IReadOnlyList<string> Ids, IReadOnlyList<string?> Patients, IReadOnlyList<int> Columns);
}
