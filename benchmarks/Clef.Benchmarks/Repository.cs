using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clef.Benchmarks;

/// <summary>The source tree this program was built from, and the machine it runs on.</summary>
internal static class Repository
{
    private static readonly string s_root = Find();

    public static string File(params string[] parts) => Path.Combine([s_root, .. parts]);

    public static string Commit() => Output("git", "-C", s_root, "rev-parse", "--short", "HEAD")
        + (Output("git", "-C", s_root, "status", "--porcelain").Length > 0 ? " with uncommitted changes" : "");

    public static string Hardware()
    {
        string model = System.IO.File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        return $"{model}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}";
    }

    public static string Output(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return text;
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the source tree was not found above the program");
    }
}
