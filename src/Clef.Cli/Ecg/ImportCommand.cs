using System.CommandLine;
using Clef.Ecg.Import;
using Clef.Ecg.Models;
using Clef.Ecg.Network;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg import CKPT --size SIZE --out DIR</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var checkpoint = new Argument<string>("CKPT") { Description = "A published checkpoint (clef_small.ckpt, clef_medium.ckpt, clef_largel.ckpt), or any of the same network." };
        var size = new Option<string>("--size") { Description = "The network's size.", Required = true };
        size.AcceptOnlyFromAmong([.. Net1DConfig.SizeNames]);
        var output = new Option<string>("--out") { Description = "The model folder to write.", Required = true };
        var leads = new Option<int>("--leads") { Description = "Leads that the weights take at once: 1 or 12.", DefaultValueFactory = _ => 1 };
        leads.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is not (1 or 12))
            {
                r.AddError("--leads is 1 or 12.");
            }
        });
        var norm = new Option<bool>("--batch-norm") { Description = "The weights were trained with batch norm, which is then applied (other published weights of this network)." };
        var head = new Option<string?>("--head") { Description = "A text file with the names of the checkpoint's classes, one a line, in order: its head is then imported too, for 'clef ecg predict'." };
        var command = new Command("import", "Make a model folder of a published checkpoint, strictly and without executing anything in it.")
        {
            checkpoint, size, output, leads, norm, head,
        };
        command.SetAction(parsed =>
        {
            Net1DConfig network = Net1DConfig.OfSize(parsed.GetValue(size)!) with { Leads = parsed.GetValue(leads), BatchNorm = parsed.GetValue(norm) };
            EcgModelFolder folder = CheckpointImport.Run(parsed.GetValue(checkpoint)!, network, parsed.GetValue(output)!, parsed.GetValue(head) is { } names ? [.. File.ReadLines(names).Where(l => l.Trim().Length > 0).Select(l => l.Trim())] : null);
            Console.WriteLine(FormattableString.Invariant(
                $"{folder.Name}: net1d {network.Name}, {folder.Weights.Tensors} of {folder.Weights.Tensors} tensors matched, {folder.Weights.Parameters:N0} parameters"));
            Console.WriteLine($"source SHA-256  {folder.Source.Sha256}");
            Console.WriteLine($"tensors' digest {folder.Weights.Digest}");
            foreach (string ignored in folder.Source.Ignored)
            {
                Console.WriteLine($"ignored         {ignored}");
            }
        });
        return command;
    }
}
