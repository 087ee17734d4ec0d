using Clef.Cohorts.Checks;
using Shouldly;

namespace Clef.Cohorts.Tests;

public class RocAreaTests
{
    [Fact]
    public void AreaAndVarianceAreThoseOfTheDefinition()
    {
        var random = new Random(7);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] p = Enumerable.Range(0, random.Next(3, 30)).Select(_ => (double)random.Next(8) + 1).ToArray();
            double[] n = Enumerable.Range(0, random.Next(3, 30)).Select(_ => (double)random.Next(8)).ToArray();
            double[,] psi = new double[p.Length, n.Length];
            double sum = 0;
            for (int i = 0; i < p.Length; i++)
            {
                for (int j = 0; j < n.Length; j++)
                {
                    sum += psi[i, j] = p[i] > n[j] ? 1 : p[i] == n[j] ? 0.5 : 0;
                }
            }

            double area = sum / (p.Length * n.Length);
            double[] rows = Enumerable.Range(0, p.Length).Select(i => Enumerable.Range(0, n.Length).Average(j => psi[i, j])).ToArray();
            double[] columns = Enumerable.Range(0, n.Length).Select(j => Enumerable.Range(0, p.Length).Average(i => psi[i, j])).ToArray();
            double variance = (rows.Sum(r => (r - area) * (r - area)) / (p.Length - 1) / p.Length) + (columns.Sum(c => (c - area) * (c - area)) / (n.Length - 1) / n.Length);
            RocArea roc = RocArea.Of(p, n);
            roc.Area.ShouldBe(area, 1e-12);
            if (area is > 0 and < 1)
            {
                double half = 1.96 * Math.Sqrt(variance) / (area * (1 - area));
                Math.Log(roc.High / (1 - roc.High)).ShouldBe(Math.Log(area / (1 - area)) + half, 1e-9);
            }
        }
    }

    [Fact]
    public void OneClassIsNotANumberAndPerfectionHasAMargin()
    {
        RocArea.Of([1], []).Area.ShouldBe(double.NaN);
        RocArea perfect = RocArea.Of(Enumerable.Repeat(2.0, 30).ToArray(), Enumerable.Repeat(1.0, 300).ToArray());
        perfect.ShouldBe(new RocArea(1, 0.9, 1));
        RocArea.Of([3], [1, 2, 4]).ShouldBe(new RocArea(2.0 / 3, 0, 1)); // one positive shows nothing
    }
}
