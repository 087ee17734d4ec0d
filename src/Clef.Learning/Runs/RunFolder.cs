using System.Text.Json;
using Clef.Core;
using Clef.Learning.Configuration;

namespace Clef.Learning.Runs;

/// <summary>
/// The folder of one training run: <c>config.json</c> and, to be read by people and given to a run again, <c>settings.yaml</c>, <c>environment.json</c>, <c>metrics.jsonl</c>, TensorBoard events, <c>checkpoints/step-N/</c>,
/// <c>latest</c> (a file that names the newest whole checkpoint), <c>card.md</c>, <c>log.txt</c>. Whatever is replaced is replaced atomically.
/// </summary>
public sealed class RunFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Opens or creates the folder.</summary>
    public RunFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
    }

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>The newest whole checkpoint's folder, or null where there is none.</summary>
    public string? Latest
    {
        get
        {
            string pointer = File("latest");
            return System.IO.File.Exists(pointer) ? System.IO.Path.Combine(Path, "checkpoints", System.IO.File.ReadAllText(pointer).Trim()) : null;
        }
    }

    /// <summary>A file's path within the run.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Records the settings. A run that was begun with other settings is not gone on with: the error names the first setting that differs.
    /// </summary>
    public void Begin<T>(T settings) where T : class
    {
        string text = JsonSerializer.Serialize(settings, Json);
        string file = File("config.json");
        if (System.IO.File.Exists(file) && Latest is not null)
        {
            string former = System.IO.File.ReadAllText(file);
            if (former != text)
            {
                (string was, string now) = former.Split('\n').Zip(text.Split('\n')).FirstOrDefault(l => l.First != l.Second);
                throw new ClefException(file, "setting", was?.Trim() ?? "(more settings)", $"{now?.Trim() ?? "(fewer settings)"}, as this run is now asked for; give another run name, or the same settings to resume");
            }

            return;
        }

        AtomicFile.WriteText(File("settings.yaml"), ConfigFile.Write(settings));
        AtomicFile.WriteText(file, text);
    }

    /// <summary>Writes an object as JSON, for <c>environment.json</c> and the like.</summary>
    public void WriteJson<T>(string name, T value) => AtomicFile.WriteText(File(name), JsonSerializer.Serialize(value, Json));

    /// <summary>
    /// Writes a checkpoint into a folder of its own and only then points <c>latest</c> at it, so that a run killed at any moment finds a whole one.
    /// Older checkpoints beyond <paramref name="keep"/> are removed.
    /// </summary>
    public void WriteCheckpoint(long step, Action<string> write, int keep = 2)
    {
        string name = FormattableString.Invariant($"step-{step}");
        string folder = System.IO.Path.Combine(Path, "checkpoints", name), temporary = folder + ".tmp";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, true);
        }

        Directory.CreateDirectory(temporary);
        write(temporary);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, true);
        }

        Directory.Move(temporary, folder);
        AtomicFile.WriteText(File("latest"), name);
        foreach (string old in Checkpoints().Where(c => c != folder).SkipLast(Math.Max(0, keep - 1)))
        {
            Directory.Delete(old, true);
        }
    }

    /// <summary>All whole checkpoints, oldest first.</summary>
    public IReadOnlyList<string> Checkpoints() => Directory.EnumerateDirectories(System.IO.Path.Combine(Path, "checkpoints"), "step-*")
        .Where(d => !d.EndsWith(".tmp", StringComparison.Ordinal))
        .OrderBy(d => long.Parse(System.IO.Path.GetFileName(d)["step-".Length..], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
}
