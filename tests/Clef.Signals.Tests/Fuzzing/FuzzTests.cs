using Clef.Fuzz;

namespace Clef.Signals.Tests.Fuzzing;

/// <summary>
/// Twenty thousand mutated inputs for the EDF, BDF and WFDB parsers and their annotation readers, the same ones in every run. The command of fuzz/Clef.Fuzz
/// runs as many as one likes, for every format.
/// </summary>
public sealed class FuzzTests
{
    private const int Inputs = 20_000;

    [Theory]
    [InlineData("EDF")]
    [InlineData("BDF")]
    [InlineData("WFDB")]
    public void A_mutated_file_is_read_or_refused_within_bounds(string parser)
    {
        FuzzTarget target = Seeds.Built().Single(t => t.Name == parser);
        foreach (FuzzInput seed in target.Seeds)
        {
            FuzzOutcome outcome = target.Run(seed);
            outcome.Finding.ShouldBeNull(seed.Name);
            outcome.Opened.ShouldBeTrue(seed.Name);
        }

        var mutator = new Mutator(20261122);
        int opened = 0;
        for (int i = 0; i < Inputs; i++)
        {
            FuzzInput input = mutator.Make(target.Seeds, i);
            FuzzOutcome outcome = target.Run(input);
            outcome.Finding.ShouldBeNull(input.Name);
            opened += outcome.Opened ? 1 : 0;
        }

        // Mutations that are all refused at once, or all accepted, would test nothing.
        opened.ShouldBeInRange(Inputs / 10, Inputs * 9 / 10);
    }

    [Fact]
    public void Every_format_has_built_seeds_that_open()
    {
        IReadOnlyList<FuzzTarget> targets = Seeds.Built();
        targets.Select(t => t.Format.Name).Distinct().Order().ShouldBe(Clef.Signals.Recordings.RecordingFile.Formats.Select(f => f.Name).Order());
        foreach ((FuzzTarget target, FuzzInput seed) in targets.SelectMany(t => t.Seeds.Select(s => (t, s))))
        {
            FuzzOutcome outcome = target.Run(seed);
            (outcome.Finding, outcome.Opened).ShouldBe((null, true), $"{target.Name} {seed.Name}");
        }
    }

    [Fact]
    public void The_harness_sees_a_parser_that_breaks_the_rules()
    {
        FuzzInput input = Seeds.Built()[0].Seeds[0];
        new FuzzTarget("throws", new BadFormat(_ => throw new IndexOutOfRangeException()), [input]).Run(input).Finding.ShouldNotBeNull().ShouldContain("IndexOutOfRange");
        new FuzzTarget("escapes", new BadFormat(f => f.TryOpen("../secret")), [input]).Run(input).Finding.ShouldNotBeNull().ShouldContain("../secret");
        new FuzzTarget("allocates", new BadFormat(_ => GC.KeepAlive(new byte[64 << 20])), [input]).Run(input).Finding.ShouldNotBeNull().ShouldContain("allocated");
    }

    private sealed class BadFormat(Action<Clef.Core.Sources.SourceFolder> act) : Clef.Signals.Recordings.IRecordingFormat
    {
        public string Name => "bad";

        public bool Recognises(string fileName, ReadOnlySpan<byte> head) => true;

        public Clef.Signals.Recordings.Recording Open(Clef.Core.Sources.SourceFolder folder, string fileName)
        {
            act(folder);
            throw new Clef.Core.ClefException("bad");
        }
    }
}
