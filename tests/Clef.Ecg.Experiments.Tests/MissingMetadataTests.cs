namespace Clef.Ecg.Experiments.Tests;

public class MissingMetadataTests
{
    [Fact]
    public void Ties_have_the_mean_of_their_ranks()
    {
        // Ranks 0 1 2 3 against 0 1.5 1.5 3, by hand: 4.5 / sqrt(5 * 4.5).
        MissingMetadata.Spearman([(1, 10, false), (2, 20, false), (3, 20, false), (4, 90, false)]).ShouldBe(4.5 / Math.Sqrt(5 * 4.5), 1e-12);
        MissingMetadata.Spearman([(1, 3, false), (2, 2, false), (3, 1, false)]).ShouldBe(-1, 1e-12);
        MissingMetadata.Spearman([(1, 5, false), (2, 5, false), (3, 5, false)]).ShouldBe(0);
        MissingMetadata.Spearman([(1, 1, false), (2, 2, false)]).ShouldBe(double.NaN);
    }
}
