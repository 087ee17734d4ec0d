using Clef.Core;
using Clef.Signals.Montages;

namespace Clef.Signals.Tests.Montages;

public class MontageTests
{
    private static readonly string[] TenTwenty =
        ["Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T3", "C3", "Cz", "C4", "T4", "T5", "P3", "Pz", "P4", "T6", "O1", "O2"];

    private static readonly float[][] Signals = [.. Enumerable.Range(0, 19).Select(c => new float[] { c, c * c, 1 })];

    [Theory]
    [InlineData("as-recorded", 19)]
    [InlineData("average-reference", 19)]
    [InlineData("longitudinal-bipolar", 18)]
    [InlineData("transverse-bipolar", 14)]
    [InlineData("laplacian", 19)]
    public void Each_is_whole_on_the_10_20_electrodes_and_blind_to_what_is_common(string name, int traces)
    {
        Montage montage = Montage.Named(name);
        montage.Form(TenTwenty).Missing.ShouldBeEmpty();
        IReadOnlyList<(string Name, float[] Signal)> formed = montage.Apply(TenTwenty, Signals);
        formed.Count.ShouldBe(traces);
        formed.Select(t => t.Name).Distinct().Count().ShouldBe(traces);
        formed.ShouldAllBe(t => Math.Abs(t.Signal[2] - (name == "as-recorded" ? 1 : 0)) < 1e-6f);
    }

    [Fact]
    public void Values_are_differences()
    {
        var longitudinal = Montage.Named("longitudinal-bipolar").Apply(TenTwenty, Signals).ToDictionary(t => t.Name, t => t.Signal);
        longitudinal["F7-T7"][0].ShouldBe(2 - 7); // T7 is T3 here
        var average = Montage.Named("average-reference").Apply(TenTwenty, Signals).ToDictionary(t => t.Name, t => t.Signal);
        average["Cz-AVG"][0].ShouldBe(9 - 9f, 1e-5f);
        var laplacian = Montage.Named("laplacian").Apply(TenTwenty, Signals).ToDictionary(t => t.Name, t => t.Signal);
        laplacian["Cz-LAP"][0].ShouldBe(9 - ((8 + 10 + 4 + 14) / 4f), 1e-5f);
    }

    [Fact]
    public void What_cannot_be_formed_is_named_and_a_missing_sample_stays_missing()
    {
        (IReadOnlyList<Trace> traces, IReadOnlyList<string> missing) = Montage.Named("longitudinal-bipolar").Form(["Fp1", "F7", "EKG"]);
        traces.Select(t => t.Name).ShouldBe(["Fp1-F7"]);
        missing.Count.ShouldBe(17);
        Montage.Named("longitudinal-bipolar").Apply(["Fp1", "F7"], [[1, float.NaN], [1, 1]])[0].Signal.ShouldBe([0, float.NaN]);
        Montage.Named("average-reference").Form(["Cz"]).Traces.ShouldBeEmpty();
        Montage.Named("laplacian").Apply([], []).ShouldBeEmpty();
    }

    [Fact]
    public void Wrong_input_is_refused()
    {
        Should.Throw<ClefException>(() => Montage.Named("sideways"));
        Should.Throw<ClefException>(() => Montage.Named("laplacian").Apply(["Cz"], []));
        Should.Throw<ClefException>(() => Montage.Named("laplacian").Apply(["Cz", "Pz"], [[1], [1, 2]]));
    }
}
