namespace Clef.Signals.Benchmarks;

/// <summary>Where the repository lies.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("run from within the repository");
    }
}
