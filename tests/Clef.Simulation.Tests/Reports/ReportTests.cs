using Clef.Clinical.Records;
using Clef.Simulation.Ecg;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using Clef.Simulation.Records;
using Clef.Simulation.Reports;

namespace Clef.Simulation.Tests.Reports;

public sealed class ReportTests
{
    private static readonly (SimulatedPatient Patient, EegPlan Plan)[] Sessions =
        [.. Enumerable.Range(0, 400).Select(i => PatientGenerator.Draw(8, i)).Select(p => (p, EegSimulator.Plan(p)))];

    [Fact]
    public void Every_finding_has_sentences_without_a_placeholder_left()
    {
        Enum.GetValues<EegFinding>().ShouldAllBe(f => EegPhrases.Of.ContainsKey(f) && EegPhrases.Of[f].Describe.Length > 0);
        foreach ((SimulatedPatient p, EegPlan plan) in Sessions)
        {
            SimulatedReport report = EegReportWriter.Write(p, plan);
            report.Text.ShouldNotContain("{");
            report.Text.ShouldStartWith("[SIMULATED REPORT");
        }
    }

    [Fact]
    public void Without_errors_a_report_says_what_is_there_and_does_not_deny_it()
    {
        var perfect = new ReportErrorRates(0, 0, 0);
        int seizures = 0;
        foreach ((SimulatedPatient p, EegPlan plan) in Sessions)
        {
            string text = EegReportWriter.Write(p, plan, perfect).Text;
            bool seizure = plan.Findings.Any(f => f.Finding is EegFinding.FocalSeizure or EegFinding.AbsenceSeizure);
            bool denied = new[] { "No electrographic seizures were recorded", "No seizures were captured", "There were no clinical or electrographic seizures" }.Any(text.Contains);
            (seizure && denied).ShouldBeFalse();
            seizures += seizure ? 1 : 0;
            if (plan.Findings.Any(f => f.Finding == EegFinding.BurstSuppression))
            {
                text.ToLowerInvariant().Replace('-', ' ').ShouldContain("burst suppression");
            }
        }

        seizures.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Errors_occur_at_about_the_stated_rates_and_are_flagged()
    {
        int major = 0, omitted = 0, invented = 0;
        foreach ((SimulatedPatient p, EegPlan plan) in Sessions)
        {
            SimulatedReport report = EegReportWriter.Write(p, plan);
            string[] graded = ["GeneralisedSlowing", "FocalSlowing", "FocalSpikes", "PosteriorRhythm", "ExcessBeta", "Sleep"];
            major += plan.Findings.Count(f => graded.Contains(f.Finding.ToString()));
            omitted += report.Errors.Count(e => e.Kind == ReportErrorKind.Omitted && graded.Contains(e.Finding));
            invented += report.Errors.Count(e => e.Kind == ReportErrorKind.Invented);
        }

        ((double)omitted / major).ShouldBe(ReportErrorRates.Usual.Omission, 0.025);
        invented.ShouldBeInRange(1, 20);
    }

    [Fact]
    public void ECG_readings_name_their_findings()
    {
        SimulatedPatient p = PatientGenerator.Draw(8, 3);
        EcgRecord record = EcgSimulator.Simulate(p, EcgPhenomenon.Named("ecg-af").Change(EcgPhenomenon.Healthy), 10);
        SimulatedReport report = EcgReportWriter.Write(p, record, new ReportErrorRates(0, 0, 0));
        report.Text.ShouldContain("Atrial fibrillation");
        report.Text.ShouldContain("SIMULATED");
        report.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Records_hold_the_causes_with_small_gaps_and_never_after_the_recording()
    {
        int conditions = 0, coded = 0;
        foreach ((SimulatedPatient p, _) in Sessions)
        {
            IReadOnlyList<PatientEvent> events = RecordWriter.Events(p);
            conditions += p.Conditions.Count;
            coded += p.Conditions.Count(c => events.Any(e => e.Code == "ICD10CM/" + c.Code));
            events.Where(e => e.Code.StartsWith("ATC/", StringComparison.Ordinal)).ShouldAllBe(e => e.Time <= p.RecordedAt);
            events.Count(e => e.Code.StartsWith("SEX/", StringComparison.Ordinal)).ShouldBe(1);
            events.Where(e => e.Time is not null).Min(e => e.Time).ShouldBe(events.Single(e => e.Code == EventCodes.Birth).Time);
        }

        ((double)coded / conditions).ShouldBe(1 - RecordWriter.UncodedDiagnosis, 0.03);
    }
}
