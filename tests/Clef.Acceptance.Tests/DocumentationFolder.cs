using System.Diagnostics;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>
/// The folder in which documents' commands run: simulated recordings, tables and records under the names that the documents use. Made once for all
/// documents.
/// </summary>
public sealed class DocumentationFolder : IDisposable
{
    private const int Patients = 40;

    public DocumentationFolder()
    {
        Path = Directory.CreateTempSubdirectory("clef-docs-").FullName;
        Directory.CreateSymbolicLink(At("configs"), System.IO.Path.Combine(Repository.Root, "configs"));
        string program = $"#!/bin/bash\nexec dotnet '{System.IO.Path.Combine(AppContext.BaseDirectory, "clef.dll")}' \"$@\"\n";
        foreach (string name in (string[])["clef", "bin/clef"])
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), program);
        }

        Run(Path, "chmod +x clef bin/clef").ExitCode.ShouldBe(0);

        Simulate("eeg", "--eeg-seconds", "30");
        Simulate("ecg");
        Move("eeg", "");
        Move("ecg", "ecg-");
        string[] people = File.ReadAllLines(At("my-ecg-metadata.csv"));
        string[] columns = people[0].Split(',');
        int session = Array.IndexOf(columns, "session"), patient = Array.IndexOf(columns, "patient"), sex = Array.IndexOf(columns, "sex");
        File.WriteAllLines(At("my-ecg-labels.csv"), people.Skip(1).Select(l => l.Split(','))
            .Select(f => $"{f[session]},{f[patient]},{(f[sex] == "F" ? 1 : 0)}").Prepend("session,patient,female"));
        File.WriteAllText(At("people.csv"), "Age,sex,smoker,SBP,total-cholesterol,hdl\n50,male,1,140,244,54\n61,female,0,131,201,62\n66,male,0,150,190,\n");
        File.WriteAllText(At("report.txt"), "Impression: Abnormal EEG with generalised slowing. No epileptiform discharges were seen.\n");
        if (SharedData.Fixtures is { } fixtures)
        {
            foreach (string file in Directory.GetFiles(System.IO.Path.Combine(fixtures, "net1d-small")))
            {
                File.CreateSymbolicLink(At(System.IO.Path.GetFileName(file)), file);
            }
        }
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A folder for one document's commands, with everything in it that the documents start from.</summary>
    public string For(string document)
    {
        string folder = At($"documents/{document.Replace('/', '-')}");
        Directory.CreateDirectory(folder);
        foreach (string entry in Directory.GetFileSystemEntries(Path).Where(e => System.IO.Path.GetFileName(e) != "documents"))
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(folder, System.IO.Path.GetFileName(entry)), entry);
        }

        return folder;
    }

    /// <summary>Runs a block as a shell does, stopping at the first command that fails.</summary>
    public (int ExitCode, string Said) Run(string folder, string commands)
    {
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", commands])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}", ["OMP_WAIT_POLICY"] = "passive" },
        })!;
        Task<string> error = shell.StandardError.ReadToEndAsync();
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, output + error.Result);
    }

    private void Simulate(string kind, params string[] more)
    {
        EcgCommandLine.Outcome made = EcgCommandLine.Run(["simulate", kind, "--patients", $"{Patients}", "--seed", "3", "--out",
            At($"simulated-{kind}"), .. more]);
        made.ExitCode.ShouldBe(0, made.Error);
    }

    private void Move(string kind, string prefix)
    {
        string from = At($"simulated-{kind}");
        Directory.Move(System.IO.Path.Combine(from, "recordings"), At($"my-{kind}"));
        Directory.Move(System.IO.Path.Combine(from, "records"), At($"my-{prefix}records"));
        File.Move(System.IO.Path.Combine(from, "metadata.csv"), At($"my-{prefix}metadata.csv"));
        File.Move(System.IO.Path.Combine(from, "reports.csv"), At($"my-{prefix}reports.csv"));
    }

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
