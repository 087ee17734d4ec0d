using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clef.Evaluation.LinearAlgebra;

/// <summary>
/// The product of two dense matrices. The right factor is cut into panels of 16 columns that are packed once; a tile of four rows by 16 columns of
/// the result then stays in registers while the inner dimension is walked, so that each packed value is loaded once for four rows. Rows of the
/// result are shared among threads; each is summed in one fixed order, so the bytes do not depend on how many there are.
/// </summary>
public static class MatrixProduct
{
    private const int Lanes = 8;
    private const int PanelColumns = 2 * Lanes;
    private const int TileRows = 4;

    /// <summary>left (rows, inner) times right (inner, columns).</summary>
    public static DenseMatrix Of(DenseMatrix left, DenseMatrix right)
    {
        var result = new DenseMatrix(left.Rows, right.Columns);
        Into(left, right, result);
        return result;
    }

    /// <summary>Writes left (rows, inner) times right (inner, columns) over <paramref name="result"/> (rows, columns).</summary>
    public static void Into(DenseMatrix left, DenseMatrix right, DenseMatrix result)
    {
        if (left.Columns != right.Rows || result.Rows != left.Rows || result.Columns != right.Columns)
        {
            throw new ArgumentException($"({left.Rows}, {left.Columns}) times ({right.Rows}, {right.Columns}) into ({result.Rows}, {result.Columns})");
        }

        int inner = left.Columns, panels = (right.Columns + PanelColumns - 1) / PanelColumns;
        if (inner == 0)
        {
            Array.Clear(result.Values);
            return;
        }

        double[] packed = Pack(right, panels);
        int tiles = (left.Rows + TileRows - 1) / TileRows;
        // A few tiles at a time per thread; all panels of a tile are done together so that its rows of the left factor stay in cache.
        Parallel.For(0, (tiles + 7) / 8, chunk =>
        {
            for (int panel = 0; panel < panels; panel++)
            {
                for (int tile = chunk * 8; tile < Math.Min(tiles, (chunk * 8) + 8); tile++)
                {
                    Tile(left, packed.AsSpan(panel * PanelColumns * inner, PanelColumns * inner), result, tile * TileRows, panel * PanelColumns);
                }
            }
        });
    }

    private static double[] Pack(DenseMatrix right, int panels)
    {
        int inner = right.Rows;
        var packed = new double[(long)panels * PanelColumns * inner];
        Parallel.For(0, panels, panel =>
        {
            int first = panel * PanelColumns, width = Math.Min(PanelColumns, right.Columns - first);
            for (int k = 0; k < inner; k++)
            {
                right.Row(k).Slice(first, width).CopyTo(packed.AsSpan(((panel * inner) + k) * PanelColumns));
            }
        });
        return packed;
    }

    private static void Tile(DenseMatrix left, ReadOnlySpan<double> panel, DenseMatrix result, int row, int column)
    {
        int inner = left.Columns, last = left.Rows - 1;
        ref double right = ref MemoryMarshal.GetReference(panel);
        // Past the last row the tile repeats it; the repeated results are not stored.
        ref double a0 = ref left.Values[row * inner];
        ref double a1 = ref left.Values[Math.Min(row + 1, last) * inner];
        ref double a2 = ref left.Values[Math.Min(row + 2, last) * inner];
        ref double a3 = ref left.Values[Math.Min(row + 3, last) * inner];
        Vector512<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        for (nuint k = 0; k < (nuint)inner; k++)
        {
            Vector512<double> b0 = Vector512.LoadUnsafe(ref right, k * PanelColumns);
            Vector512<double> b1 = Vector512.LoadUnsafe(ref right, (k * PanelColumns) + Lanes);
            Vector512<double> x = Vector512.Create(Unsafe.Add(ref a0, k));
            s00 = Vector512.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(x, b1, s01);
            x = Vector512.Create(Unsafe.Add(ref a1, k));
            s10 = Vector512.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(x, b1, s11);
            x = Vector512.Create(Unsafe.Add(ref a2, k));
            s20 = Vector512.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(x, b1, s21);
            x = Vector512.Create(Unsafe.Add(ref a3, k));
            s30 = Vector512.FusedMultiplyAdd(x, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(x, b1, s31);
        }

        Store(result, row, column, s00, s01);
        Store(result, row + 1, column, s10, s11);
        Store(result, row + 2, column, s20, s21);
        Store(result, row + 3, column, s30, s31);
    }

    private static void Store(DenseMatrix result, int row, int column, Vector512<double> low, Vector512<double> high)
    {
        if (row >= result.Rows)
        {
            return;
        }

        Span<double> target = result.Row(row)[column..];
        if (target.Length >= PanelColumns)
        {
            low.CopyTo(target);
            high.CopyTo(target[Lanes..]);
            return;
        }

        Span<double> both = stackalloc double[PanelColumns];
        low.CopyTo(both);
        high.CopyTo(both[Lanes..]);
        both[..target.Length].CopyTo(target);
    }
}
