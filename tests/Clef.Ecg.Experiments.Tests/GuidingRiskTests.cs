using Clef.Core.Tables;
using Clef.Ecg.Experiments.Simulated;

namespace Clef.Ecg.Experiments.Tests;

public sealed class GuidingRiskTests : IDisposable
{
    private static readonly SimulatedDesign Design = SmallCohort.Design with { Pretraining = 60 };

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-risks-").FullName;

    [Fact]
    public void Who_is_incomplete_at_a_share_is_so_at_every_greater_one_and_has_an_expectation()
    {
        var risks = new GuidingRisks(Design, _folder);
        string[] conditions = ["0", "25", "50", "100"];
        Dictionary<string, HashSet<string>> incomplete = conditions.ToDictionary(c => c, c =>
        {
            risks.Of(c).ShouldNotBeNull();
            CsvTable table = CsvTable.Read(Path.Combine(_folder, $"risks-{c}.csv"));
            int risk = table.Column("risk_percent"), rate = table.Column("risk_missing_rate"), expected = table.Column("risk_expected_percent");
            table.Rows.Count.ShouldBe(60);
            for (int row = 0; row < table.Rows.Count; row++)
            {
                (table.Number(row, risk) is null).ShouldBe(table.Number(row, rate) > 0);
                table.Number(row, expected)!.Value.ShouldBeInRange(0, 100);
                if (table.Number(row, risk) is { } known)
                {
                    table.Number(row, expected)!.Value.ShouldBe(known, 1e-9); // what is known is expected
                }
            }

            return table.Rows.Index().Where(r => table.Number(r.Index, rate) > 0).Select(r => r.Item[0]).ToHashSet();
        });
        incomplete["0"].ShouldBeEmpty();
        incomplete["100"].Count.ShouldBe(60);
        incomplete["25"].Count.ShouldBeInRange(5, 27);
        incomplete["25"].IsProperSubsetOf(incomplete["50"]).ShouldBeTrue();
    }

    public void Dispose() => Directory.Delete(_folder, true);
}
