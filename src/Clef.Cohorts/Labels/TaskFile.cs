using System.Globalization;
using Clef.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Clef.Cohorts.Labels;

/// <summary>
/// Reads task definitions from YAML. An unknown key is an error that names the file and line. Form:
/// <code>
/// tasks:
///   - name: dis_epilepsy
///     group: disease
///     level: session
///     positive: { any: [ { diagnosis: [G40, G41], window: [-365, 30], at-least: 2 }, { finding: seizure } ] }
///     exclude: { diagnosis: [R56] }
///     controls: { match: [age, sex, site, setting], ratio: 1, caliper: 0.2 }
///     minimum-positives: 30
/// </code>
/// </summary>
public static class TaskFile
{
    /// <summary>Reads a file.</summary>
    public static IReadOnlyList<TaskDefinition> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ClefException(path, null, null, "an existing file of task definitions");
        }

        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Reads a text.</summary>
    public static IReadOnlyList<TaskDefinition> Parse(string name, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ClefException(name, $"line {e.Start.Line}", null, $"YAML ({e.Message})", e);
        }

        var reader = new Reader(name);
        YamlNode? root = stream.Documents.Count == 1 ? stream.Documents[0].RootNode : null;
        Dictionary<string, YamlNode> keys = reader.Map(root, "tasks");
        var tasks = reader.List(reader.Need(keys, "tasks", root!)).Select(reader.Task).ToArray();
        return tasks.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ClefException(name, "name", twice.Key, "each task once")
            : tasks;
    }

    private sealed class Reader(string file)
    {
        public TaskDefinition Task(YamlNode node)
        {
            Dictionary<string, YamlNode> keys = Map(node, "name", "group", "level", "positive", "exclude", "controls", "minimum-positives");
            string name = Text(Need(keys, "name", node));
            if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) || name[0] == '.')
            {
                throw Wrong(node, "name", name, "letters, digits, '_', '-' and '.'");
            }

            return new(
                name,
                keys.TryGetValue("group", out YamlNode? group) ? Text(group) : "task",
                Rule(Need(keys, "positive", node)),
                keys.TryGetValue("exclude", out YamlNode? exclude) ? Rule(exclude) : null,
                keys.TryGetValue("controls", out YamlNode? controls) ? Controls(controls) : ControlOptions.Default,
                keys.TryGetValue("minimum-positives", out YamlNode? least) ? Whole(least, 1) : 1)
            {
                Level = !keys.TryGetValue("level", out YamlNode? level) ? TaskLevel.Session
                    : Text(level) switch { "session" => TaskLevel.Session, "patient" => TaskLevel.Patient, string odd => throw Wrong(node, "level", odd, "session or patient") },
            };
        }

        private ControlOptions Controls(YamlNode node)
        {
            Dictionary<string, YamlNode> keys = Map(node, "match", "ratio", "caliper");
            string[] match = keys.TryGetValue("match", out YamlNode? m)
                ? (m is YamlSequenceNode { Children.Count: 0 } ? [] : Texts(m))
                : [.. ControlOptions.Default.Match];
            if (match.FirstOrDefault(c => c is not ("age" or "sex" or "site" or "setting")) is { } odd)
            {
                throw Wrong(node, "match", odd, "age, sex, site or setting");
            }

            double caliper = keys.TryGetValue("caliper", out YamlNode? c) ? Number(c) : ControlOptions.Default.Caliper;
            return caliper > 0
                ? new(match, keys.TryGetValue("ratio", out YamlNode? r) ? Whole(r, 1) : 1, caliper)
                : throw Wrong(node, "caliper", caliper, "a number above 0");
        }

        private Rule Rule(YamlNode node)
        {
            Dictionary<string, YamlNode> keys = Map(
                node, "any", "all", "not", "diagnosis", "medication", "event", "finding", "status", "metadata", "equals", "window",
                "at-least", "above", "below");
            string[] heads =
                keys.Keys.Where(k => k is "any" or "all" or "not" or "diagnosis" or "medication" or "event" or "finding" or "metadata")
                .ToArray();
            if (heads.Length != 1)
            {
                throw Wrong(
                    node, "rule", string.Join(", ", heads),
                    "exactly one of any, all, not, diagnosis, medication, event, finding, metadata");
            }

            string head = heads[0];
            string[] allowed = head switch
            {
                "diagnosis" or "medication" or "event" => ["window", "at-least", "above", "below"],
                "finding" => ["status"],
                "metadata" => ["equals", "above", "below"],
                _ => [],
            };
            if (keys.Keys.FirstOrDefault(k => k != head && !allowed.Contains(k)) is { } stray)
            {
                throw Wrong(node, head, stray, allowed.Length == 0 ? "no other key" : $"beside it only {string.Join(", ", allowed)}");
            }

            YamlNode value = keys[head];
            double? above = keys.TryGetValue("above", out YamlNode? a) ? Number(a) : null;
            double? below = keys.TryGetValue("below", out YamlNode? b) ? Number(b) : null;
            switch (head)
            {
                case "any": return new AnyRule(List(value).Select(Rule).ToArray());
                case "all": return new AllRule(List(value).Select(Rule).ToArray());
                case "not": return new NotRule(Rule(value));
                case "finding":
                    string status = keys.TryGetValue("status", out YamlNode? s) ? Text(s) : "present";
                    return status is "present" or "absent" or "possible"
                        ? new FindingRule(Text(value), status)
                        : throw Wrong(node, "status", status, "present, absent or possible");
                case "metadata":
                    string[] values = keys.TryGetValue("equals", out YamlNode? e) ? Texts(e) : [];
                    return values.Length > 0 != (above is not null || below is not null)
                        ? new MetadataRule(Text(value), values, above, below)
                        : throw Wrong(node, "metadata", Text(value), "either 'equals' or 'above'/'below'");
                default:
                    (double? from, double? to) = keys.TryGetValue("window", out YamlNode? w) ? Window(w) : (null, null);
                    EventKind kind =
                        head switch { "diagnosis" => EventKind.Diagnosis, "medication" => EventKind.Medication, _ => EventKind.Event };
                    return new EventRule(
                        kind, Texts(value), from, to, keys.TryGetValue("at-least", out YamlNode? n) ? Whole(n, 1) : 1, above, below);
            }
        }

        /// <summary>Days from and to; <c>null</c> or <c>~</c> for no limit.</summary>
        private (double?, double?) Window(YamlNode node)
        {
            YamlNode[] ends = List(node).ToArray();
            double?[] limits = ends.Select(e => Text(e) is "null" or "~" or "" ? null : (double?)Number(e)).ToArray();
            return limits.Length == 2 && !(limits[0] > limits[1])
                ? (limits[0], limits[1])
                : throw Wrong(node, "window", node, "two numbers of days, the first not after the second");
        }

        public Dictionary<string, YamlNode> Map(YamlNode? node, params string[] allowed)
        {
            if (node is not YamlMappingNode map)
            {
                throw Wrong(node, "content", node?.NodeType.ToString(), $"keys ({string.Join(", ", allowed)})");
            }

            var keys = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
            foreach ((YamlNode key, YamlNode value) in map.Children)
            {
                string name = Text(key);
                keys[name] = allowed.Contains(name) ? value : throw Wrong(key, "key", name, $"one of {string.Join(", ", allowed)}");
            }

            return keys;
        }

        public IEnumerable<YamlNode> List(YamlNode node) =>
            node is YamlSequenceNode { Children.Count: > 0 } list
                ? list.Children
                : throw Wrong(node, "content", node.NodeType.ToString(), "a list that is not empty");

        public YamlNode Need(Dictionary<string, YamlNode> keys, string name, YamlNode at) =>
            keys.TryGetValue(name, out YamlNode? value) ? value : throw Wrong(at, name, null, "this key");

        private string Text(YamlNode node) =>
            node is YamlScalarNode { Value: { } value } ? value : throw Wrong(node, "content", node.NodeType.ToString(), "a single value");

        private string[] Texts(YamlNode node) => node is YamlScalarNode ? [Text(node)] : List(node).Select(Text).ToArray();

        private double Number(YamlNode node) =>
            double.TryParse(Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw Wrong(node, "content", Text(node), "a number");

        private int Whole(YamlNode node, int least) =>
            Number(node) is double value && value >= least && value == Math.Floor(value) && value < int.MaxValue
                ? (int)value
                : throw Wrong(node, "content", Text(node), $"a whole number from {least}");

        private ClefException Wrong(YamlNode? node, string field, object? value, string expected) =>
            new($"{file}, line {node?.Start.Line ?? 1}", field, value, expected);
    }
}
