using Clef.Core;

// What a sceptic asks of the evaluation itself. Usage: Clef.Evaluation.Benchmarks WHAT [--out FILE.md]
//   speed   234 tasks x 2,000 sessions x 512 numbers beside scikit-learn [--sessions --features --tasks --seeds --peer-tasks]
//   noise   embeddings of pure noise: how often do the intervals hold one half? [--runs 500]
//   leaks   a simulated cohort with planted leaks: is every one of them caught? [--patients 240 --seed 5]
var options = new Options(args);
string text = (args.FirstOrDefault() ?? "") switch
{
    "speed" => ProbeSpeed.Run(options),
    "noise" => NoiseCoverage.Run(options),
    "leaks" => PlantedLeaks.Run(options),
    string odd => throw new ClefException("benchmarks", "what", odd, "speed, noise or leaks"),
};
string whole = $"`dotnet run -c Release --project benchmarks/Clef.Evaluation.Benchmarks -- {string.Join(' ', args)}`\n\n{text}";
Console.Write(whole);
if (options.Text("--out") is { } path)
{
    AtomicFile.WriteText(path, whole);
}
