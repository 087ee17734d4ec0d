using System.CommandLine;
using System.Diagnostics;
using Clef.Core;

namespace Clef.Cli.Demo;

/// <summary>Runs steps as commands within this process: what they print is kept, what they tell on stderr is shown live.</summary>
internal sealed class StepRunner(LiveLine live, TextWriter log)
{
    /// <summary>Runs one.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop; what it saved, it goes on from.</exception>
    /// <exception cref="ClefException">It failed.</exception>
    public JournalEntry Run(DemoStep step, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        string command = CommandText.Line(step.Typed);
        log.WriteLine($"$ {command}");
        var clock = Stopwatch.StartNew();
        string printed;
        int code;
        live.Begin();
        try
        {
            (code, printed) = Invoke(step, stop);
        }
        finally
        {
            live.End();
        }

        log.WriteLine(printed);
        log.Flush();
        if (code == 130 || stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }

        if (code != 0 && !(code == 1 && step.Makes is { } made && Path.Exists(made)))
        {
            throw new ClefException(command, "exit code", code, "0");
        }

        if (step.Saves is { } file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.WriteText(file, printed);
        }

        return new JournalEntry(command, clock.Elapsed.TotalSeconds, Sum(step, printed), null);
    }

    private (int Code, string Printed) Invoke(DemoStep step, CancellationToken stop)
    {
        ParseResult parsed = Areas.Root().Parse(step.Command);
        if (parsed.Errors.Count > 0)
        {
            throw new ClefException(CommandText.Line(step.Typed), null, null, parsed.Errors[0].Message);
        }

        TextWriter output = Console.Out, error = Console.Error;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        Console.SetError(live);
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
                Output = printed, Error = live };
            int code = parsed.InvokeAsync(configuration, stop).GetAwaiter().GetResult();
            return (code, printed.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>What sums a command up: all that it prints where that is short, else its first line; nothing of what is kept in a file.</summary>
    private static string Sum(DemoStep step, string printed)
    {
        const int most = 150;
        string[] lines = [.. printed.Split('\n').Select(l => string.Join(' ', l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(l => l.Length > 0)];
        string all = string.Join("; ", lines);
        return step.Saves is not null || lines.Length == 0 ? "" : all.Length <= most ? all : lines[0];
    }
}
