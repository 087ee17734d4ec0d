using Clef.Datasets.Labelled;

namespace Clef.Datasets.Tests.Labelled;

/// <summary>The figure by which weights are chosen.</summary>
public class ValidationFigureTests
{
    [Fact]
    public void Ranks_are_those_of_counted_pairs_ties_a_half()
    {
        float[] scores = [0.1f, 0.4f, 0.4f, 0.8f, 0.8f, 0.8f, 0.9f];
        bool[] positive = [false, true, false, false, true, true, false];
        double pairs = 0, won = 0;
        for (int p = 0; p < 7; p++)
        {
            for (int n = 0; n < 7; n++)
            {
                if (positive[p] && !positive[n])
                {
                    pairs++;
                    won += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }

        ValidationFigure.OfRanks([.. scores.Select(s => new[] { s })], [.. positive.Select(p => new[] { p ? 1f : 0f })]).ShouldBe(1 - (won / pairs), 1e-12);
    }

    [Fact]
    public void A_class_that_all_or_none_have_does_not_count()
    {
        float[][] outputs = [[3, 0, 1], [1, 2, 1], [2, 1, 1]], targets = [[1, 1, 0], [0, 1, 0], [0, 1, 0]];
        ValidationFigure.OfRanks(outputs, targets).ShouldBe(0);
        ValidationFigure.OfRanks(outputs, [[0, 1, 0], [0, 1, 0], [0, 1, 0]]).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_network_that_is_too_sure_is_chosen_by_its_ranks_or_by_its_loss_as_asked()
    {
       // Right in every order of probabilities.
        float[][] outputs = [[9, 1, 0], [8, 8.5f, 0], [7, 0, 7.5f]], targets = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        ValidationFigure.Of(SelectBy.Auroc, TaskKind.MultiClass, 2.5, () => outputs, targets).ShouldBe(0);
        ValidationFigure.Of(SelectBy.Loss, TaskKind.MultiClass, 2.5, () => outputs, targets).ShouldBe(2.5);
        ValidationFigure.Of(SelectBy.Auroc, TaskKind.Regression, 2.5, () => outputs, targets).ShouldBe(2.5);
        ValidationFigure.Of(SelectBy.Auroc, TaskKind.MultiLabel, 2.5, () => [[1], [2]], [[1], [1]]).ShouldBe(2.5); // no class to rank

        // Of exclusive classes the probability counts, not the class's own logit.
        ValidationFigure.Of(SelectBy.Auroc, TaskKind.MultiLabel, 2.5, () => [[5, 0], [6, 9]], [[1, 0], [0, 1]]).ShouldBe(0.5);
        ValidationFigure.Of(SelectBy.Auroc, TaskKind.MultiClass, 2.5, () => [[5, 0], [6, 9]], [[1, 0], [0, 1]]).ShouldBe(0);
    }
}
