using System.Reflection;
using Clef.Core.Tables;

namespace Clef.Clinical.Codes;

/// <summary>The code tables that are shipped inside the library.</summary>
internal static class CodeResource
{
    public static CsvTable Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Clef.Clinical.Codes.{name}")
            ?? throw new InvalidOperationException($"the table {name} is not embedded");
        using var reader = new StreamReader(stream);
        return CsvTable.Parse(name, reader.ReadToEnd());
    }
}
