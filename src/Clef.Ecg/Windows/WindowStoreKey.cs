using System.Security.Cryptography;
using System.Text;
using Clef.Core;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Windows;

/// <summary>What a window store was made from, as a digest: pipeline, leads, and names, lengths and times of all input files.</summary>
internal static class WindowStoreKey
{
    public static string Of(IReadOnlyList<string> inputs, EcgPipeline pipeline, IReadOnlyList<string> leads)
    {
        var text = new StringBuilder(pipeline.ToJson()).Append('\n').AppendJoin(' ', leads).Append('\n');
        foreach (string input in inputs)
        {
            if (!System.IO.Path.Exists(input))
            {
                throw new ClefException(input, null, null, "an existing file, folder or zip archive");
            }

            IEnumerable<FileInfo> files = Directory.Exists(input)
                ? new DirectoryInfo(input).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal)
                : [new FileInfo(input)];
            foreach (FileInfo file in files)
            {
                text.Append(System.IO.Path.GetRelativePath(input, file.FullName)).Append(' ').Append(file.Length).Append(' ').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
