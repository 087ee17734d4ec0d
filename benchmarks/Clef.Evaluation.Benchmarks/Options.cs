using System.Globalization;
using Clef.Core;

/// <summary>The options of a benchmark, <c>--name value</c>.</summary>
internal sealed class Options(string[] arguments)
{
    public string? Text(string name) => Array.IndexOf(arguments, name) is >= 0 and int at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A standard normal number.</summary>
    public static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The repository's folder.</summary>
    public static string Repository()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Clef.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new ClefException("benchmarks", null, null, "to run inside the repository");
    }
}
