using System.CommandLine;

namespace Clef.Cli.Demo;

/// <summary><c>clef demo</c>: the whole of Clef on simulated patients, or on the user's own recordings.</summary>
internal static class DemoCommand
{
    private const string Description =
        """
        See the whole of Clef work in ten minutes, on simulated patients: prepare, train, align, embed, search, benchmark, report.
        Each step is a command of Clef, which is shown, and runs as you would run it. With --data the same is done with your recordings.
        Everything is kept in one folder; a demo that was stopped or killed goes on where it was with the same command.
        With --data, a folder laid out as 'clef simulate' lays out its own (recordings, metadata.csv, reports.csv, records) is taken whole; of
        any other folder all recordings are taken, and reports and records are named by the options. Without reports nothing is aligned.
        """;

    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The demo's folder", DefaultValueFactory = _ => "demo" };
        var quick = new Option<bool>("--quick") { Description = "A smaller one, in two minutes: every step, but little is learnt" };
        var data = new Option<string?>("--data") { Description = "Your recordings, a folder or zip archive, in place of simulated ones" };
        var metadata = new Option<string?>("--metadata") { Description = "With --data: CSV of session, patient, age, sex, start, site, setting" };
        var reports = new Option<string?>("--reports") { Description = "With --data: CSV of session and text" };
        var records = new Option<string?>("--ehr") { Description = "With --data: records, as 'clef cohort build' takes them" };
        var seed = new Option<ulong>("--seed") { Description = "The seed of the simulated patients", DefaultValueFactory = _ => 1UL };
        var smallest = new Option<bool>("--smallest") { Description = "The least that runs, for tests", Hidden = true };
        var command = new Command("demo", Description) { output, quick, data, metadata, reports, records, seed, smallest };
        command.Validators.Add(r =>
        {
            if (r.GetValue(data) is null && (r.GetValue(metadata) ?? r.GetValue(reports) ?? r.GetValue(records)) is not null)
            {
                r.AddError("--metadata, --reports and --ehr go with --data.");
            }
        });
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            DemoSizes sizes = parsed.GetValue(smallest) ? DemoSizes.Smallest : parsed.GetValue(quick) ? DemoSizes.Quick : DemoSizes.Full;
            DemoSources? own = parsed.GetValue(data) is { } folder ? DemoSources.Of(folder, parsed.GetValue(metadata), parsed.GetValue(reports),
                parsed.GetValue(records)) : null;
            string place = Path.TrimEndingDirectorySeparator(parsed.GetValue(output)!);
            return new DemoRun(new DemoPlan(place, sizes, parsed.GetValue(seed)), own).Run(stop);
        }, CancellationToken.None));
        return command;
    }
}
