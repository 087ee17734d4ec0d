namespace Clef.Ecg.Experiments.Simulated;

/// <summary>Lets one process at a time work in a folder. The system takes the lock back from a process that was killed.</summary>
internal static class FolderLock
{
    private const string Name = "lock";

    /// <summary>The lock, to be disposed; null where another process has it. The folder is made where it is not there.</summary>
    public static FileStream? Try(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The lock, as soon as no other process has it.</summary>
    public static FileStream Wait(string folder)
    {
        while (true)
        {
            if (Try(folder) is { } own)
            {
                return own;
            }

            Thread.Sleep(200);
        }
    }
}
