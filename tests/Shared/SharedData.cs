namespace Clef.Testing;

/// <summary>The recordings and golden numbers that lie beside the repository (<c>../shared</c>), or where CLEF_DATA says the recordings are.</summary>
internal static class SharedData
{
    /// <summary>The folder of recordings, or null where it is absent.</summary>
    public static string? Recordings { get; } = Environment.GetEnvironmentVariable("CLEF_DATA") is { Length: > 0 } set ? set : Find("data");

    /// <summary>The folder of golden numbers, or null where it is absent.</summary>
    public static string? Fixtures { get; } = Find("fixtures");

    private static string? Find(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
            {
                string shared = Path.Combine(folder.Parent!.FullName, "shared", name);
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}

/// <summary>A test that needs a file of the shared recordings; skipped, with the reason printed, where it is absent.</summary>
internal sealed class RecordingsFactAttribute : FactAttribute
{
    public RecordingsFactAttribute(string file = "")
    {
        if (SharedData.Recordings is not { } folder || (file.Length > 0 && !Path.Exists(Path.Combine(folder, file))))
        {
            Skip = $"the shared recordings ({file}) are not beside the repository and CLEF_DATA is not set";
        }
    }
}

/// <summary>A test that needs the golden numbers; skipped, with the reason printed, where they are absent.</summary>
internal sealed class FixturesFactAttribute : FactAttribute
{
    public FixturesFactAttribute()
    {
        if (SharedData.Fixtures is null)
        {
            Skip = "the golden fixtures (../shared/fixtures) are not beside the repository";
        }
    }
}
