using System.Globalization;

namespace Clef.Tensors.Distributed;

/// <summary>Where the processes of a group meet, and which of them this is.</summary>
/// <param name="Host">The host of rank 0.</param>
/// <param name="Port">The port at which rank 0 listens.</param>
/// <param name="Rank">This process's number, from 0.</param>
/// <param name="Size">The number of processes.</param>
public sealed record MeetingPoint(string Host, int Port, int Rank, int Size)
{
    // PyTorch's names first, then those that Slurm's srun and Open MPI's mpirun set.
    private static readonly string[] s_rank = ["RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK"];
    private static readonly string[] s_size = ["WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE"];

    /// <summary>
    /// Reads <c>MASTER_ADDR</c>, <c>MASTER_PORT</c>, <c>RANK</c> and <c>WORLD_SIZE</c>; the last two may also come from Slurm
    /// (<c>SLURM_PROCID</c>, <c>SLURM_NTASKS</c>) or Open MPI (<c>OMPI_COMM_WORLD_RANK</c>, <c>OMPI_COMM_WORLD_SIZE</c>).
    /// </summary>
    /// <exception cref="TensorException">One is missing or makes no sense.</exception>
    public static MeetingPoint FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static MeetingPoint From(Func<string, string?> variable)
    {
        (_, string host) = First(["MASTER_ADDR"]);
        int port = Number(["MASTER_PORT"], 1, 65535);
        int size = Number(s_size, 1, int.MaxValue);
        return new MeetingPoint(host, port, Number(s_rank, 0, size - 1), size);

        (string Name, string Value) First(string[] names)
        {
            foreach (string name in names)
            {
                if (variable(name) is { Length: > 0 } value)
                {
                    return (name, value);
                }
            }

            throw new TensorException($"the environment has no {string.Join(" or ", names)}; expected it of every process that trains with others");
        }

        int Number(string[] names, int low, int high)
        {
            (string name, string value) = First(names);
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= low && number <= high
                ? number
                : throw new TensorException($"environment: {name} is '{value}'; expected a whole number from {low} to {high}");
        }
    }
}
