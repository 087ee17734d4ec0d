using System.CommandLine;
using Clef.Cli;

var root = new RootCommand("Clef: clinical foundation models for EEG and ECG. For research; not a medical device.");
foreach (Command area in Areas.All())
{
    root.Subcommands.Add(area);
}

return CommandRunner.Run(root, args);
