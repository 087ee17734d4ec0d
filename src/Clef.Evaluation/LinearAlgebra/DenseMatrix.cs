using System.Numerics;
using Clef.Core;

namespace Clef.Evaluation.LinearAlgebra;

/// <summary>A dense row-major matrix of doubles: rows are sessions, columns features or tasks.</summary>
public sealed class DenseMatrix
{
    /// <summary>Creates a matrix of zeros.</summary>
    public DenseMatrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Values = new double[checked((long)rows * columns)];
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    public double[] Values { get; }

    /// <summary>One value.</summary>
    public ref double this[int row, int column] => ref Values[((long)row * Columns) + column];

    /// <summary>One row.</summary>
    public Span<double> Row(int row) => Values.AsSpan(checked(row * Columns), Columns);

    /// <summary>Copies rows of equal length, of single or double precision.</summary>
    public static DenseMatrix FromRows<T>(IReadOnlyList<T[]> rows) where T : IFloatingPoint<T>
    {
        var matrix = new DenseMatrix(rows.Count, rows.Count == 0 ? 0 : rows[0].Length);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != matrix.Columns)
            {
                throw new ClefException(null, FormattableString.Invariant($"length of vector {i}"), rows[i].Length, $"{matrix.Columns}, as the first");
            }

            for (int j = 0; j < matrix.Columns; j++)
            {
                matrix[i, j] = double.CreateChecked(rows[i][j]);
            }
        }

        return matrix;
    }

    /// <summary>The rows of the given indices, in their order.</summary>
    public DenseMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new DenseMatrix(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selected.Row(i));
        }

        return selected;
    }

    /// <summary>The transpose, in a matrix of its own.</summary>
    public DenseMatrix Transpose()
    {
        const int Block = 32; // both matrices stay in cache
        var transposed = new DenseMatrix(Columns, Rows);
        for (int i0 = 0; i0 < Rows; i0 += Block)
        {
            for (int j0 = 0; j0 < Columns; j0 += Block)
            {
                for (int i = i0; i < Math.Min(Rows, i0 + Block); i++)
                {
                    for (int j = j0; j < Math.Min(Columns, j0 + Block); j++)
                    {
                        transposed[j, i] = this[i, j];
                    }
                }
            }
        }

        return transposed;
    }
}
