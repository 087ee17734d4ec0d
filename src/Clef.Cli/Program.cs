using Clef.Cli;

return CommandRunner.Run(Areas.Root(), args);
