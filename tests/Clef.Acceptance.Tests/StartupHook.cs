/// <summary>Runs at the start of a process that is told to (DOTNET_STARTUP_HOOKS), and lists at its end the assemblies that it loaded. The runtime asks for this name, without a namespace.</summary>
internal static class StartupHook
{
    public const string Variable = "CLEF_TEST_ASSEMBLIES";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } file)
        {
            File.WriteAllLines(file, AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name ?? ""));
        }
    };
}
