using Clef.Core;
using Clef.Learning.Configuration;

namespace Clef.Learning.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_and_overrides_are_read_together()
    {
        Settings settings = Read("batch: 64\noptimiser:\n  rate: 0.001\nleads: [I, II]\n", "optimiser.weight_decay=5e-4", "leads=[V1]", "seed=7");
        settings.Batch.ShouldBe(64);
        settings.Optimiser.Rate.ShouldBe(0.001);
        settings.Optimiser.WeightDecay.ShouldBe(5e-4);
        settings.Leads.ShouldBe(["V1"]);
        settings.Seed.ShouldBe(7UL);
    }

    [Theory]
    [InlineData("batch_size: 64", "batch_size")]
    [InlineData("optimiser:\n  momentum: 0.9", "momentum")]
    [InlineData("batch: many", "many")]
    [InlineData("batch: 1\nbatch: 2", "batch")]
    [InlineData("- a list", "mapping")]
    [InlineData("batch: [", "line")]
    public void What_is_wrong_in_the_file_is_named(string yaml, string named)
    {
        string message = Should.Throw<ClefException>(() => Read(yaml)).Message;
        message.ShouldContain(named);
        message.ShouldStartWith(_file);
    }

    [Theory]
    [InlineData("temperature=0.07", "temperature")]
    [InlineData("optimiser.moment=1", "moment")]
    [InlineData("batch", "key=value")]
    public void An_override_that_does_not_exist_is_an_error(string assignment, string named) =>
        Should.Throw<ClefException>(() => Read("", assignment)).Message.ShouldContain(named);

    [Fact]
    public void What_is_written_reads_back()
    {
        File.WriteAllText(_file, ConfigFile.Write(new Settings { Batch = 3, Leads = ["aVR"] }));
        Settings settings = ConfigFile.Read<Settings>(_file, []);
        settings.Batch.ShouldBe(3);
        settings.Leads.ShouldBe(["aVR"]);
    }

    private Settings Read(string yaml, params string[] overrides)
    {
        File.WriteAllText(_file, yaml);
        return ConfigFile.Read<Settings>(_file, overrides);
    }

    internal sealed record Settings
    {
        public int Batch { get; init; } = 1;

        public ulong Seed { get; init; }

        public string[] Leads { get; init; } = [];

        public OptimiserSettings Optimiser { get; init; } = new();
    }

    internal sealed record OptimiserSettings
    {
        public double Rate { get; init; } = 1e-4;

        public double WeightDecay { get; init; }
    }
}
