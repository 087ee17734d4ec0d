namespace Clef.Simulation.Reports;

/// <summary>How a simulated report departs from what is in the recording.</summary>
public enum ReportErrorKind
{
    /// <summary>A finding that is there is not mentioned.</summary>
    Omitted,

    /// <summary>The side is wrong.</summary>
    WrongSide,

    /// <summary>A finding that is not there is reported.</summary>
    Invented,
}

/// <summary>One error of a report; written to the truth file, never to the report.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Finding">The finding concerned.</param>
public sealed record ReportError(ReportErrorKind Kind, string Finding);

/// <summary>A simulated report and the errors made in it on purpose.</summary>
/// <param name="Text">The report.</param>
/// <param name="Errors">Its errors.</param>
public sealed record SimulatedReport(string Text, IReadOnlyList<ReportError> Errors);

/// <summary>How often simulated readers err.</summary>
/// <param name="Omission">Probability that a finding present is left out; artefacts and variants are left out far oftener, as readers do.</param>
/// <param name="WrongSide">Probability that a lateralised finding is given the wrong side.</param>
/// <param name="Invention">Probability, per report, of a finding that is not there.</param>
public sealed record ReportErrorRates(double Omission = 0.04, double WrongSide = 0.015, double Invention = 0.02)
{
    /// <summary>The rates of every cohort unless others are asked for.</summary>
    public static ReportErrorRates Usual { get; } = new();
}
