namespace Clef.Signals.Spectra;

/// <summary>A symmetric tridiagonal matrix, of which single eigenvalues and eigenvectors are wanted.</summary>
/// <param name="diagonal">n values.</param>
/// <param name="beside">n - 1 values beside the diagonal.</param>
internal sealed class SymmetricTridiagonal(double[] diagonal, double[] beside)
{
    private const int InverseIterations = 4;

    /// <summary>The k-th largest eigenvalue (0 for the largest), by bisection on Sturm's count, to the last bit.</summary>
    public double LargestEigenvalue(int k)
    {
        double low = double.MaxValue, high = double.MinValue;
        for (int i = 0; i < diagonal.Length; i++)
        {
            double radius = (i > 0 ? Math.Abs(beside[i - 1]) : 0) + (i < beside.Length ? Math.Abs(beside[i]) : 0);
            low = Math.Min(low, diagonal[i] - radius);
            high = Math.Max(high, diagonal[i] + radius);
        }

        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            if (diagonal.Length - CountBelow(middle) > k)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }

    /// <summary>The eigenvector of an eigenvalue, of length one, by inverse iteration.</summary>
    public double[] Eigenvector(double eigenvalue)
    {
        var vector = new double[diagonal.Length];
        for (int i = 0; i < vector.Length; i++)
        {
            // Neither even nor odd about the middle, so that no eigenvector is orthogonal to the start.
            vector[i] = 1 + ((double)i / vector.Length) + (0.1 * Math.Sin(i * i));
        }

        for (int iteration = 0; iteration < InverseIterations; iteration++)
        {
            Solve(eigenvalue, vector);
            double norm = 0;
            double largest = vector.Max(Math.Abs);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] /= largest;
                norm += vector[i] * vector[i];
            }

            norm = Math.Sqrt(norm);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] /= norm;
            }
        }

        return vector;
    }

    /// <summary>How many eigenvalues lie below x: the negative pivots of the matrix less x.</summary>
    private int CountBelow(double x)
    {
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.Length; i++)
        {
            double coupling = i == 0 ? 0 : beside[i - 1] * beside[i - 1] / pivot;
            pivot = diagonal[i] - x - coupling;
            if (pivot == 0)
            {
                pivot = double.Epsilon * 1e20;
            }

            if (pivot < 0)
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Solves (matrix - shift) v = v in place by elimination with row exchanges; a vanishing pivot is replaced by a tiny one, as inverse iteration wants.</summary>
    private void Solve(double shift, double[] v)
    {
        int n = diagonal.Length;
        double scale = diagonal.Max(Math.Abs) + (beside.Length > 0 ? beside.Max(Math.Abs) : 0);
        double tiny = Math.Max(scale, 1e-100) * 1e-17;
        var pivot = new double[n];
        var upper = new double[n]; // first above the diagonal
        var second = new double[n]; // second above, filled by exchanges
        double a = diagonal[0] - shift, b = n > 1 ? beside[0] : 0;
        for (int i = 0; i < n - 1; i++)
        {
            double below = beside[i], nextDiagonal = diagonal[i + 1] - shift, nextUpper = i + 1 < n - 1 ? beside[i + 1] : 0;
            if (Math.Abs(below) > Math.Abs(a))
            {
                double factor = a / below;
                (pivot[i], upper[i], second[i]) = (below, nextDiagonal, nextUpper);
                (v[i], v[i + 1]) = (v[i + 1], v[i] - (factor * v[i + 1]));
                (a, b) = (b - (factor * nextDiagonal), -factor * nextUpper);
            }
            else
            {
                double safe = Math.Abs(a) < tiny ? tiny : a;
                double factor = below / safe;
                (pivot[i], upper[i], second[i]) = (safe, b, 0);
                v[i + 1] -= factor * v[i];
                (a, b) = (nextDiagonal - (factor * b), nextUpper);
            }
        }

        pivot[n - 1] = Math.Abs(a) < tiny ? tiny : a;
        for (int i = n - 1; i >= 0; i--)
        {
            double known = v[i] - (i + 1 < n ? upper[i] * v[i + 1] : 0) - (i + 2 < n ? second[i] * v[i + 2] : 0);
            v[i] = known / pivot[i];
        }
    }
}
