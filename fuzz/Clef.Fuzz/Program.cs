using System.Diagnostics;
using System.Globalization;
using System.Text;
using Clef.Fuzz;

// Usage: dotnet run -c Release --project fuzz/Clef.Fuzz -- [--count 10000000] [--seed 1] [--parser NAME] [--set formats.zip] [--out results.md] [--keep FOLDER]
// Runs every parser on that many mutated inputs and writes a table. Findings are kept as files; the exit code is 1 where there is one.
var options = new Dictionary<string, string>();
for (int i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || args[i] is not ("--count" or "--seed" or "--parser" or "--set" or "--out" or "--keep"))
    {
        Console.Error.WriteLine("usage: Clef.Fuzz [--count N] [--seed N] [--parser NAME] [--set formats.zip] [--out FILE] [--keep FOLDER]");
        return 2;
    }

    options[args[i]] = args[i + 1];
}

long count = long.Parse(options.GetValueOrDefault("--count", "10000000"), CultureInfo.InvariantCulture);
ulong seed = ulong.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture);
string keep = options.GetValueOrDefault("--keep", "findings");
IEnumerable<FuzzTarget> targets = Seeds.Built();
if (options.TryGetValue("--set", out string? set))
{
    targets = targets.Concat(Seeds.FromArchive(set));
}

if (options.TryGetValue("--parser", out string? parser))
{
    targets = targets.Where(t => t.Name.Contains(parser, StringComparison.OrdinalIgnoreCase));
}

const double SlowMilliseconds = 50;
var table = new StringBuilder(
    $"Mutation fuzzing, {count} inputs a parser, seed {seed}. Checked: no exception but our own, no allocation beyond twice the input plus {FuzzTarget.FixedBytes >> 20} MB to open and "
    + $"read, no path outside, finite lengths. 'Slow' inputs took more than {SlowMilliseconds} ms in three runs of three.\n\n"
    + "| parser | seeds | inputs | opened | findings | slow | inputs a second | most allocated |\n|---|---|---|---|---|---|---|---|\n");
int found = 0;
foreach (FuzzTarget target in targets)
{
    var mutator = new Mutator(seed);
    long opened = 0, findings = 0, slow = 0, most = 0;
    foreach (FuzzInput input in target.Seeds)
    {
        target.Run(input); // compiled and warm before anything is measured
    }

    var watch = Stopwatch.StartNew();
    for (long i = 0; i < count; i++)
    {
        FuzzInput input = mutator.Make(target.Seeds, i);
        FuzzOutcome outcome = target.Run(input);
        opened += outcome.Opened ? 1 : 0;
        most = Math.Max(most, outcome.Allocated);
        if (outcome.Milliseconds > SlowMilliseconds && target.Run(input).Milliseconds > SlowMilliseconds && target.Run(input).Milliseconds > SlowMilliseconds)
        {
            slow++;
            Console.Error.WriteLine($"slow: {input.Name}: {outcome.Milliseconds:F0} ms");
            input.Save(Path.Combine(keep, $"{target.Name}-slow-{i}"));
        }

        if (outcome.Finding is { } finding)
        {
            findings++;
            if (findings <= 20)
            {
                Console.Error.WriteLine($"finding: {target.Name}: {input.Name}: {finding}");
                input.Save(Path.Combine(keep, $"{target.Name}-{i}"));
            }
        }

        if ((i + 1) % 1_000_000 == 0)
        {
            Console.Error.WriteLine($"{target.Name}: {i + 1} inputs, {(i + 1) / watch.Elapsed.TotalSeconds:F0} a second, {findings} findings");
        }
    }

    found += (int)Math.Min(findings + slow, int.MaxValue / 100);
    table.Append(CultureInfo.InvariantCulture,
        $"| {target.Name} | {target.Seeds.Count} | {count} | {opened} | {findings} | {slow} | {count / watch.Elapsed.TotalSeconds:F0} | {most / 1024} kB |\n");
}

Console.Write(table);
if (options.TryGetValue("--out", out string? path))
{
    File.WriteAllText(path, table.ToString());
}

return found > 0 ? 1 : 0;
