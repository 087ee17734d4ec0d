using System.Text;

namespace Clef.Core.DuckDb;

/// <summary>
/// Adds rows to a table, 2,048 at a time, written straight into DuckDB's memory. Call one <c>Add</c> for each column of a row in order;
/// the row ends with its last column. <see cref="Close"/> makes all rows visible; a disposal without it drops the rows of the last part.
/// </summary>
public sealed unsafe class DuckAppender : IDisposable
{
    private static readonly int Capacity = (int)DuckNative.duckdb_vector_size();

    private readonly string _table;
    private readonly DuckColumnType[] _types;
    private readonly nint[] _vectors;
    private nint _appender;
    private nint _chunk;
    private int _row;
    private int _column;

    internal DuckAppender(DuckDatabase database, string table)
    {
        _table = table;
        if (DuckNative.duckdb_appender_create(database.Connection, null, table, out _appender) != 0)
        {
            string reason = DuckNative.Text(DuckNative.duckdb_appender_error(_appender), "no such table");
            DuckNative.duckdb_appender_destroy(ref _appender);
            throw new ClefException($"table '{table}': {reason}");
        }

        _types = new DuckColumnType[checked((int)DuckNative.duckdb_appender_column_count(_appender))];
        _vectors = new nint[_types.Length];
        var logical = new nint[_types.Length];
        for (int i = 0; i < _types.Length; i++)
        {
            logical[i] = DuckNative.duckdb_appender_column_type(_appender, (ulong)i);
        }

        fixed (nint* at = logical)
        {
            _chunk = DuckNative.duckdb_create_data_chunk(at, (ulong)logical.Length);
        }

        for (int i = 0; i < _types.Length; i++)
        {
            _types[i] = DuckColumnType.Take($"column {i}", logical[i]);
        }

        TakeVectors();
    }

    /// <summary>Adds a text, or null.</summary>
    public DuckAppender Add(string? value)
    {
        if (Begin(value is null, DuckType.Varchar))
        {
            int most = Encoding.UTF8.GetMaxByteCount(value!.Length);
            Span<byte> utf8 = most <= 512 ? stackalloc byte[most] : new byte[most];
            int length = Encoding.UTF8.GetBytes(value, utf8);
            fixed (byte* at = utf8)
            {
                DuckNative.duckdb_vector_assign_string_element_len(_vectors[_column], (ulong)_row, at, (ulong)length);
            }
        }

        return End();
    }

    /// <summary>Adds a whole number, or null, to a column of any integer type that holds it.</summary>
    public DuckAppender Add(long? value)
    {
        if (Begin(value is null, DuckType.BigInt, DuckType.Integer, DuckType.TinyInt, DuckType.SmallInt))
        {
            void* data = DuckNative.duckdb_vector_get_data(_vectors[_column]);
            long whole = value!.Value;
            switch (_types[_column].Id)
            {
                case DuckType.TinyInt: ((sbyte*)data)[_row] = checked((sbyte)whole); break;
                case DuckType.SmallInt: ((short*)data)[_row] = checked((short)whole); break;
                case DuckType.Integer: ((int*)data)[_row] = checked((int)whole); break;
                default: ((long*)data)[_row] = whole; break;
            }
        }

        return End();
    }

    /// <summary>Adds a number, or null; a NaN stays a NaN.</summary>
    public DuckAppender Add(double? value)
    {
        if (Begin(value is null, DuckType.Double, DuckType.Float))
        {
            void* data = DuckNative.duckdb_vector_get_data(_vectors[_column]);
            if (_types[_column].Id == DuckType.Double)
            {
                ((double*)data)[_row] = value!.Value;
            }
            else
            {
                ((float*)data)[_row] = (float)value!.Value;
            }
        }

        return End();
    }

    /// <summary>Adds a truth value, or null.</summary>
    public DuckAppender Add(bool? value)
    {
        if (Begin(value is null, DuckType.Boolean))
        {
            ((byte*)DuckNative.duckdb_vector_get_data(_vectors[_column]))[_row] = value!.Value ? (byte)1 : (byte)0;
        }

        return End();
    }

    /// <summary>Adds a time, or null, to a timestamp column (without zone).</summary>
    public DuckAppender Add(DateTime? value)
    {
        if (Begin(value is null, DuckType.Timestamp))
        {
            ((long*)DuckNative.duckdb_vector_get_data(_vectors[_column]))[_row] = DuckDatabase.Microseconds(value!.Value);
        }

        return End();
    }

    /// <summary>Adds a date, or null.</summary>
    public DuckAppender Add(DateOnly? value)
    {
        if (Begin(value is null, DuckType.Date))
        {
            ((int*)DuckNative.duckdb_vector_get_data(_vectors[_column]))[_row] =
                value!.Value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch)
                .DayNumber;
        }

        return End();
    }

    /// <summary>Adds a list of numbers to a column of type <c>FLOAT[]</c>.</summary>
    public DuckAppender Add(ReadOnlySpan<float> values)
    {
        Begin(false, DuckType.List);
        if (_types[_column].Storage != DuckType.Float)
        {
            throw new ClefException(_table, $"column {_column}", _types[_column].Storage.ToString(), "a list of FLOAT");
        }

        nint vector = _vectors[_column];
        ulong used = DuckNative.duckdb_list_vector_get_size(vector);
        ulong wanted = used + (ulong)values.Length;
        if (DuckNative.duckdb_list_vector_reserve(vector, wanted) != 0 || DuckNative.duckdb_list_vector_set_size(vector, wanted) != 0)
        {
            throw new ClefException(_table, $"column {_column}", values.Length, "a list that fits in memory");
        }

        var items = (float*)DuckNative.duckdb_vector_get_data(DuckNative.duckdb_list_vector_get_child(vector));
        values.CopyTo(new Span<float>(items + used, values.Length));
        ulong* entry = (ulong*)DuckNative.duckdb_vector_get_data(vector) + (2L * _row);
        entry[0] = used;
        entry[1] = (ulong)values.Length;
        return End();
    }

    /// <summary>Sends the remaining rows; the appender cannot be used afterwards.</summary>
    public void Close()
    {
        if (_column != 0)
        {
            throw new InvalidOperationException($"the last row of '{_table}' has {_column} of {_types.Length} columns");
        }

        Send();
        if (DuckNative.duckdb_appender_close(_appender) != 0)
        {
            throw Fail();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_chunk != 0)
        {
            DuckNative.duckdb_destroy_data_chunk(ref _chunk);
            _chunk = 0;
        }

        if (_appender != 0)
        {
            _ = DuckNative.duckdb_appender_destroy(ref _appender);
            _appender = 0;
        }
    }

    /// <summary>Checks the type and records a null; true where a value is to be written.</summary>
    private bool Begin(bool isNull, params ReadOnlySpan<DuckType> allowed)
    {
        ObjectDisposedException.ThrowIf(_appender == 0, this);
        if (!allowed.Contains(_types[_column].Id))
        {
            throw new InvalidOperationException($"column {_column} of '{_table}' is {_types[_column].Id}, not {allowed[0]}");
        }

        if (isNull)
        {
            DuckNative.duckdb_vector_ensure_validity_writable(_vectors[_column]);
            DuckNative.duckdb_vector_get_validity(_vectors[_column])[_row >> 6] &= ~(1UL << (_row & 63));
        }

        return !isNull;
    }

    private DuckAppender End()
    {
        if (++_column == _types.Length)
        {
            _column = 0;
            if (++_row == Capacity)
            {
                Send();
            }
        }

        return this;
    }

    private void Send()
    {
        if (_row == 0)
        {
            return;
        }

        DuckNative.duckdb_data_chunk_set_size(_chunk, (ulong)_row);
        if (DuckNative.duckdb_append_data_chunk(_appender, _chunk) != 0)
        {
            throw Fail();
        }

        DuckNative.duckdb_data_chunk_reset(_chunk);
        TakeVectors();
        _row = 0;
    }

    private void TakeVectors()
    {
        for (int i = 0; i < _vectors.Length; i++)
        {
            _vectors[i] = DuckNative.duckdb_data_chunk_get_vector(_chunk, (ulong)i);
        }
    }

    private ClefException Fail() => new($"table '{_table}': {DuckNative.Text(DuckNative.duckdb_appender_error(_appender))}");
}
