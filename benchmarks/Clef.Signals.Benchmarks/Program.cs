using Clef.Signals.Benchmarks;

// Usage: dotnet run -c Release --project benchmarks/Clef.Signals.Benchmarks -- VERB [ARCHIVE]
// CLEF_PYTHON names the Python that has MNE and SciPy (Debian's, /usr/bin/python3, where it is not set); without them the peers' rows say so.
switch (args)
{
    case ["multitaper"]:
        MultitaperComparison.Run();
        return 0;
    case ["r-peaks", string archive] when File.Exists(archive):
        BeatDetection.Peaks(archive);
        return 0;
    case ["ecg-quality", string archive] when File.Exists(archive):
        BeatDetection.Quality(archive);
        return 0;
    case ["formats", string archive] when File.Exists(archive):
        FormatsTable.Write(archive);
        return 0;
    case ["edf"]:
        EdfComparison.Run();
        return 0;
    case ["edf-decode", var path]:
        EdfComparison.Decode(path);
        return 0;
    case ["wfdb"]:
        WfdbComparison.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: Clef.Signals.Benchmarks multitaper | edf | wfdb | formats formats.zip | r-peaks ecg-mitdb.zip | ecg-quality ecg-cinc2011.zip");
        return 2;
}
