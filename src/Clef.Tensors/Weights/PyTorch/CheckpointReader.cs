using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Tensors.Weights.PyTorch.Pickle;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>
/// Reads PyTorch's zip checkpoints (<c>.pt</c>, <c>.pth</c>, <c>.ckpt</c>; written by torch.save since version 1.6): <c>NAME/data.pkl</c> describes
/// the objects, <c>NAME/data/KEY</c> holds one storage each, <c>NAME/byteorder</c> the byte order. Nothing in the file can be executed.
/// Stored entries are read in place from the mapped file.
/// </summary>
public static class CheckpointReader
{
    /// <summary>Compressed entries may inflate to this and twice the archive's length in all.</summary>
    private const long InflationAllowance = 64_000_000;

    /// <summary>All tensors together may take this and four times the bytes of the storages that they share.</summary>
    private const long SharingAllowance = 16_000_000;

    private const int SharingFactor = 4;

    /// <summary>Reads the description; the tensors' bytes are read on demand.</summary>
    /// <exception cref="ClefException">The file is no such checkpoint, is damaged, or goes beyond a bound.</exception>
    public static WeightFile Read(ByteSource source)
    {
        ZipDirectory zip = ZipDirectory.Read(source);
        CheckInflation(source, zip);
        string root = FindRoot(source, zip);
        ZipEntry pickle = zip.Entries[root + "data.pkl"];
        if (pickle.Length > PickleMachine.MaximumBytes)
        {
            throw new ClefException(pickle.FullName, "size", pickle.Length, $"at most {PickleMachine.MaximumBytes} bytes");
        }

        var objects = new TorchObjects(pickle.FullName, key => zip.Entries.GetValueOrDefault($"{root}data/{key}"), IsBigEndian(zip, root));
        object? value = PickleMachine.Run(pickle.FullName, pickle.Slice(0, (int)pickle.Length), objects);
        var walk = new TensorWalk(source.Name);
        walk.Run(value);
        CheckSharing(source, objects, walk);
        return new WeightFile(source, "PyTorch checkpoint", walk.Entries, walk.Scalars)
        {
            InertGlobals = objects.Inert,
            Remarks = walk.Remarks,
        };
    }

    private static string FindRoot(ByteSource source, ZipDirectory zip)
    {
        string[] roots = zip.Entries.Keys.Where(n => n.EndsWith("/data.pkl", StringComparison.Ordinal)).Select(n => n[..^"data.pkl".Length]).ToArray();
        return roots.Length == 1
            ? roots[0]
            : throw new ClefException(source.Name, "entries named NAME/data.pkl", roots.Length, "one, as torch.save writes");
    }

    private static bool IsBigEndian(ZipDirectory zip, string root)
    {
        if (!zip.Entries.TryGetValue(root + "byteorder", out ZipEntry? entry))
        {
            return false;
        }

        string order = Encoding.Latin1.GetString(entry.Slice(0, (int)Math.Min(entry.Length, 16)));
        return order switch
        {
            "little" => false,
            "big" => true,
            _ => throw new ClefException(entry.FullName, "byte order", order, "little or big"),
        };
    }

    private static void CheckInflation(ByteSource source, ZipDirectory zip)
    {
        Int128 inflated = 0;
        foreach (ZipEntry entry in zip.Entries.Values)
        {
            inflated += entry.IsDeflated ? entry.Length : 0;
        }

        Int128 limit = InflationAllowance + (2 * (Int128)source.Length);
        if (inflated > limit)
        {
            throw new ClefException(source.Name, "size of compressed entries when inflated", inflated, $"at most {limit} bytes for an archive of this length");
        }
    }

    private static void CheckSharing(ByteSource source, TorchObjects objects, TensorWalk walk)
    {
        Int128 stored = 0, named = 0;
        foreach (TorchStorage storage in objects.Storages)
        {
            stored += storage.ByteCount;
        }

        foreach (WeightEntry entry in walk.Entries)
        {
            named += entry.ByteCount;
        }

        Int128 limit = SharingAllowance + (SharingFactor * stored);
        if (named > limit)
        {
            throw new ClefException(source.Name, "bytes of all tensors", named, $"at most {limit} bytes for storages of {stored} bytes");
        }
    }
}
