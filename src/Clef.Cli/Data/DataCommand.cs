using System.CommandLine;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Datasets.Download;

namespace Clef.Cli.Data;

/// <summary>The area <c>clef data</c>: list, check, get.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Public datasets: what is known, whether a folder is complete, and fetching the open ones");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Get());
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "As JSON, with tasks and defects" };
        var command = new Command("list", "List the datasets") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    DatasetCatalogue.All.Select(
                        d => new { d.Name, d.Title, d.Modality, d.Access, d.Licence, d.Source, d.Tasks, d.Defects, d.Remark }),
                    Cohorts.Json.Options));
                return;
            }

            foreach (Dataset d in DatasetCatalogue.All)
            {
                Console.WriteLine($"{d.Name,-14} {d.Modality}  {d.Access switch { DatasetAccess.Open => "open", DatasetAccess.Credentialed => "credentialed", _ => "on request" },-13} {d.Title}");
                Console.WriteLine($"{"",-34}tasks: {string.Join(", ", d.Tasks.Select(t => t.Name))}");
            }
        });
        return command;
    }

    private static Command Check()
    {
        var name = new Argument<string>("name") { Description = "The dataset" };
        var folder = new Argument<string>("dir") { Description = "Its folder, or a zip archive of it" };
        var task = new Option<string?>("--task") { Description = "One task; without it all" };
        var json = new Option<bool>("--json") { Description = "As JSON" };
        var command =
            new Command("check", "Check that a folder is laid out as the dataset is, and count its tasks") { name, folder, task, json };
        command.SetAction(parsed =>
        {
            Dataset dataset = DatasetCatalogue.Find(parsed.GetValue(name)!);
            using SourceFolder source = SourceFolder.OpenPath(parsed.GetValue(folder)!);
            if (DatasetCheck.Missing(dataset, source) is { Count: > 0 } missing)
            {
                throw new ClefException(
                    source.Name, "layout", null,
                    $"{string.Join(", ", missing.Select(m => m.Replace("|", " or ", StringComparison.Ordinal)))}, as in {dataset.Title}");
            }

            TaskCheck[] checks = (parsed.GetValue(task) is { } one ? [one] : dataset.Tasks.Select(t => t.Name))
                .Select(t => DatasetCheck.Run(dataset, source, t))
                .ToArray();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(checks, Cohorts.Json.Options));
            }
            else
            {
                Print(dataset, checks);
            }

            return checks.Any(c => c.Problems.Count > 0) ? 1 : 0;
        });
        return command;
    }

    private static void Print(Dataset dataset, TaskCheck[] checks)
    {
        Console.WriteLine(dataset.Title);
        foreach (TaskCheck c in checks)
        {
            Console.WriteLine(
                $"{c.Task}: {c.Items} items of {c.Patients} persons ({string.Join(", ", c.Splits.Select(s => $"{s.Key} {s.Value}"))})");
            Console.WriteLine(c.Classes.Count == 0 ? "  a number" : $"  {string.Join(", ", c.Classes.Select(k => $"{k.Key} {k.Value}"))}");
            foreach ((string reason, int count) in c.LeftOut)
            {
                Console.WriteLine($"  left out: {count} {reason}");
            }

            foreach ((string defect, int count) in c.Corrected)
            {
                Console.WriteLine($"  corrected: {defect} ({count}): {dataset.Defects.First(d => d.Name == defect).Correction}");
            }

            foreach (string problem in c.Problems)
            {
                Console.WriteLine($"  PROBLEM: {problem}");
            }
        }
    }

    private static Command Get()
    {
        var name = new Argument<string>("name") { Description = "The dataset" };
        var folder = new Argument<string>("dir") { Description = "Where its files go; a download that was stopped goes on" };
        var only = new Option<string?>("--only") { Description = "Only files whose name contains this text" };
        var from = new Option<string?>("--from") { Description = "The address of a mirror, ending in '/'" };
        var command =
            new Command("get", "Fetch an open dataset: resumable, checked by digest, one file at a time") { name, folder, only, from };
        command.SetAction(async (parsed, cancellation) =>
        {
            Dataset dataset = DatasetCatalogue.Find(parsed.GetValue(name)!);
            string? address = parsed.GetValue(from) ?? dataset.Root?.ToString();
            if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out Uri? root) || !address.EndsWith('/'))
            {
                throw new ClefException(
                    dataset.Name, "address", parsed.GetValue(from),
                    $"a dataset that can be fetched file by file (this one is had from {dataset.Source}), or a mirror's address that ends in '/'");
            }

            using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
            string? part = parsed.GetValue(only);
            DownloadSummary done = await new DatasetDownloader(client, new DownloadOptions()).Get(
                root,
                dataset.DigestList,
                parsed.GetValue(folder)!,
                part is null ? null : f => f.Contains(part, StringComparison.Ordinal),
                (files, all, bytes) => Console.Error.WriteLine($"clef: {files} of {all} files, {bytes / 1e6:F1} MB"),
                cancellation);
            Console.WriteLine($"{done.Files} files: {done.Present} were there, {done.Fetched} fetched, {done.Bytes / 1e6:F1} MB, {done.Resumed} times resumed");
        });
        return command;
    }
}
