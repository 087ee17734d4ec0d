namespace Clef.Core.DuckDb;

/// <summary>
/// The rows of a query, delivered in chunks of at most 2,048 while the query runs, so that a result larger than memory can be read.
/// Used by one thread.
/// </summary>
public sealed unsafe class DuckResult : IDisposable
{
    private DuckNative.Result _result;
    private nint _statement;
    private nint _chunk;

    internal DuckResult(nint statement, DuckNative.Result result)
    {
        _statement = statement;
        _result = result;
        fixed (DuckNative.Result* at = &_result)
        {
            var columns = new DuckColumnType[checked((int)DuckNative.duckdb_column_count(at))];
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = DuckColumnType.Take(
                    DuckNative.Text(DuckNative.duckdb_column_name(at, (ulong)i), ""), DuckNative.duckdb_column_logical_type(at, (ulong)i));
            }

            Columns = columns;
        }
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<DuckColumnType> Columns { get; }

    /// <summary>The current chunk's number of rows; 0 before the first and after the last.</summary>
    public int Count { get; private set; }

    /// <summary>The index of a column by name.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        throw new ClefException(null, "columns", string.Join(", ", Columns.Select(c => c.Name)), $"one named '{name}'");
    }

    /// <summary>Moves to the next chunk; what was read from the one before is no longer valid.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        ObjectDisposedException.ThrowIf(_statement == 0, this);
        FreeChunk();
        _chunk = DuckNative.duckdb_fetch_chunk(_result);
        Count = _chunk == 0 ? 0 : checked((int)DuckNative.duckdb_data_chunk_get_size(_chunk));
        if (Count > 0)
        {
            return true;
        }

        fixed (DuckNative.Result* at = &_result)
        {
            byte* error = DuckNative.duckdb_result_error(at);
            if (error is not null && *error != 0)
            {
                throw new ClefException(DuckNative.Text(error));
            }
        }

        return false;
    }

    /// <summary>A column of the current chunk.</summary>
    public DuckColumn Column(int index) => _chunk == 0
        ? throw new InvalidOperationException("Next has not found a chunk")
        : new(DuckNative.duckdb_data_chunk_get_vector(_chunk, (ulong)index), Columns[index], Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_statement == 0)
        {
            return;
        }

        FreeChunk();
        fixed (DuckNative.Result* at = &_result)
        {
            DuckNative.duckdb_destroy_result(at);
        }

        DuckNative.duckdb_destroy_prepare(ref _statement);
        _statement = 0;
    }

    private void FreeChunk()
    {
        if (_chunk != 0)
        {
            DuckNative.duckdb_destroy_data_chunk(ref _chunk);
            _chunk = 0;
        }
    }
}
