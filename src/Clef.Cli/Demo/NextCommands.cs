namespace Clef.Cli.Demo;

/// <summary>What to try after the demo: three commands, the first of them on what the demo made.</summary>
internal static class NextCommands
{
    /// <summary>The commands, each with what it is for.</summary>
    /// <param name="plan">The demo.</param>
    /// <param name="simulated">Whether the patients were simulated.</param>
    /// <param name="aligned">Whether there is an aligned model with an archive.</param>
    /// <param name="eeg">Whether there is an EEG model.</param>
    /// <param name="ecg">Whether there is an ECG model.</param>
    public static IReadOnlyList<(string Why, string[] Command)> Of(DemoPlan plan, bool simulated, bool aligned, bool eeg, bool ecg)
    {
        string best = aligned ? "eeg/aligned" : eeg ? "eeg/pretrained" : "ecg/pretrained";
        string cohort = !simulated ? "cohort" : best.StartsWith("eeg", StringComparison.Ordinal) ? "eeg/cohort" : "ecg/cohort";
        var commands = new List<(string, string[])>
        {
            (aligned ? "look at the demo's archive in a browser, and search it" : "look at the recordings in a browser, and at what is alike",
                plan.Serve([best], cohort, aligned ? $"aligned={plan.At($"eeg/{DemoPlan.InWords}.parquet")}" : null)),
        };
        if (simulated)
        {
            commands.Add(("the same on your own recordings", ["clef", "demo", "--data", "FOLDER", "--out", "demo-own"]));
        }

        if (eeg)
        {
            commands.Add(("embed one EEG of yours", ["clef", "eeg", "embed", "FILE.edf", "--model", $"{plan.At(best)}/model", "--out", "embedding.csv"]));
        }

        if (ecg && commands.Count < 3)
        {
            commands.Add(("embed one ECG of yours", ["clef", "ecg", "embed", "FILE", "--model", $"{plan.At("ecg/pretrained")}/model", "--out",
                "embedding.csv"]));
        }

        if (commands.Count < 3)
        {
            commands.Add(("with what reports say, where there are some: aligned, asked in words, judged", ["clef", "demo", "--data", "FOLDER", "--metadata",
                "FILE", "--reports", "FILE", "--out", "demo-reports"]));
        }

        return commands;
    }
}
