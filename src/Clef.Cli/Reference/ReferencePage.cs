using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Clef.Cli.Reference;

/// <summary>Help as Markdown: a section for each command, in the order that help lists them.</summary>
internal static class ReferencePage
{
    // Their default is the number of processors, and the page is the same on every machine.
    private static readonly string[] s_processors = ["--parallel", "--threads", "--workers"];

    /// <summary>The page of a command line.</summary>
    public static string Of(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append("# Every command\n\nMade by `clef reference --out docs/reference/cli.md`; a test holds that it is current. Exit codes: 0 done, 1 " +
            "failed, 2 wrong usage, 130 interrupted.\n\n");
        List<(string Name, Command Command)> all = [.. root.Subcommands.SelectMany(c => Below("clef", c))];
        foreach ((string name, Command command) in all)
        {
            page.Append(CultureInfo.InvariantCulture, $"* [{name}](#{name.Replace(' ', '-')})\n");
        }

        foreach ((string name, Command command) in all)
        {
            Section(page, name, command);
        }

        return page.ToString();
    }

    private static IEnumerable<(string Name, Command Command)> Below(string above, Command command)
    {
        if (command.Hidden)
        {
            yield break;
        }

        string name = $"{above} {command.Name}";
        yield return (name, command);
        foreach ((string, Command) inner in command.Subcommands.SelectMany(c => Below(name, c)))
        {
            yield return inner;
        }
    }

    private static void Section(StringBuilder page, string name, Command command)
    {
        Option[] options = [.. command.Options.Where(o => !o.Hidden)];
        Argument[] arguments = [.. command.Arguments.Where(a => !a.Hidden)];
        page.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{command.Description?.Trim()}\n");
        if (command.Action is null)
        {
            return;
        }

        string needed = string.Concat(options.Where(o => o.Required).Select(o => $" {o.Name} {Value(o)}"));
        string rest = options.Any(o => !o.Required) ? " [options]" : "";
        page.Append(CultureInfo.InvariantCulture, $"\n```text\n{name}{string.Concat(arguments.Select(Placeholder))}{needed}{rest}\n```\n");
        if (arguments.Length + options.Length == 0)
        {
            return;
        }

        page.Append("\n| | what | default |\n| --- | --- | --- |\n");
        foreach (Argument argument in arguments)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{Named(argument)}` | {Cell(argument.Description)}{Choices(argument.ValueType)} | " +
                $"{Default(argument.HasDefaultValue, argument.GetDefaultValue)} |\n");
        }

        foreach (Option option in options)
        {
            string usual = option.ValueType == typeof(bool) ? ""
                : s_processors.Contains(option.Name) ? "all processors"
                : Default(option.HasDefaultValue, option.GetDefaultValue);
            page.Append(CultureInfo.InvariantCulture, $"| `{option.Name}`{(option.Required ? " (needed)" : "")} | {Cell(option.Description)} | {usual} |\n");
        }
    }

    private static string Placeholder(Argument argument)
    {
        string name = Named(argument);
        string one = argument.Arity.MaximumNumberOfValues > 1 ? $"{name}..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{one}]" : $" {one}";
    }

    private static string Named(Argument argument) => argument.Name.ToUpperInvariant() == argument.Name
        || argument.Name.Contains('=', StringComparison.Ordinal) ? argument.Name : $"<{argument.Name}>";

    private static string Value(Option option) => option.ValueType == typeof(bool) ? "" : option.AllowMultipleArgumentsPerToken ? "VALUE..." : "VALUE";

    private static string Choices(Type type) => type.IsEnum ? $" One of {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}." : "";

    private static string Default(bool has, Func<object?> value) => !has ? "" : value() switch
    {
        null or false => "",
        Array { Length: 0 } => "",
        Array many => Code(string.Join(' ', many.Cast<object>())),
        IFormattable number => Code(number.ToString(null, CultureInfo.InvariantCulture)),
        { } other => Code(other.ToString() ?? ""),
    };

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    /// <summary>Text within a table: no line breaks, no bars.</summary>
    private static string Cell(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Replace("|", "\\|", StringComparison.Ordinal);
}
