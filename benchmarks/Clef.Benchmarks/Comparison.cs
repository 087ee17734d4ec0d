namespace Clef.Benchmarks;

/// <summary>
/// Work that Clef and a Python peer both do. A case is one measured thing; <see cref="Prepare"/> makes ready and returns what one
/// round runs. The peer's script does the same by the same protocol (see <see cref="Worker"/>).
/// </summary>
/// <param name="Name">The verb on the command line.</param>
/// <param name="Description">What is compared, in one line, for the report.</param>
/// <param name="PeerScript">The script in <c>benchmarks/peers</c>.</param>
/// <param name="PeerVersion">A Python expression that prints the peer's version.</param>
/// <param name="Cases">The cases, in the order of the report.</param>
/// <param name="Prepare">Makes one case ready, given the number of threads.</param>
internal sealed record Comparison(
    string Name, string Description, string PeerScript, string PeerVersion, IReadOnlyList<string> Cases, Func<string, int, Action> Prepare)
{
    /// <summary>All comparisons; another is one line.</summary>
    public static IReadOnlyList<Comparison> All { get; } =
    [
        TransformerComparison.Create(),
        Net1DComparison.Create(),
    ];
}
