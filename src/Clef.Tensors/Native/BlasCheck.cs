namespace Clef.Tensors.Native;

/// <summary>Compares a BLAS's matrix products, in single and double precision, with a plain sum.</summary>
internal static unsafe class BlasCheck
{
    // Odd sizes exercise the kernels' edges, and beyond 64 their main loops.
    private const int Rows = 67, Columns = 69, Inner = 131;

    /// <summary>Whether the Fortran functions at two addresses multiply matrices.</summary>
    internal static bool Agrees(nint sgemm, nint dgemm)
    {
        double[] a = Numbers(Rows * Inner, 0.7), b = Numbers(Inner * Columns, 0.3);
        float[] singleA = Array.ConvertAll(a, v => (float)v), singleB = Array.ConvertAll(b, v => (float)v), singleC = new float[Rows * Columns];
        double[] c = new double[Rows * Columns];
        byte normal = (byte)'N';
        int m = Rows, n = Columns, k = Inner;
        double one = 1, zero = 0;
        float singleOne = 1, singleZero = 0;
        fixed (double* pa = a, pb = b, pc = c)
        fixed (float* qa = singleA, qb = singleB, qc = singleC)
        {
            ((delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void>)sgemm)(
                &normal, &normal, &m, &n, &k, &singleOne, qa, &m, qb, &k, &singleZero, qc, &m);
            ((delegate* unmanaged<byte*, byte*, int*, int*, int*, double*, double*, int*, double*, int*, double*, double*, int*, void>)dgemm)(
                &normal, &normal, &m, &n, &k, &one, pa, &m, pb, &k, &zero, pc, &m);
        }

        // Fortran's matrices are column-major. Rounding of 131 terms of magnitude below one stays far below these bounds.
        for (int column = 0; column < Columns; column++)
        {
            for (int row = 0; row < Rows; row++)
            {
                double sum = 0;
                for (int i = 0; i < Inner; i++)
                {
                    sum += a[row + (i * Rows)] * b[i + (column * Inner)];
                }

                int at = row + (column * Rows);
                if (!(Math.Abs(c[at] - sum) < 1e-11) || !(Math.Abs(singleC[at] - sum) < 1e-3))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static double[] Numbers(int count, double pace)
    {
        var numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = Math.Sin((pace * i) + 0.1);
        }

        return numbers;
    }
}
