using System.Reflection;
using System.Runtime.InteropServices;
using Clef.Tensors;

namespace Clef.Learning.Runs;

/// <summary>What a run's figures depend on besides its settings; written to <c>environment.json</c>.</summary>
/// <param name="Clef">Clef's version, with the commit where the build knows it.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="Torch">libtorch's version.</param>
/// <param name="Blas">How the BLAS kernels were chosen.</param>
/// <param name="Threads">Threads of an operation.</param>
/// <param name="Processes">Processes that train together.</param>
/// <param name="System">Operating system and processor architecture.</param>
/// <param name="Processors">Processors that the system offers.</param>
/// <param name="Started">When the run was started, in UTC.</param>
public sealed record RunEnvironment(
    string Clef, string DotNet, string Torch, string Blas, int Threads, int Processes, string System, int Processors, DateTimeOffset Started)
{
    /// <summary>This process's environment.</summary>
    public static RunEnvironment Current(TimeProvider time, int processes = 1) => new(
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        RuntimeInformation.FrameworkDescription, TensorRuntime.TorchVersion, TensorRuntime.BlasChoice, TensorRuntime.Threads, processes,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}", Environment.ProcessorCount, time.GetUtcNow());
}
