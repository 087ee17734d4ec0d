using System.Globalization;
using Clef.Clinical.Reports.Findings;
using Clef.Core;

namespace Clef.Clinical.Reports.Evaluation;

/// <summary>What a reader says of one finding in a report.</summary>
/// <param name="Status">Present, possible or absent.</param>
/// <param name="Frequency">The frequency that the report gives, or null where the label gives none.</param>
/// <param name="Location">Side and regions, or null where the label gives none.</param>
public sealed record FindingLabel(FindingStatus Status, FrequencyRange? Frequency, FindingLocation? Location);

/// <summary>A report with its labels. A finding without a label is not mentioned.</summary>
/// <param name="Id">The identifier in the set.</param>
/// <param name="Style">A note on the style.</param>
/// <param name="Line">The line of the file where it starts.</param>
/// <param name="Text">The report.</param>
/// <param name="Labels">Finding to label, with the implications of the vocabulary added.</param>
public sealed record LabelledReport(string Id, string Style, int Line, string Text, IReadOnlyDictionary<string, FindingLabel> Labels)
{
    private static readonly string[] Sides = ["left", "right", "bilateral", "midline"];
    private static readonly string[] Regions = ["frontal", "temporal", "central", "parietal", "occipital"];

    /// <summary>
    /// Reads a set: a file, or all <c>*.txt</c> of a folder. A report starts with <c>=== id style</c>; after its text a line <c>---</c>,
    /// then lines of labels: <c>+</c> present, <c>?</c> possible, <c>-</c> absent, each followed by findings separated by semicolons, a
    /// finding by its place or frequency, as in <c>+ focal-slowing left temporal; posterior-dominant-rhythm 9-10</c>. Lines with # before
    /// the first report are comments.
    /// </summary>
    public static IReadOnlyList<LabelledReport> ReadSet(string path, FindingVocabulary vocabulary)
    {
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.txt").Order(StringComparer.Ordinal)] : [path];
        List<LabelledReport> reports = [.. files.SelectMany(f => ReadFile(f, vocabulary))];
        if (reports.Count == 0)
        {
            throw new ClefException(path, null, null, "at least one labelled report, starting with a line '=== id style'");
        }

        return reports.GroupBy(r => r.Id).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ClefException(path, "report", twice.Key, "an identifier that no other report has")
            : reports;
    }

    private static IEnumerable<LabelledReport> ReadFile(string file, FindingVocabulary vocabulary)
    {
        string[] lines = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n');
        for (int at = 0; at < lines.Length;)
        {
            if (!lines[at].StartsWith("=== ", StringComparison.Ordinal))
            {
                if (lines[at].Trim().Length > 0 && !lines[at].StartsWith('#'))
                {
                    throw new ClefException($"{file}:{at + 1}", null, lines[at], "a line '=== id style' before the report");
                }

                at++;
                continue;
            }

            int next = Array.FindIndex(lines, at + 1, l => l.StartsWith("=== ", StringComparison.Ordinal));
            next = next < 0 ? lines.Length : next;
            int rule = Array.IndexOf(lines, "---", at, next - at);
            if (rule < 0)
            {
                throw new ClefException($"{file}:{at + 1}", null, null, "a line '---' between the report and its labels");
            }

            string[] head = lines[at][4..].Split(' ', 2);
            var labels = new Dictionary<string, FindingLabel>();
            for (int i = rule + 1; i < next; i++)
            {
                ReadLabels(lines[i], $"{file}:{i + 1}", vocabulary, labels);
            }

            Close(labels, vocabulary);
            yield return new LabelledReport(
                head[0], head.ElementAtOrDefault(1) ?? "", at + 1, string.Join('\n', lines[(at + 1)..rule]), labels);
            at = next;
        }
    }

    private static void ReadLabels(string line, string source, FindingVocabulary vocabulary, Dictionary<string, FindingLabel> labels)
    {
        if (line.Trim().Length == 0)
        {
            return;
        }

        FindingStatus status = line[0] switch
        {
            '+' => FindingStatus.Present,
            '?' => FindingStatus.Possible,
            '-' => FindingStatus.Absent,
            _ => throw new ClefException(source, "label", line, "a line that starts with +, ? or -"),
        };
        foreach (string item in line[1..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = item.Split(' ');
            string id = vocabulary.Find(words[0]).Id;
            FindingLabel old = labels.GetValueOrDefault(id) ?? new FindingLabel(status, null, null);
            FrequencyRange? frequency = old.Frequency;
            foreach (string word in words[1..].Where(w => char.IsDigit(w[0])))
            {
                double[] ends =
                    [.. word.Split('-').Select(e => double.TryParse(e, NumberStyles.Float, CultureInfo.InvariantCulture, out double v)
                    ? v
                    : throw new ClefException(source, "frequency", word, "a number or a range of numbers, in Hz"))];
                frequency = new FrequencyRange(ends[0], ends[^1]);
            }

            string? side = words.FirstOrDefault(Sides.Contains);
            string[] regions = [.. words.Where(Regions.Contains).Order(StringComparer.Ordinal)];
            if (words[1..].FirstOrDefault(w => !char.IsDigit(w[0]) && !Sides.Contains(w) && !Regions.Contains(w)) is { } odd)
            {
                throw new ClefException(source, "label", odd, $"one of {string.Join(", ", Sides.Concat(Regions))}, or a frequency");
            }

            labels[id] = new FindingLabel(
                status, frequency, side is null && regions.Length == 0 ? old.Location : new FindingLocation(side, regions));
        }
    }

    /// <summary>
    /// Adds what the labels imply by the vocabulary's definitions (a spike is an epileptiform discharge), unless the reader said otherwise.
    /// </summary>
    private static void Close(Dictionary<string, FindingLabel> labels, FindingVocabulary vocabulary)
    {
        foreach ((string id, FindingLabel label) in labels.Where(l => l.Value.Status >= FindingStatus.Possible).ToList())
        {
            foreach (string implied in vocabulary.Find(id).Implies)
            {
                if (!labels.TryGetValue(implied, out FindingLabel? own) || own.Status < label.Status)
                {
                    labels[implied] = new FindingLabel(label.Status, own?.Frequency, own?.Location);
                }
            }
        }
    }
}
