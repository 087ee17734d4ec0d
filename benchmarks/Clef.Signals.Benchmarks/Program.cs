using Clef.Signals.Benchmarks;

// Usage: dotnet run -c Release --project benchmarks/Clef.Signals.Benchmarks -- NAME
// CLEF_PYTHON names the Python that has MNE and SciPy (python3 where it is not set); without one the peers' rows say so.
switch (args)
{
    case ["multitaper"]:
        MultitaperComparison.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: Clef.Signals.Benchmarks multitaper");
        return 2;
}
