using System.CommandLine;
using System.Text;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Labelled;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg split --data DATASET=PATH --task NAME --out FILE</c>: the split that probing and fine-tuning use, so that pretraining can leave its test part out.</summary>
internal static class SplitCommand
{
    public static Command Create()
    {
        var labelled = new LabelledOptions();
        var output = new Option<string>("--out") { Description = "The CSV table to write: record, patient, split, file.", Required = true };
        var command = new Command("split", "Write the split of a task as 'clef ecg probe' and 'clef ecg finetune' use it, so that its test part can be kept out of pretraining.") { output };
        foreach (Option option in labelled.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            LabelledSet[] sets = [.. labelled.Read(parsed)];
            LabelledSet set = sets.Length == 1 ? sets[0] : throw new ClefException("options", "--data, --task", sets.Length, "one task of one dataset");
            var text = new StringBuilder("record,patient,split,file\n");
            foreach (DatasetItem item in set.Items)
            {
                text.Append($"{CsvTable.Quote(item.Id)},{CsvTable.Quote(item.Patient)},{item.Split},{CsvTable.Quote(item.File)}\n");
            }

            AtomicFile.WriteText(parsed.GetValue(output)!, text.ToString());
            Console.WriteLine($"{parsed.GetValue(output)}: {string.Join(", ", set.Items.CountBy(i => i.Split).Select(c => $"{c.Value} {c.Key}"))}; {set.SplitText}");
        });
        return command;
    }
}
