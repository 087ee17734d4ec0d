using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Clef.Core.DuckDb;

/// <summary>
/// One column of a chunk of a <see cref="DuckResult"/>: at most 2,048 values read in place. Valid until the next chunk is asked for.
/// A null reads as null from the nullable accessors; <see cref="Values{T}"/> shows raw memory, whose null positions are undefined.
/// </summary>
public readonly unsafe ref struct DuckColumn
{
    private readonly nint _vector;
    private readonly ulong* _validity;
    private readonly DuckColumnType _type;

    internal DuckColumn(nint vector, DuckColumnType type, int count)
    {
        _vector = vector;
        _type = type;
        Count = count;
        _validity = DuckNative.duckdb_vector_get_validity(vector);
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>The column's type.</summary>
    public DuckType Type => _type.Id;

    private void* Data => DuckNative.duckdb_vector_get_data(_vector);

    /// <summary>True where the row holds no value.</summary>
    public bool IsNull(int row) => _validity is not null && ((_validity[row >> 6] >> (row & 63)) & 1) == 0;

    /// <summary>The column's memory as values of <typeparamref name="T"/>, whose size must be the column type's.</summary>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged
    {
        if (_type.Size != sizeof(T))
        {
            throw new ClefException(null, _type.Name, _type.Id.ToString(), $"a column of {sizeof(T)}-byte values");
        }

        return new ReadOnlySpan<T>(Data, Count);
    }

    /// <summary>The text of a row of a text column.</summary>
    public string? Text(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(Utf8(row));

    /// <summary>The UTF-8 bytes of a row of a text column; empty for a null.</summary>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        Require(DuckType.Varchar);
        if (IsNull(row))
        {
            return default;
        }

        // A string is 16 bytes: its length, then up to 12 bytes in place, or a 4-byte prefix and a pointer.
        byte* item = (byte*)Data + (16L * row);
        uint length = *(uint*)item;
        return new ReadOnlySpan<byte>(length <= 12 ? item + 4 : *(byte**)(item + 8), (int)length);
    }

    /// <summary>A row of any numeric or boolean column as a double; null where the row is null.</summary>
    public double? Number(int row)
    {
        if (IsNull(row))
        {
            return null;
        }

        void* data = Data;
        return _type.Id switch
        {
            DuckType.Float => ((float*)data)[row],
            DuckType.Double => ((double*)data)[row],
            DuckType.Decimal => (double)Whole(data, _type.Storage, row) / Math.Pow(10, _type.Scale),
            _ => (double)Whole(data, _type.Id, row),
        };
    }

    /// <summary>A row of any integer or boolean column; null where the row is null.</summary>
    public long? Integer(int row)
    {
        if (IsNull(row))
        {
            return null;
        }

        Int128 whole = Whole(Data, _type.Id, row);
        return whole >= long.MinValue && whole <= long.MaxValue
            ? (long)whole
            : throw new ClefException(null, _type.Name, whole.ToString(), "an integer of 64 bits");
    }

    /// <summary>A row of a date or timestamp column as a time without zone (UTC where the column has one).</summary>
    public DateTime? Time(int row)
    {
        if (IsNull(row))
        {
            return null;
        }

        void* data = Data;
        // One tick is 100 ns.
        Int128 ticks = _type.Id switch
        {
            DuckType.Date => (Int128)((int*)data)[row] * TimeSpan.TicksPerDay,
            DuckType.Timestamp or DuckType.TimestampUtc => (Int128)((long*)data)[row] * 10,
            DuckType.TimestampSeconds => (Int128)((long*)data)[row] * TimeSpan.TicksPerSecond,
            DuckType.TimestampMilliseconds => (Int128)((long*)data)[row] * TimeSpan.TicksPerMillisecond,
            DuckType.TimestampNanoseconds => ((long*)data)[row] / 100,
            _ => throw new ClefException(null, _type.Name, _type.Id.ToString(), "a date or timestamp column"),
        };
        ticks += DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks)
            : throw new ClefException(null, _type.Name, "a time outside the years 1 to 9999", "a date that a calendar holds");
    }

    /// <summary>The items of a row of a list or array column whose items are of type <typeparamref name="T"/>; empty for a null.</summary>
    public ReadOnlySpan<T> Items<T>(int row) where T : unmanaged
    {
        if (_type.Id is not (DuckType.List or DuckType.Array) || _type.ItemSize != sizeof(T))
        {
            throw new ClefException(null, _type.Name, $"{_type.Id} of {_type.Storage}", $"a list of {sizeof(T)}-byte values");
        }

        if (IsNull(row))
        {
            return default;
        }

        if (_type.Id == DuckType.Array)
        {
            var all = (T*)DuckNative.duckdb_vector_get_data(DuckNative.duckdb_array_vector_get_child(_vector));
            return new ReadOnlySpan<T>(all + ((long)row * _type.ArraySize), _type.ArraySize);
        }

        ulong* entry = (ulong*)Data + (2L * row);
        var items = (T*)DuckNative.duckdb_vector_get_data(DuckNative.duckdb_list_vector_get_child(_vector));
        return new ReadOnlySpan<T>(items + entry[0], checked((int)entry[1]));
    }

    private Int128 Whole(void* data, DuckType type, int row) => type switch
    {
        DuckType.Boolean or DuckType.UTinyInt => ((byte*)data)[row],
        DuckType.TinyInt => ((sbyte*)data)[row],
        DuckType.SmallInt => ((short*)data)[row],
        DuckType.USmallInt => ((ushort*)data)[row],
        DuckType.Integer => ((int*)data)[row],
        DuckType.UInteger => ((uint*)data)[row],
        DuckType.BigInt => ((long*)data)[row],
        DuckType.UBigInt => ((ulong*)data)[row],
        DuckType.HugeInt => new Int128(((ulong*)data)[(2L * row) + 1], ((ulong*)data)[2L * row]),
        _ => throw new ClefException(null, _type.Name, _type.Id.ToString(), "a column of whole numbers"),
    };

    private void Require(DuckType type)
    {
        if (_type.Id != type)
        {
            throw new ClefException(null, _type.Name, _type.Id.ToString(), $"a column of type {type}");
        }
    }
}
