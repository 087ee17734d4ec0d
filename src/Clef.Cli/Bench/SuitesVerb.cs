using System.CommandLine;
using Clef.Evaluation.Suites;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench suites</c>.</summary>
internal static class SuitesVerb
{
    public static Command Create()
    {
        var suite = new Argument<string?>("suite") { Description = "A suite's name or file, to list its tasks", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("suites", "List the suites that come with Clef, or the tasks of one") { suite };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(suite) is not { } name)
            {
                foreach (Suite known in SuiteFile.BuiltIn.Select(SuiteFile.Read))
                {
                    // Its first paragraph begins with the name, which the first column says.
                    string about = known.Description.Split("\n\n")[0].Replace('\n', ' ');
                    about = about.StartsWith($"{known.Name}: ", StringComparison.Ordinal) ? about[(known.Name.Length + 2)..] : about;
                    string head = $"{known.Name,-13}{known.Count,4}  ";
                    foreach ((int i, string line) in TextLines.Wrap(about, 60).Index())
                    {
                        Console.WriteLine($"{(i == 0 ? head : new string(' ', head.Length))}{line}");
                    }
                }

                return;
            }

            Suite one = SuiteFile.Read(name);
            Console.WriteLine(one.Description + "\n");
            foreach ((string group, string task) in one.Tasks.Select(t => (t.Group, t.Name))
                .Concat(one.Targets.Select(t => (t.Group, $"{t.Name} ({t.Dataset}, {t.Task})"))))
            {
                Console.WriteLine($"{group,-16} {task}");
            }
        });
        return command;
    }
}
