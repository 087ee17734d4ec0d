using System.Globalization;
using System.Text;

namespace Clef.Core.DuckDb;

/// <summary>
/// A DuckDB database and one connection to it, by DuckDB's C interface. Values reach a statement as bound parameters (<c>$1</c>, <c>$2</c>,
/// ...), never as text within it. Extensions are neither fetched nor loaded: what is built in (Parquet, CSV, JSON) is enough. Used by one
/// thread at a time.
/// </summary>
/// <remarks>Every failure that DuckDB reports is a <see cref="ClefException"/> with DuckDB's own words.</remarks>
public sealed unsafe class DuckDatabase : IDisposable
{
    private nint _database;
    private nint _connection;

    /// <summary>Opens a database in memory.</summary>
    /// <param name="threads">Threads that a query may use; 0 leaves the number of cores.</param>
    public DuckDatabase(int threads = 0)
    {
        try
        {
            Open(threads);
        }
        catch (DllNotFoundException e)
        {
            throw new ClefException("the native library libduckdb.so was not found beside the program; 'build/prepare' fetches it", e);
        }
    }

    /// <summary>The version of the DuckDB library.</summary>
    public static string LibraryVersion => DuckNative.Text(DuckNative.duckdb_library_version(), "");

    internal nint Connection => _connection;

    /// <summary>Runs a statement that yields rows.</summary>
    /// <param name="sql">One statement; values as <c>$1</c>, <c>$2</c>, ...</param>
    /// <param name="parameters">Text, numbers, booleans, <see cref="DateTime"/>, <see cref="DateOnly"/> or null.</param>
    public DuckResult Query(string sql, params ReadOnlySpan<object?> parameters)
    {
        nint statement = Prepare(sql, parameters);
        DuckNative.Result result = default;
        if (DuckNative.duckdb_execute_prepared_streaming(statement, &result) != 0)
        {
            throw Fail(sql, statement, &result);
        }

        return new DuckResult(statement, result);
    }

    /// <summary>Runs a statement for its effect.</summary>
    /// <returns>The number of rows changed.</returns>
    public long Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        nint statement = Prepare(sql, parameters);
        DuckNative.Result result = default;
        if (DuckNative.duckdb_execute_prepared(statement, &result) != 0)
        {
            throw Fail(sql, statement, &result);
        }

        long changed = (long)DuckNative.duckdb_rows_changed(&result);
        DuckNative.duckdb_destroy_result(&result);
        DuckNative.duckdb_destroy_prepare(ref statement);
        return changed;
    }

    /// <summary>The single whole number that a query yields.</summary>
    public long Count(string sql, params ReadOnlySpan<object?> parameters)
    {
        using DuckResult result = Query(sql, parameters);
        return result.Next() ? result.Column(0).Integer(0) ?? 0 : 0;
    }

    /// <summary>Opens an appender to an existing table.</summary>
    public DuckAppender Append(string table) => new(this, table);

    /// <summary>An identifier in double quotes, for the rare statement whose table or column is named by data.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text literal in single quotes, for the places where DuckDB takes no parameter (a COPY's file name).</summary>
    internal static string Literal(string text) => text.Contains('\0')
        ? throw new ClefException(null, "name", text, "text without a zero character")
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connection != 0)
        {
            DuckNative.duckdb_disconnect(ref _connection);
        }

        if (_database != 0)
        {
            DuckNative.duckdb_close(ref _database);
        }
    }

    private void Open(int threads)
    {
        if (DuckNative.duckdb_create_config(out nint config) != 0)
        {
            throw new ClefException("DuckDB: the configuration could not be created");
        }

        try
        {
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            if (threads > 0)
            {
                Set(config, "threads", threads.ToString(CultureInfo.InvariantCulture));
            }

            if (DuckNative.duckdb_open_ext(null, out _database, config, out byte* error) != 0)
            {
                string reason = DuckNative.Text(error);
                DuckNative.duckdb_free(error);
                throw new ClefException($"DuckDB: {reason}");
            }
        }
        finally
        {
            DuckNative.duckdb_destroy_config(ref config);
        }

        if (DuckNative.duckdb_connect(_database, out _connection) != 0)
        {
            Dispose();
            throw new ClefException("DuckDB: no connection could be made");
        }
    }

    private static void Set(nint config, string name, string value)
    {
        if (DuckNative.duckdb_set_config(config, name, value) != 0)
        {
            throw new ClefException("DuckDB", name, value, "an option that this version of the library knows");
        }
    }

    private nint Prepare(string sql, ReadOnlySpan<object?> parameters)
    {
        ObjectDisposedException.ThrowIf(_connection == 0, this);
        if (DuckNative.duckdb_prepare(_connection, sql, out nint statement) != 0)
        {
            string reason = DuckNative.Text(DuckNative.duckdb_prepare_error(statement));
            DuckNative.duckdb_destroy_prepare(ref statement);
            throw new ClefException($"{reason.Trim()} [in: {Shorten(sql)}]");
        }

        ulong expected = DuckNative.duckdb_nparams(statement);
        bool bound = expected == (ulong)parameters.Length;
        for (int i = 0; bound && i < parameters.Length; i++)
        {
            bound = Bind(statement, (ulong)i + 1, parameters[i]) == 0;
        }

        if (!bound)
        {
            DuckNative.duckdb_destroy_prepare(ref statement);
            throw new ClefException(Shorten(sql), "parameters", parameters.Length, $"{expected}, each of a type that can be bound");
        }

        return statement;
    }

    private static int Bind(nint statement, ulong index, object? value)
    {
        switch (value)
        {
            case null: return DuckNative.duckdb_bind_null(statement, index);
            case bool b: return DuckNative.duckdb_bind_boolean(statement, index, b);
            case int i: return DuckNative.duckdb_bind_int64(statement, index, i);
            case long l: return DuckNative.duckdb_bind_int64(statement, index, l);
            case float f: return DuckNative.duckdb_bind_double(statement, index, f);
            case double d: return DuckNative.duckdb_bind_double(statement, index, d);
            case DateOnly date: return DuckNative.duckdb_bind_date(
                statement, index, date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
            case DateTime time: return DuckNative.duckdb_bind_timestamp(statement, index, Microseconds(time));
            case string text:
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                fixed (byte* at = utf8)
                {
                    byte nothing = 0;
                    return DuckNative.duckdb_bind_varchar_length(statement, index, at is null ? &nothing : at, (ulong)utf8.Length);
                }

            default: throw new ArgumentException($"a parameter of type {value.GetType().Name} cannot be bound", nameof(value));
        }
    }

    /// <summary>Microseconds from 1970-01-01 to a time, as timestamps are stored.</summary>
    internal static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    private static ClefException Fail(string sql, nint statement, DuckNative.Result* result)
    {
        string reason = DuckNative.Text(DuckNative.duckdb_result_error(result));
        DuckNative.duckdb_destroy_result(result);
        DuckNative.duckdb_destroy_prepare(ref statement);
        return new ClefException($"{reason.Trim()} [in: {Shorten(sql)}]");
    }

    private static string Shorten(string sql)
    {
        string line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 160 ? line : line[..160] + "...";
    }
}
