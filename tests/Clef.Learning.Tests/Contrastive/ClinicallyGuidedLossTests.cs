using Clef.Core;
using Clef.Learning.Contrastive;
using Clef.Tensors;

namespace Clef.Learning.Tests.Contrastive;

/// <summary>The spec's test vectors (section 3.5) and what the modes do with missing risks.</summary>
public class ClinicallyGuidedLossTests
{
    private const double NaN = double.NaN;

    // z_1 ... z_6 of section 3.5: three patients, first views then second views.
    private static readonly double[] Embeddings =
        [1, 0, 0, 0, .6, .8, 0, 0, 0, .5, .5, .7, .9, .1, .2, -.1, .5, .7, .3, .1, .2, .4, .6, .5];

    public static TheoryData<double[], double[]?, double[], double, double> Vectors() => new()
    {
        { [2, 5, 14], null, [.250000, 1.000000, .650000], 0.00655136, 0.02842478 },
        { [2, NaN, 14], null, [.216327, .787755, 1.000000], 0.00752488, 0.08571438 },
        { [2, 5, 14], [1, .5, .75], [.151633, .472367, .446738], 0.00669417, 0.04968331 },
        { [5, 5, 5], null, [.2, .2, .2], 0.00652797, 0.11821163 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_released_code_s_values_come_out(double[] risks, double[]? completeness, double[] weights, double weighted, double aligned)
    {
        RiskEvidence[] patients = risks.Select((r, i) => new RiskEvidence(r, completeness?[i] ?? 1, r, 0)).ToArray();
        GuidanceMode mode = completeness is null ? GuidanceMode.Reference : GuidanceMode.Paper;
        double[,] w = RiskDissimilarity.Of(patients, mode);
        double[] upper = [w[0, 1], w[0, 2], w[1, 2]];
        upper.Zip(weights).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 2e-6);

        using var scope = new TensorScope();
        var loss = new ClinicallyGuidedLoss(mode);
        (Tensor l, Tensor d) = loss.Terms(Tensor.From(Embeddings, 6, 4), patients);
        l.ToDouble().ShouldBe(weighted, 1e-8);
        d.ToDouble().ShouldBe(aligned, 1e-8);
        double total = completeness is null ? (weighted + aligned) / 2 : weighted + aligned;
        loss.Loss(Tensor.From(Embeddings, 6, 4), patients).ToDouble().ShouldBe(total, 1e-8);
    }

    [Theory]
    [InlineData(GuidanceMode.Reference)]
    [InlineData(GuidanceMode.Paper)]
    [InlineData(GuidanceMode.Expected)]
    public void The_gradient_is_that_of_the_loss(GuidanceMode mode)
    {
        RiskEvidence[] patients = [new(2, 1, 2, 0), new(NaN, .5, 6, 9), new(14, .75, 14, 0), RiskEvidence.Known(3)];
        Gradients.Check(z => new ClinicallyGuidedLoss(mode, Temperature: 0.5).Loss(z, patients), Gradients.Point(8 * 5, 1), 8, 5);
    }

    [Fact]
    public void The_paper_s_mode_never_reads_a_missing_risk_as_zero()
    {
        RiskEvidence[] patients = [RiskEvidence.Known(0), new(NaN, 0, NaN, NaN), RiskEvidence.Known(20)];
        double[,] reference = RiskDissimilarity.Of(patients, GuidanceMode.Reference), paper = RiskDissimilarity.Of(patients, GuidanceMode.Paper);
        reference[0, 1].ShouldBe(0.2, 1e-6);          // looks like the healthiest patient
        paper[0, 1].ShouldBe(paper[1, 2], 1e-12);     // favours no side
        paper[0, 1].ShouldBeGreaterThan(paper[0, 2]); // and the mask gives the pair the larger weight, as the paper says
    }

    [Fact]
    public void Without_any_risk_every_pair_is_fully_dissimilar()
    {
        RiskEvidence[] patients = Enumerable.Repeat(new RiskEvidence(NaN, 0, NaN, NaN), 3).ToArray();
        double[,] weights = RiskDissimilarity.Of(patients, GuidanceMode.Paper);
        weights[0, 1].ShouldBe(1, 1e-12);
        weights[1, 1].ShouldBe(0);
    }

    [Fact]
    public void The_expected_mode_equals_the_plain_one_where_nothing_is_missing()
    {
        RiskEvidence[] patients = new double[] { 2, 5, 14, 7 }.Select(RiskEvidence.Known).ToArray();
        RiskDissimilarity.Of(patients, GuidanceMode.Expected).Cast<double>()
            .ShouldBe(RiskDissimilarity.Of(patients, GuidanceMode.Reference).Cast<double>());
    }

    [Fact]
    public void Wrong_shapes_and_settings_are_refused_by_name()
    {
        using var scope = new TensorScope();
        Should.Throw<ClefException>(() => new ClinicallyGuidedLoss().Loss(Tensor.Zeros(5, 4), [RiskEvidence.Known(1)])).Message.ShouldContain("2 x 1 patients");
        Should.Throw<ClefException>(() => RiskDissimilarity.Of([], GuidanceMode.Paper, 1.5)).Message.ShouldContain("1.5");
    }
}
