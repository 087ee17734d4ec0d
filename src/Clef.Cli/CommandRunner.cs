using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Clef.Core;

namespace Clef.Cli;

/// <summary>Runs a command line and turns its outcome into an exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.</summary>
internal static partial class CommandRunner
{
    // What is sent twice at once (a shell's job and its group) is one wish to stop.
    private const long OneWishMilliseconds = 2000;

    public static int Run(RootCommand root, string[] args)
    {
        ParseResult parsed;
        try
        {
            parsed = root.Parse(args);
        }
        catch (InvalidOperationException e)
        {
            // A validator that asks for a number where there is a word gets this exception from the parser, not an error in its list.
            return WrongUsage([.. args.TakeWhile(a => !a.StartsWith('-')).Take(2)], [e.Message], []);
        }

        string[] path = Path(parsed.CommandResult.Command);
        if (parsed.Errors.Count > 0 && parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command is { Subcommands.Count: > 0, Action: null })
        {
            // An area without a verb, or nothing at all: whoever does not know on gets the list.
            root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = Console.Error });
            return 2;
        }

        List<string> errors = [.. parsed.Errors.Select(Told)
            .Where(m => parsed.UnmatchedTokens.Count == 0 || m.Contains('\'', StringComparison.Ordinal))];
        (string Option, string Error)[] unknown = [.. UnknownOptions(parsed)];
        errors.AddRange(unknown.Where(u => !errors.Any(e => e.Contains($"'{u.Option}'", StringComparison.Ordinal))).Select(u => u.Error));
        if (errors.Count > 0)
        {
            return WrongUsage(path, errors, [.. parsed.UnmatchedTokens.Concat(unknown.Select(u => u.Option)).Distinct()
                .Select(t => Similar(parsed.CommandResult.Command, t)).OfType<string>()]);
        }

        // A command that cannot be asked to stop is ended by the signal itself.
        bool listens = parsed.Action is AsynchronousCommandLineAction;
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration? interrupt = listens ? StopOn(PosixSignal.SIGINT, stop) : null;
        using PosixSignalRegistration? terminate = listens ? StopOn(PosixSignal.SIGTERM, stop) : null;
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(configuration, stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("clef: stopped");
            return 130;
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"clef: {e.Message}");
            if (DiskFull.Explains(e))
            {
                Console.Error.WriteLine("The disk is full. Nothing half-written is left under its own name; make room and give the same command again.");
            }

            return 1;
        }
    }

    private static int WrongUsage(string[] path, List<string> errors, string[] similar)
    {
        foreach (string error in errors)
        {
            Console.Error.WriteLine($"clef: {Plain(error)}");
        }

        if (similar.Length > 0)
        {
            Console.Error.WriteLine($"Did you mean '{string.Join("' or '", similar)}'?");
        }

        Console.Error.WriteLine($"Try '{string.Join(' ', ["clef", .. path, "--help"])}'.");
        return 2;
    }

    /// <summary>The words that lead to a command, without the program's name.</summary>
    private static string[] Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } above ? [.. Path(above), command.Name] : [];

    /// <summary>The command or option that an unknown word was perhaps meant for: at most a third of its letters are otherwise.</summary>
    private static string? Similar(Command command, string word) => command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)
        .Concat(command.Options.Where(o => !o.Hidden).Select(o => o.Name)).Where(n => n.StartsWith('-') == word.StartsWith('-'))
        .Select(n => (Name: n, Distance: Distance(n.TrimStart('-'), word.TrimStart('-'))))
        .Where(n => n.Distance <= Math.Max(1, n.Name.Length / 3)).OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault();

    /// <summary>Levenshtein's distance: letters put in, left out or exchanged.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int before, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                (before, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, before + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }

    /// <summary>An error's message; the parser leaves out which option a wrong choice was given to.</summary>
    private static string Told(ParseError error) =>
        OneOf().IsMatch(error.Message) && (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult) is { } option
            ? $"{option.Option.Name}: {Plain(error.Message)}"
            : error.Message;

    /// <summary>The parser speaks of .NET's types where a value is none; a user is told what was expected.</summary>
    private static string Plain(string error)
    {
        if (OneOf().Match(error) is { Success: true } choice)
        {
            string[] names = [.. choice.Groups["name"].Captures.Select(c => c.Value)];
            return $"'{choice.Groups["value"].Value}'; expected {(names.Length > 1 ? $"{string.Join(", ", names[..^1])} or {names[^1]}" : names[0])}";
        }

        Match unread = UnreadValue().Match(error);
        if (!unread.Success)
        {
            return error;
        }

        string type = unread.Groups["type"].Value;
        string expected = type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
            : type.Contains("Double", StringComparison.Ordinal) ? "a number"
            : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
            : type;
        return $"{unread.Groups["option"].Value}: '{unread.Groups["value"].Value}'; expected {expected}";
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<option>.+)' as expected type '(?<type>.+)'\.$", RegexOptions.Singleline)]
    private static partial Regex UnreadValue();

    [GeneratedRegex(@"^Argument '(?<value>.*)' not recognized\. Must be one of:(?:\s+'(?<name>[^']+)')+\s*$", RegexOptions.Singleline)]
    private static partial Regex OneOf();

    /// <summary>Asks the command to stop at the first signal; a later one ends the process as if nobody listened.</summary>
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop)
    {
        long first = long.MinValue;
        return PosixSignalRegistration.Create(signal, context =>
        {
            long now = Environment.TickCount64;
            Interlocked.CompareExchange(ref first, now, long.MinValue);
            context.Cancel = now - Interlocked.Read(ref first) < OneWishMilliseconds;
            if (context.Cancel)
            {
                stop.Cancel();
            }
        });
    }

    /// <summary>Where a command takes any number of inputs, the parser takes an unknown option for one of them.</summary>
    private static IEnumerable<(string Option, string Error)> UnknownOptions(ParseResult parsed) =>
        parsed.Tokens
            .TakeWhile(t => t.Type != TokenType.DoubleDash)
            .Where(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(t => (t.Value, $"Unknown option '{t.Value}' (an input of that name goes after '--')."));
}
