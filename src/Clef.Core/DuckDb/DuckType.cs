namespace Clef.Core.DuckDb;

/// <summary>The column types of DuckDB's C interface (<c>duckdb_type</c> in its <c>duckdb.h</c>) that Clef reads or writes.</summary>
public enum DuckType
{
    /// <summary>No type.</summary>
    Invalid = 0,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 1,

    /// <summary>Signed, 8 bits.</summary>
    TinyInt = 2,

    /// <summary>Signed, 16 bits.</summary>
    SmallInt = 3,

    /// <summary>Signed, 32 bits.</summary>
    Integer = 4,

    /// <summary>Signed, 64 bits.</summary>
    BigInt = 5,

    /// <summary>Unsigned, 8 bits.</summary>
    UTinyInt = 6,

    /// <summary>Unsigned, 16 bits.</summary>
    USmallInt = 7,

    /// <summary>Unsigned, 32 bits.</summary>
    UInteger = 8,

    /// <summary>Unsigned, 64 bits.</summary>
    UBigInt = 9,

    /// <summary>IEEE 754, 32 bits.</summary>
    Float = 10,

    /// <summary>IEEE 754, 64 bits.</summary>
    Double = 11,

    /// <summary>Microseconds since 1970-01-01, no time zone.</summary>
    Timestamp = 12,

    /// <summary>Days since 1970-01-01, 32 bits.</summary>
    Date = 13,

    /// <summary>Signed, 128 bits; what <c>sum</c> of integers yields.</summary>
    HugeInt = 16,

    /// <summary>UTF-8 text.</summary>
    Varchar = 17,

    /// <summary>A scaled integer of 16 to 128 bits.</summary>
    Decimal = 19,

    /// <summary>Seconds since 1970-01-01.</summary>
    TimestampSeconds = 20,

    /// <summary>Milliseconds since 1970-01-01.</summary>
    TimestampMilliseconds = 21,

    /// <summary>Nanoseconds since 1970-01-01.</summary>
    TimestampNanoseconds = 22,

    /// <summary>A list of any length of another type.</summary>
    List = 24,

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    TimestampUtc = 31,

    /// <summary>A list of fixed length.</summary>
    Array = 33,
}
