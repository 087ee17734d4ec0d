using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clef.Core.DuckDb;

/// <summary>DuckDB's C interface: the functions that Clef calls, one line each. Handles are pointers; a state is 0 for success.</summary>
internal static unsafe partial class DuckNative
{
    private const string Library = "duckdb";

    /// <summary>A result as the C interface passes it: six words of which only the last is in use.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Result
    {
        public ulong ColumnCount;
        public ulong RowCount;
        public ulong RowsChanged;
        public nint Columns;
        public nint ErrorMessage;
        public nint Data;
    }

    [LibraryImport(Library)] public static partial byte* duckdb_library_version();
    [LibraryImport(Library)] public static partial int duckdb_create_config(out nint config);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_set_config(nint config, string name, string option);
    [LibraryImport(Library)] public static partial void duckdb_destroy_config(ref nint config);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_open_ext(string? path, out nint database, nint config, out byte* error);
    [LibraryImport(Library)] public static partial void duckdb_close(ref nint database);
    [LibraryImport(Library)] public static partial int duckdb_connect(nint database, out nint connection);
    [LibraryImport(Library)] public static partial void duckdb_disconnect(ref nint connection);
    [LibraryImport(Library)] public static partial void duckdb_interrupt(nint connection);
    [LibraryImport(Library)] public static partial void duckdb_free(void* pointer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_prepare(nint connection, string query, out nint statement);
    [LibraryImport(Library)] public static partial byte* duckdb_prepare_error(nint statement);
    [LibraryImport(Library)] public static partial void duckdb_destroy_prepare(ref nint statement);
    [LibraryImport(Library)] public static partial ulong duckdb_nparams(nint statement);
    [LibraryImport(Library)] public static partial int duckdb_bind_null(nint statement, ulong index);
    [LibraryImport(Library)] public static partial int duckdb_bind_boolean(nint statement, ulong index, [MarshalAs(UnmanagedType.U1)] bool value);
    [LibraryImport(Library)] public static partial int duckdb_bind_int64(nint statement, ulong index, long value);
    [LibraryImport(Library)] public static partial int duckdb_bind_double(nint statement, ulong index, double value);
    [LibraryImport(Library)] public static partial int duckdb_bind_date(nint statement, ulong index, int days);
    [LibraryImport(Library)] public static partial int duckdb_bind_timestamp(nint statement, ulong index, long microseconds);
    [LibraryImport(Library)] public static partial int duckdb_bind_varchar_length(nint statement, ulong index, byte* value, ulong length);
    [LibraryImport(Library)] public static partial int duckdb_execute_prepared(nint statement, Result* result);
    [LibraryImport(Library)] public static partial int duckdb_execute_prepared_streaming(nint statement, Result* result);

    [LibraryImport(Library)] public static partial byte* duckdb_result_error(Result* result);
    [LibraryImport(Library)] public static partial void duckdb_destroy_result(Result* result);
    [LibraryImport(Library)] public static partial ulong duckdb_column_count(Result* result);
    [LibraryImport(Library)] public static partial byte* duckdb_column_name(Result* result, ulong column);
    [LibraryImport(Library)] public static partial nint duckdb_column_logical_type(Result* result, ulong column);
    [LibraryImport(Library)] public static partial ulong duckdb_rows_changed(Result* result);
    [LibraryImport(Library)] public static partial nint duckdb_fetch_chunk(Result result);

    [LibraryImport(Library)] public static partial nint duckdb_create_data_chunk(nint* types, ulong columns);
    [LibraryImport(Library)] public static partial void duckdb_destroy_data_chunk(ref nint chunk);
    [LibraryImport(Library)] public static partial void duckdb_data_chunk_reset(nint chunk);
    [LibraryImport(Library)] public static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);
    [LibraryImport(Library)] public static partial ulong duckdb_data_chunk_get_size(nint chunk);
    [LibraryImport(Library)] public static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library)] public static partial ulong duckdb_vector_size();
    [LibraryImport(Library)] public static partial void* duckdb_vector_get_data(nint vector);
    [LibraryImport(Library)] public static partial ulong* duckdb_vector_get_validity(nint vector);
    [LibraryImport(Library)] public static partial void duckdb_vector_ensure_validity_writable(nint vector);
    [LibraryImport(Library)] public static partial void duckdb_vector_assign_string_element_len(nint vector, ulong index, byte* text, ulong length);
    [LibraryImport(Library)] public static partial nint duckdb_list_vector_get_child(nint vector);
    [LibraryImport(Library)] public static partial ulong duckdb_list_vector_get_size(nint vector);
    [LibraryImport(Library)] public static partial int duckdb_list_vector_reserve(nint vector, ulong capacity);
    [LibraryImport(Library)] public static partial int duckdb_list_vector_set_size(nint vector, ulong size);
    [LibraryImport(Library)] public static partial nint duckdb_array_vector_get_child(nint vector);

    [LibraryImport(Library)] public static partial nint duckdb_create_logical_type(int type);
    [LibraryImport(Library)] public static partial nint duckdb_list_type_child_type(nint type);
    [LibraryImport(Library)] public static partial nint duckdb_array_type_child_type(nint type);
    [LibraryImport(Library)] public static partial ulong duckdb_array_type_array_size(nint type);
    [LibraryImport(Library)] public static partial int duckdb_get_type_id(nint type);
    [LibraryImport(Library)] public static partial byte duckdb_decimal_scale(nint type);
    [LibraryImport(Library)] public static partial int duckdb_decimal_internal_type(nint type);
    [LibraryImport(Library)] public static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int duckdb_appender_create(nint connection, string? schema, string table, out nint appender);
    [LibraryImport(Library)] public static partial ulong duckdb_appender_column_count(nint appender);
    [LibraryImport(Library)] public static partial nint duckdb_appender_column_type(nint appender, ulong column);
    [LibraryImport(Library)] public static partial int duckdb_append_data_chunk(nint appender, nint chunk);
    [LibraryImport(Library)] public static partial byte* duckdb_appender_error(nint appender);
    [LibraryImport(Library)] public static partial int duckdb_appender_close(nint appender);
    [LibraryImport(Library)] public static partial int duckdb_appender_destroy(ref nint appender);

    /// <summary>A C string as text; a null pointer gives the stated fallback.</summary>
    public static string Text(byte* text, string fallback = "no reason given") => Marshal.PtrToStringUTF8((nint)text) ?? fallback;
}
