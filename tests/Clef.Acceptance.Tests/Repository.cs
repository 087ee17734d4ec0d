namespace Clef.Acceptance.Tests;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.ShouldNotBeNull("the folder above the tests that holds Clef.slnx").FullName;
    }
}
