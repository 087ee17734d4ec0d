using Clef.Ecg.Experiments.Simulated;
using Clef.Ecg.Pretraining;

namespace Clef.Ecg.Experiments.Tests;

public class ExperimentRunTests
{
    [Fact]
    public void The_full_design_has_every_row_once_and_seed_by_seed()
    {
        ExperimentRun[] runs = [.. ExperimentRun.All(SimulatedDesign.Full)];
        runs.Select(r => r.Name).ShouldBeUnique();
        // Three seeds of three algorithms, three guided modes, random and supervised; two rows without a seed; three seeds of five shares in three modes,
        // of which the expected mode with complete metadata is the reference mode.
        runs.Length.ShouldBe((3 * 8) + 2 + (3 * ((5 * 3) - 1)));
        int[] main = [.. runs.Take((3 * 8) + 2).Select(r => r.Seed)];
        main.ShouldBe(main.Order());
        runs.Skip((3 * 8) + 2).ShouldAllBe(r => r.Condition != "natural");
    }

    [Fact]
    public void The_long_design_differs_from_the_full_one_in_its_length_alone()
    {
        SimulatedDesign again = SimulatedDesign.Long with { Steps = SimulatedDesign.Full.Steps, SupervisedSteps = SimulatedDesign.Full.SupervisedSteps,
            Fractions = SimulatedDesign.Full.Fractions };
        Learning.Configuration.ConfigFile.Write(again).ShouldBe(Learning.Configuration.ConfigFile.Write(SimulatedDesign.Full));
    }

    [Theory]
    [InlineData(PretrainObjective.GuidedExpected, "0", "reference-0")]
    [InlineData(PretrainObjective.GuidedExpected, "25", "expected-25")]
    [InlineData(PretrainObjective.GuidedReference, "0", "reference-0")]
    [InlineData(PretrainObjective.GuidedPaper, "natural", "paper-natural")]
    [InlineData(PretrainObjective.Moco, null, "moco")]
    public void Rows_are_named_by_objective_and_share(PretrainObjective objective, string? condition, string name) =>
        ExperimentRun.ModelOf(objective, condition).ShouldBe(name);
}
