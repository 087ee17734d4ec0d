namespace Clef.Tensors.Tests.Weights;

/// <summary>Files of the repository, found from the test's own place.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string Golden(string name) => Path.Combine(Root, "tests", "Clef.Tensors.Tests", "Weights", "Golden", name);

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Clef.slnx is not above the test");
        }

        return folder.FullName;
    }
}
