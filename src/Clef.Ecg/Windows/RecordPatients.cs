namespace Clef.Ecg.Windows;

/// <summary>The patient of a record whose file does not say: the folder it lies in, as most datasets arrange them, else the record itself.</summary>
internal static class RecordPatients
{
    public static string Of(string name)
    {
        string[] parts = name.Split('/');
        // A folder that holds all records (training2017/, data/, records/) is no patient; those that are have a number in their name.
        return parts.Length >= 2 && parts[^2].Any(char.IsDigit) && parts[^2].Any(c => !char.IsDigit(c)) && !parts[^2].StartsWith("training", StringComparison.OrdinalIgnoreCase)
            ? parts[^2] : System.IO.Path.ChangeExtension(name, null);
    }
}
