namespace Clef.Core.DuckDb;

/// <summary>The name and type of a result's column.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Id">Its type.</param>
/// <param name="Storage">The integer that stores a decimal, or the type of a list's items; otherwise <see cref="Id"/>.</param>
/// <param name="Scale">Digits after a decimal's point.</param>
/// <param name="ArraySize">Items of a fixed-length array.</param>
public sealed record DuckColumnType(string Name, DuckType Id, DuckType Storage, int Scale, int ArraySize)
{
    /// <summary>Bytes of one value in a chunk.</summary>
    internal int Size => SizeOf(Id == DuckType.Decimal ? Storage : Id);

    /// <summary>Bytes of one item of a list.</summary>
    internal int ItemSize => SizeOf(Storage);

    /// <summary>Reads a logical type and frees it.</summary>
    internal static DuckColumnType Take(string name, nint type)
    {
        try
        {
            var id = (DuckType)DuckNative.duckdb_get_type_id(type);
            return id switch
            {
                DuckType.Decimal =>
                    new(name, id, (DuckType)DuckNative.duckdb_decimal_internal_type(type), DuckNative.duckdb_decimal_scale(type), 0),
                DuckType.List => new(name, id, Child(DuckNative.duckdb_list_type_child_type(type)), 0, 0),
                DuckType.Array =>
                    new(
                        name, id, Child(DuckNative.duckdb_array_type_child_type(type)), 0,
                        checked((int)DuckNative.duckdb_array_type_array_size(type))),
                _ => new(name, id, id, 0, 0),
            };
        }
        finally
        {
            DuckNative.duckdb_destroy_logical_type(ref type);
        }
    }

    private static DuckType Child(nint type)
    {
        var id = (DuckType)DuckNative.duckdb_get_type_id(type);
        DuckNative.duckdb_destroy_logical_type(ref type);
        return id;
    }

    private static int SizeOf(DuckType type) => type switch
    {
        DuckType.Boolean or DuckType.TinyInt or DuckType.UTinyInt => 1,
        DuckType.SmallInt or DuckType.USmallInt => 2,
        DuckType.Integer or DuckType.UInteger or DuckType.Float or DuckType.Date => 4,
        DuckType.HugeInt or DuckType.Varchar or DuckType.List => 16,
        DuckType.Invalid or DuckType.Array or DuckType.Decimal => 0,
        _ => 8,
    };
}
