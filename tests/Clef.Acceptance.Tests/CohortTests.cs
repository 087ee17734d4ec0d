using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Cohorts on the command line: simulated patients from the signals to the leakage check, leaks planted among them, and a build that is killed.</summary>
public sealed class CohortTests : IDisposable
{
    private const string Tasks = """
        tasks:
          - name: site_of_recording
            positive: { metadata: site, equals: [SIM-A] }
            controls: { match: [] }
          - name: later_disease
            positive: { any: [ { diagnosis: [I, E, G, F], window: [1, 36500] } ] }
            controls: { match: [] }
          - name: slow
            group: finding
            positive: { finding: generalized-slowing }
            controls: { match: [age, sex] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-cohort-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Simulated => Path.Combine(_folder, "simulated");

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void SimulatedPatientsGoFromSignalsToACleanCheck()
    {
        Simulate("both", 24);
        Build("cohort");
        Run("cohort", "split", At("cohort"), "--stratify", "sex", "--external-site", "SIM-X").Output.ShouldContain("external");
        File.WriteAllText(At("tasks.yaml"), Tasks);
        JsonElement labels = Json(Run("cohort", "label", At("cohort"), "--tasks", At("tasks.yaml"), "--json"));
        labels.GetArrayLength().ShouldBe(3);
        foreach (JsonElement task in labels.EnumerateArray().Where(t => t.GetProperty("skipped").ValueKind == JsonValueKind.Null))
        {
            task.GetProperty("positives").GetInt32().ShouldBeGreaterThan(0);
        }

        Directory.GetFiles(Path.Combine(At("cohort"), "labels"), "*.parquet").ShouldNotBeEmpty();
        JsonElement check = Json(EcgCommandLine.Run("cohort", "check", At("cohort"), "--json"));
        Level(check, "patients in splits").ShouldBe("passed");
        Level(check, "patients in two splits, by signal").ShouldBe("passed");
        Level(check, "duplicate recordings").ShouldBe("passed");
        Level(check, "times").ShouldBe("passed");
        Level(check, "giveaways of site_of_recording").ShouldNotBe("passed");

        // Built and split anew, everything is as before.
        byte[] splits = File.ReadAllBytes(Path.Combine(At("cohort"), "splits.csv"));
        Build("cohort");
        Run("cohort", "split", At("cohort"), "--stratify", "sex", "--external-site", "SIM-X");
        File.ReadAllBytes(Path.Combine(At("cohort"), "splits.csv")).ShouldBe(splits);
    }

    [Fact]
    public void PlantedLeaksAreFound()
    {
        Simulate("ecg", 30);
        string metadata = Path.Combine(Simulated, "metadata.csv"), recordings = Path.Combine(Simulated, "recordings");
        List<string> rows = [.. File.ReadAllLines(metadata)];
        string[] original = [.. rows];

        // The recordings of six patients come again under other names; one more patient is only written differently; one recording is flat in neither.
        for (int i = 1; i <= 6; i++)
        {
            string old = $"sim-{i:000000}", name = $"other-{i:000000}";
            foreach (string file in Directory.GetFiles(recordings, $"{old}-ecg.*"))
            {
                string copy = Path.Combine(recordings, Path.GetFileName(file).Replace(old, name, StringComparison.Ordinal));
                if (file.EndsWith(".hea", StringComparison.Ordinal))
                {
                    File.WriteAllText(copy, File.ReadAllText(file).Replace(old, name, StringComparison.Ordinal));
                }
                else
                {
                    File.Copy(file, copy);
                }
            }

            rows.Add(original[i].Replace(old, name, StringComparison.Ordinal));
        }

        rows[7] = rows[7].Replace(",sim-000007,", ",SIM 8,", StringComparison.Ordinal);
        rows[8] = rows[8].Replace(",sim-000008,", ",sim-8,", StringComparison.Ordinal);

        // Recordings move to 1990, so that what the records hold comes after them.
        int start = Array.IndexOf(rows[0].Split(','), "start");
        for (int i = 10; i < 30; i++)
        {
            string[] fields = rows[i].Split(',');
            fields[start] = "1990" + fields[start][4..];
            rows[i] = string.Join(',', fields);
        }

        File.WriteAllLines(metadata, rows);
        Build("cohort");
        Run("cohort", "split", At("cohort"), "--shares", "train=0.5,test=0.5", "--seed", "3");
        File.WriteAllText(At("tasks.yaml"), Tasks);
        Run("cohort", "label", At("cohort"), "--tasks", At("tasks.yaml"));
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("cohort", "check", At("cohort"), "--tasks", At("tasks.yaml"), "--json");
        outcome.ExitCode.ShouldBe(1);
        JsonElement check = Json(outcome);
        Level(check, "duplicate recordings").ShouldBe("failed");
        Items(check, "duplicate recordings").Length.ShouldBe(6);
        Level(check, "patients in two splits, by signal").ShouldBe("failed");
        Items(check, "patients in two splits, by signal").ShouldAllBe(i => i.Contains("other-", StringComparison.Ordinal) && i.Contains("the same samples", StringComparison.Ordinal));
        Level(check, "patient names").ShouldNotBe("passed");
        Items(check, "patient names").ShouldHaveSingleItem().ShouldContain("SIM 8");
        Level(check, "giveaways of site_of_recording").ShouldNotBe("passed");
        Level(check, "evidence of later_disease").ShouldBe("warning");
        Items(check, "evidence of later_disease").ShouldContain(i => i.Contains("days after", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("recording length")]
    [InlineData("file order")]
    [InlineData(null)]
    public void WhatLengthOrFileOrderGivesAwayIsFound(string? leak)
    {
        var random = new Random(11);
        var metadata = new List<string> { "session,patient,age,sex,group" };
        Directory.CreateDirectory(At("recordings"));
        int[] shuffled = [.. Enumerable.Range(0, 80)];
        random.Shuffle(shuffled);
        for (int i = 0; i < 80; i++)
        {
            bool ill = i % 2 == 0;
            string name = leak == "file order" ? $"{(ill ? 'a' : 'b')}{i:00}" : $"r{shuffled[i]:00}";
            double seconds = 8 + (4 * random.NextDouble()) + (leak == "recording length" && ill ? 3 : 0); // the classes overlap
            WriteWfdb(name, (int)(250 * seconds), random);
            metadata.Add($"{name},p{i:00},{random.Next(30, 80)},{(random.Next(2) == 0 ? "F" : "M")},{(ill ? "ill" : "well")}");
        }

        File.WriteAllLines(At("metadata.csv"), metadata);
        File.WriteAllText(At("tasks.yaml"), "tasks:\n  - name: illness\n    positive: { metadata: group, equals: [ill] }\n    controls: { match: [] }\n");
        Run("cohort", "build", "--recordings", At("recordings"), "--metadata", At("metadata.csv"), "--out", At("cohort"));
        Run("cohort", "split", At("cohort"));
        Run("cohort", "label", At("cohort"), "--tasks", At("tasks.yaml"));
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("cohort", "check", At("cohort"), "--json");
        JsonElement check = Json(outcome);
        Level(check, "giveaways of illness").ShouldBe(leak is null ? "passed" : "failed");
        outcome.ExitCode.ShouldBe(leak is null ? 0 : 1);
        string[] given = [.. Items(check, "giveaways of illness").Where(i => i.EndsWith("gives the label away", StringComparison.Ordinal)).Select(i => i.Split(':')[0])];
        given.ShouldBe(leak is null ? [] : [leak]);
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void AKilledBuildGoesOnAndEndsAsIfItHadNotBeenKilled()
    {
        string ludb = Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"), journal = Path.Combine(At("killed"), "scan.jsonl");
        using (Process build = EcgCommandLine.Start(["cohort", "build", "--recordings", ludb, "--out", At("killed"), "--parallel", "1"]))
        {
            while (!build.HasExited && !(File.Exists(journal) && new FileInfo(journal).Length > 5_000))
            {
                Thread.Sleep(5);
            }

            build.Kill();
            build.WaitForExit();
        }

        File.Exists(Path.Combine(At("killed"), "cohort.json")).ShouldBeFalse();
        EcgCommandLine.Run("cohort", "split", At("killed")).ExitCode.ShouldBe(1);
        File.AppendAllText(journal, "{\"File\":\"torn");
        EcgCommandLine.Outcome resumed = Run("cohort", "build", "--recordings", ludb, "--out", At("killed"));
        resumed.Output.ShouldContain("136 sessions");
        Run("cohort", "build", "--recordings", ludb, "--out", At("whole"));
        foreach (string path in Directory.GetFiles(At("whole")).Where(p => !p.EndsWith("scan.jsonl", StringComparison.Ordinal)))
        {
            File.ReadAllBytes(Path.Combine(At("killed"), Path.GetFileName(path))).ShouldBe(File.ReadAllBytes(path), Path.GetFileName(path));
        }
    }

    [RecordingsFact("ehr-synthea-fhir.zip")]
    public void FhirRecordsOfStrangersAreCountedNotKept()
    {
        Simulate("ecg", 4);
        EcgCommandLine.Outcome built = Run(
            "cohort", "build", "--recordings", Path.Combine(Simulated, "recordings"), "--metadata", Path.Combine(Simulated, "metadata.csv"),
            "--ehr", Path.Combine(SharedData.Recordings!, "ehr-synthea-fhir.zip"), "--out", At("cohort"));
        built.Output.ShouldContain("4 sessions of 4 patients, 0 reports, 0 events");
        File.ReadAllText(Path.Combine(At("cohort"), "rejected.csv")).ShouldContain("no recording in the cohort");
    }

    [Fact]
    public void WrongInputIsNamed()
    {
        Refused(1, "nowhere", "cohort", "build", "--recordings", At("nowhere"), "--out", At("cohort"));
        Refused(2, "--out", "cohort", "build", "--recordings", _folder);
        Refused(1, "cohort", "cohort", "split", _folder);
        File.WriteAllText(At("meta.csv"), "patient,age\nA,4\n");
        Refused(1, "session", "cohort", "build", "--recordings", _folder, "--metadata", At("meta.csv"), "--out", At("cohort"));
        Refused(1, "no-reports", "cohort", "build", "--recordings", _folder, "--reports", At("no-reports.csv"), "--out", At("cohort"));
        Directory.Exists(At("cohort")).ShouldBeFalse();
        Directory.CreateDirectory(At("nothing"));
        Refused(1, "at least one", "cohort", "build", "--recordings", At("nothing"), "--out", At("cohort"));
        Directory.Exists(At("cohort")).ShouldBeFalse();
        Simulate("ecg", 3);
        Refused(1, "FHIR R4", "cohort", "build", "--recordings", Path.Combine(Simulated, "recordings"), "--ehr", Path.Combine(Simulated, "metadata.csv"), "--out", At("other"));
        Build("cohort");
        Refused(1, "train", "cohort", "split", At("cohort"), "--shares", "train");
        Refused(1, "colour", "cohort", "split", At("cohort"), "--stratify", "colour");
        File.WriteAllText(At("tasks.yaml"), "tasks:\n  - name: a\n    positive: { diagnosis: [G40], windw: [0, 1] }\n");
        EcgCommandLine.Outcome task = Refused(1, "windw", "cohort", "label", At("cohort"), "--tasks", At("tasks.yaml"));
        task.Error.ShouldContain("line 3");
        Directory.Exists(Path.Combine(At("cohort"), "labels")).ShouldBeFalse();
    }

    /// <summary>Writes one lead of a random walk as WFDB format 16, 250 Hz.</summary>
    private void WriteWfdb(string name, int samples, Random random)
    {
        var bytes = new byte[2 * samples];
        short value = 0, sum = 0, first = 0;
        for (int i = 0; i < samples; i++)
        {
            value = (short)(Math.Clamp(value + random.Next(-40, 41), -4000, 4000));
            first = i == 0 ? value : first;
            sum += value;
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), value);
        }

        File.WriteAllBytes(Path.Combine(At("recordings"), $"{name}.dat"), bytes);
        File.WriteAllText(Path.Combine(At("recordings"), $"{name}.hea"), $"{name} 1 250 {samples}\n{name}.dat 16 200/mV 16 0 {first} {sum} 0 II\n");
    }

    private void Simulate(string kind, int patients) =>
        Run("simulate", kind, "--patients", $"{patients}", "--seed", "5", "--eeg-seconds", "60", "--out", Simulated);

    private void Build(string name) => Run(
        "cohort", "build", "--recordings", Path.Combine(Simulated, "recordings"), "--metadata", Path.Combine(Simulated, "metadata.csv"),
        "--reports", Path.Combine(Simulated, "reports.csv"), "--ehr", Path.Combine(Simulated, "records"), "--out", At(name));

    private static EcgCommandLine.Outcome Run(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(0, $"clef {string.Join(' ', arguments)}: {outcome.Error}{outcome.Output}");
        return outcome;
    }

    private static EcgCommandLine.Outcome Refused(int exit, string words, params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(exit, outcome.Error + outcome.Output);
        outcome.Error.ShouldContain(words);
        return outcome;
    }

    private static JsonElement Json(EcgCommandLine.Outcome outcome) => JsonDocument.Parse(outcome.Output).RootElement;

    private static JsonElement Result(JsonElement check, string name) => check.EnumerateArray().Single(r => r.GetProperty("check").GetString() == name);

    private static string? Level(JsonElement check, string name) => Result(check, name).GetProperty("level").GetString();

    private static string[] Items(JsonElement check, string name) => [.. Result(check, name).GetProperty("items").EnumerateArray().Select(i => i.GetString()!)];
}
