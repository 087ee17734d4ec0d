namespace Clef.Clinical.Reports.Summaries;

/// <summary>Makes the text of a report that the EEG model is aligned with: its electrographic content, cleaned.</summary>
public interface IReportSummarizer
{
    /// <summary>What made the summary, for the record beside it: a rule set, or a model and its address.</summary>
    string Name { get; }

    /// <summary>Summarises one report; an empty text where it has no electrographic content.</summary>
    Task<string> SummarizeAsync(string report, CancellationToken cancellation = default);
}
