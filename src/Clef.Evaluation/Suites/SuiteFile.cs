using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Clef.Cohorts.Labels;
using Clef.Core;
using Clef.Datasets;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Clef.Evaluation.Suites;

/// <summary>
/// Reads suites: the built-in ones by name (<c>eeg234</c>, <c>ecg18</c>), any other by path. A file has either <c>tasks</c>, in the format of
/// <see cref="TaskFile"/>, or <c>targets</c>, each with <c>name, group, dataset, task</c>. Unknown keys are errors.
/// </summary>
public static class SuiteFile
{
    private const string Prefix = "Clef.Evaluation.Suites.";

    /// <summary>Names of the suites that come with Clef.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = typeof(SuiteFile).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..^".yaml".Length]).Order(StringComparer.Ordinal).ToArray();

    /// <summary>Reads a built-in suite or a file.</summary>
    public static Suite Read(string nameOrPath)
    {
        if (BuiltIn.Contains(nameOrPath))
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{nameOrPath}.yaml")!;
            using var reader = new StreamReader(stream);
            return Parse($"{nameOrPath}.yaml", reader.ReadToEnd());
        }

        return File.Exists(nameOrPath)
            ? Parse(nameOrPath, File.ReadAllText(nameOrPath))
            : throw new ClefException("suite", "name", nameOrPath, $"{string.Join(", ", BuiltIn)} or an existing file");
    }

    /// <summary>Reads a text.</summary>
    public static Suite Parse(string path, string text)
    {
        string name = Path.GetFileNameWithoutExtension(path), digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        bool targets = Root(path, text).Children.ContainsKey(new YamlScalarNode("targets"));
        return new Suite(name, Head(text), digest, targets ? [] : TaskFile.Parse(path, text), targets ? Targets(path, text) : []);
    }

    private static YamlMappingNode Root(string path, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ClefException(path, $"line {e.Start.Line}", null, $"YAML ({e.Message})", e);
        }

        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root ? root
            : throw new ClefException(path, "content", null, "the key tasks or the key targets");
    }

    private static DatasetTarget[] Targets(string path, string text)
    {
        YamlMappingNode root = Root(path, text);
        if (root.Children.Count != 1 || root.Children.Values.Single() is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw new ClefException(path, "targets", null, "this key alone, with a list that is not empty");
        }

        DatasetTarget[] targets = list.Children.Select(node =>
        {
            string at = $"{path}, line {node.Start.Line}";
            Dictionary<string, string> keys = node is YamlMappingNode map
                ? map.Children.ToDictionary(c => (c.Key as YamlScalarNode)?.Value ?? "", c => (c.Value as YamlScalarNode)?.Value ?? "", StringComparer.Ordinal)
                : throw new ClefException(at, "target", null, "keys name, group, dataset, task");
            string[] known = ["name", "group", "dataset", "task"];
            if (keys.Keys.Except(known).FirstOrDefault() is { } odd)
            {
                throw new ClefException(at, "key", odd, $"one of {string.Join(", ", known)}");
            }

            string Need(string key) => keys.TryGetValue(key, out string? value) && value.Length > 0 ? value : throw new ClefException(at, key, null, "a value");
            Dataset dataset = DatasetCatalogue.Find(Need("dataset"));
            string task = Need("task");
            return dataset.Tasks.Any(t => t.Name == task)
                ? new DatasetTarget(Need("name"), Need("group"), dataset.Name, task)
                : throw new ClefException(at, "task", task, $"one of {dataset.Name}'s: {string.Join(", ", dataset.Tasks.Select(t => t.Name))}");
        }).ToArray();
        return targets.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ClefException(path, "name", twice.Key, "each target once") : targets;
    }

    /// <summary>The comment lines at the head, joined; a blank comment line parts paragraphs.</summary>
    private static string Head(string text) =>
        string.Join('\n', text.Split('\n').TakeWhile(l => l.StartsWith('#')).Select(l => l.TrimStart('#').Trim()));
}
