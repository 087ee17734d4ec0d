using Clef.Clinical.Codes;
using Clef.Clinical.Reports.Findings;
using Clef.Cohorts.Labels;
using Clef.Core;
using Clef.Datasets;
using Clef.Evaluation.Suites;

namespace Clef.Evaluation.Tests.Suites;

public class SuiteTests
{
    private static readonly Suite Eeg = SuiteFile.Read("eeg234");

    [Fact]
    public void The_eeg_suite_has_234_tasks_in_three_groups_and_says_whose_they_are()
    {
        Eeg.Tasks.Count.ShouldBe(234);
        Eeg.Tasks.Select(t => t.Name).Distinct().Count().ShouldBe(234);
        Eeg.Tasks.GroupBy(t => t.Group).Select(g => (g.Key, g.Count())).ShouldBe([("disease", 93), ("medication", 80), ("finding", 61)]);
        Eeg.Description.ShouldContain("Clef's instance");
        Eeg.Description.ShouldContain("not published");
    }

    [Fact]
    public void Every_diagnosis_is_in_our_tables_and_a_block_has_all_its_categories()
    {
        foreach (TaskDefinition task in Eeg.Tasks.Where(t => t.Group == "disease"))
        {
            var rule = (EventRule)task.Positive;
            string[] blocks = rule.Codes.Select(c => Icd10.Block(c)?.Code ?? $"{c} is in no block").Distinct().ToArray();
            blocks.Length.ShouldBe(1, $"{task.Name}: {string.Join(", ", blocks)}");
            Icd10.Blocks.Select(b => b.Code).ShouldContain(blocks[0]);
            string named = task.Name.Split('_')[1];
            if (named.Contains('-', StringComparison.Ordinal))
            {
                named.ShouldBe(blocks[0]);
                rule.Codes[0].ShouldBe(named.Split('-')[0]);
                rule.Codes[^1].ShouldBe(named.Split('-')[1]);
            }
            else
            {
                rule.Codes.ShouldBe([named]);
            }
        }
    }

    [Fact]
    public void Every_medication_is_an_atc_code_at_the_depth_that_its_name_shows()
    {
        foreach (TaskDefinition task in Eeg.Tasks.Where(t => t.Group == "medication"))
        {
            string code = ((EventRule)task.Positive).Codes.Single();
            code.ShouldBe(task.Name.Split('_')[1]);
            Atc.Level(code).ShouldNotBeNull(task.Name);
        }

        // Groups and agents are both there.
        Eeg.Tasks.Where(t => t.Group == "medication").Select(t => Atc.Level(((EventRule)t.Positive).Codes[0])!.Value).Distinct().Order().ShouldBe([2, 3, 4, 5]);
    }

    [Fact]
    public void Every_finding_is_in_the_vocabulary()
    {
        foreach (TaskDefinition task in Eeg.Tasks.Where(t => t.Group == "finding"))
        {
            string finding = ((FindingRule)task.Positive).Finding;
            FindingVocabulary.Default.Find(finding).Id.ShouldBe(finding);
            task.Name.ShouldBe("feat_" + finding);
        }
    }

    [Fact]
    public void Later_evidence_takes_a_session_out_and_controls_are_matched_on_four_covariates()
    {
        foreach (TaskDefinition task in Eeg.Tasks)
        {
            task.Controls.Match.ShouldBe(["age", "sex", "site", "setting"]);
            task.MinimumPositives.ShouldBe(20);
            (task.Exclude is AllRule).ShouldBe(task.Group != "finding");
        }
    }

    [Fact]
    public void The_ecg_suite_has_13_classification_and_5_regression_targets_of_7_datasets()
    {
        Suite ecg = SuiteFile.Read("ecg18");
        ecg.Targets.Count(t => t.Group == "classification").ShouldBe(13);
        ecg.Targets.Count(t => t.Group == "regression").ShouldBe(5);
        ecg.Targets.Select(t => t.Dataset).Distinct().Count().ShouldBe(7);
        foreach (DatasetTarget target in ecg.Targets)
        {
            TaskKind kind = DatasetCatalogue.Find(target.Dataset).Tasks.Single(t => t.Name == target.Task).Kind;
            (kind == TaskKind.Regression).ShouldBe(target.Group == "regression");
        }
    }

    [Theory]
    [InlineData("targets:\n  - { name: a, group: b, dataset: ptb-xl, task: nothing }\n", "one of ptb-xl's")]
    [InlineData("targets:\n  - { name: a, group: b, dataset: nowhere, task: all }\n", "one of ptb-xl, chapman")]
    [InlineData("targets:\n  - { name: a, group: b, dataset: ptb-xl, task: all, lead: II }\n", "lead")]
    [InlineData("targets: 3\n", "a list that is not empty")]
    [InlineData("task: 3\n", "task")]
    public void Wrong_suites_are_refused_by_name(string text, string expected) =>
        Should.Throw<ClefException>(() => SuiteFile.Parse("mine.yaml", text)).Message.ShouldContain(expected);

    [Fact]
    public void An_unknown_suite_names_those_that_there_are() =>
        Should.Throw<ClefException>(() => SuiteFile.Read("eeg235")).Message.ShouldContain("ecg-findings, ecg-open, ecg-records, ecg18, eeg-open, eeg234");
}
