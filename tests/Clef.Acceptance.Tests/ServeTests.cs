using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Clef.Acceptance.Tests;

/// <summary>The service as a user runs it: a process that is started, killed, started again and stopped; and the other commands, which do not load its framework.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-serve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Help_does_not_load_the_web_framework()
    {
        string list = Path.Combine(_folder, "assemblies.txt");
        using Process process = EcgCommandLine.Start(["--help"], ("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (StartupHook.Variable, list));
        string help = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        help.ShouldContain("serve");
        string[] loaded = File.ReadAllLines(list);
        loaded.ShouldContain("System.CommandLine");
        loaded.ShouldNotContain(a => a.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || a.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_options_are_told()
    {
        EcgCommandLine.Outcome beyond = EcgCommandLine.Run("serve", "--data", Path.Combine(_folder, "d"), "--listen", "0.0.0.0:0");
        (beyond.ExitCode, beyond.Error.Contains("bearer token", StringComparison.Ordinal)).ShouldBe((1, true));
        EcgCommandLine.Run("serve", "--models", Path.Combine(_folder, "none")).Error.ShouldContain("a model folder");
        EcgCommandLine.Run("audit", "verify", Path.Combine(_folder, "none")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_killed_service_goes_on_and_stops_when_told()
    {
        EcgCommandLine.Run("simulate", "--patients", "2", "--seed", "3", "--out", Path.Combine(_folder, "in"), "eeg").ExitCode.ShouldBe(0);
        string edf = Directory.EnumerateFiles(Path.Combine(_folder, "in", "recordings"), "*.edf").First();
        string[] arguments = ["serve", "--data", Path.Combine(_folder, "data"), "--listen", "127.0.0.1:0"];
        string id;
        (Process process, Uri address) = await Started(arguments);
        using (process)
        using (var client = new HttpClient { BaseAddress = address })
        {
            using HttpResponseMessage answer = await client.PostAsync("/api/v1/recordings", new ByteArrayContent(await File.ReadAllBytesAsync(edf)));
            id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("recordings")[0].GetProperty("id").GetString()!;
            process.Kill();
            await process.WaitForExitAsync();
        }

        (process, address) = await Started(arguments);
        using (process)
        using (var client = new HttpClient { BaseAddress = address })
        {
            (await client.GetFromJsonAsync<JsonElement>($"/api/v1/recordings/{id}")).GetProperty("channels").GetArrayLength().ShouldBeGreaterThan(10);
            Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
            string rest = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            (process.ExitCode, rest.Contains("stopped", StringComparison.Ordinal)).ShouldBe((0, true));
            // The log names routes, not what was asked for.
            rest.ShouldContain("/api/v1/recordings/{id}");
            rest.ShouldNotContain(id);
        }

        EcgCommandLine.Outcome audit = EcgCommandLine.Run("audit", "verify", Path.Combine(_folder, "data", "audit.jsonl"));
        (audit.ExitCode, audit.Output.Contains("0 lines, intact", StringComparison.Ordinal)).ShouldBe((0, true), audit.Output + audit.Error);
    }

    private static async Task<(Process Process, Uri Address)> Started(string[] arguments)
    {
        Process process = EcgCommandLine.Start(arguments);
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            int at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0)
            {
                return (process, new Uri(line[at..].Split(';')[0]));
            }
        }

        throw new InvalidOperationException("the service ended");
    }
}
