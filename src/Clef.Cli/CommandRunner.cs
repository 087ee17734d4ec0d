using System.CommandLine;
using Clef.Core;

namespace Clef.Cli;

/// <summary>Runs a command line and turns its outcome into an exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.</summary>
internal static class CommandRunner
{
    public static int Run(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"clef: {error.Message}");
            }

            Console.Error.WriteLine($"Try 'clef {string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')).Take(2))} --help'.");
            return 2;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("clef: stopped");
            return 130;
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"clef: {e.Message}");
            return 1;
        }
    }
}
