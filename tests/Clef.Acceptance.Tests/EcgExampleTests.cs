using System.Diagnostics;
using System.Globalization;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>The example program <c>examples/EmbedOneRecord</c> gives the numbers of the command line.</summary>
public sealed class EcgExampleTests(EcgLabelledCohort cohort) : IClassFixture<EcgLabelledCohort>
{
    [FixturesFact]
    public void Three_lines_embed_a_simulated_record()
    {
        string record = Directory.GetFiles(cohort.Recordings, "*.hea").Order(StringComparer.Ordinal).First(), table = Path.Combine(cohort.Model, "table.csv");
        EcgCommandLine.Run("ecg", "embed", record, "--model", cohort.Model, "--out", table).ExitCode.ShouldBe(0);
        float[] expected = [.. File.ReadAllLines(table)[1].Split(',')[^256..].Select(v => float.Parse(v, CultureInfo.InvariantCulture))];

        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EmbedOneRecord.dll"), record, cohort.Model]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        float[] embedding = [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(v => float.Parse(v, CultureInfo.InvariantCulture))];
        embedding.Length.ShouldBe(256);
        embedding.ShouldBe(expected, 1e-6);
    }
}
