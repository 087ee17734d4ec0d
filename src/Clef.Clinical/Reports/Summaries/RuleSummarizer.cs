namespace Clef.Clinical.Reports.Summaries;

/// <summary>The summary by rules: <see cref="ReportCleaner.Electrographic"/>. Needs no model and no network, and is the default.</summary>
public sealed class RuleSummarizer : IReportSummarizer
{
    /// <inheritdoc/>
    public string Name => "rules";

    /// <inheritdoc/>
    public Task<string> SummarizeAsync(string report, CancellationToken cancellation = default) =>
        Task.FromResult(ReportCleaner.Electrographic(report));
}
