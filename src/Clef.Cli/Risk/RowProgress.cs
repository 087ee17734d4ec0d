namespace Clef.Cli.Risk;

/// <summary>Shows on the error stream how many rows are done, a few times a second, where that stream is a terminal.</summary>
internal sealed class RowProgress(string work)
{
    private readonly bool terminal = !Console.IsErrorRedirected;
    private long shown = Environment.TickCount64;

    public void Step(int rows)
    {
        if (terminal && Environment.TickCount64 - shown > 250)
        {
            shown = Environment.TickCount64;
            Console.Error.Write($"\r{work}: {rows:N0} rows");
        }
    }

    public void Say(string line) => Console.Error.WriteLine(terminal ? $"\r{line}" : line);

    public void Finish(string line) => Say($"{work}: {line}");
}
