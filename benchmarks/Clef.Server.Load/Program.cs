using System.Globalization;
using Clef.Server.Load;

// The service under load, or a day of 64 channels paged through it. Both run the command line's own 'clef serve' as a process of its own.
//   dotnet run -c Release --project benchmarks/Clef.Server.Load -- load --clients 200 --minutes 10 --kills 2 --commit COMMIT --out FILE.md
//   dotnet run -c Release --project benchmarks/Clef.Server.Load -- pages --hours 24 --channels 64 --rate 200
string verb = args.FirstOrDefault() ?? "";
double Option(string name, double otherwise) =>
    Array.IndexOf(args, "--" + name) is >= 0 and int at && at + 1 < args.Length ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
string? Word(string name) => Array.IndexOf(args, "--" + name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
string folder = Directory.CreateTempSubdirectory("clef-load-").FullName;
try
{
    switch (verb)
    {
        case "load":
            LoadReport report = await new LoadRun(folder, (int)Option("clients", 200), TimeSpan.FromMinutes(Option("minutes", 10)), (int)Option("kills", 2),
                (int)Option("seed", 1)).Run();
            string text = report.Write(string.Join(' ', args.TakeWhile(a => a is not ("--out" or "--commit"))), Word("commit") ?? "not stated");
            Console.Write(text);
            if (Word("out") is { } file)
            {
                Clef.Core.AtomicFile.WriteText(file, text);
            }

            return report.IsAsPromised ? 0 : 1;
        case "pages":
            await DayPages.Run(folder, (int)Option("hours", 24), (int)Option("channels", 64), (int)Option("rate", 200), (int)Option("requests", 40));
            return 0;
        default:
            Console.Error.WriteLine("load [--clients N] [--minutes M] [--kills K] [--seed S] [--commit C] [--out FILE.md], or pages [--hours H] "
                + "[--channels C] [--rate R] [--requests N]");
            return 2;
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
