namespace Clef.Benchmarks;

/// <summary>What one case gave: the seconds of every round and the peak memory, of both sides.</summary>
internal sealed record Measurement(string Case, double[] ClefSeconds, double[] PeerSeconds, double ClefMegabytes, double PeerMegabytes)
{
    public double ClefMedian => Median(ClefSeconds);

    public double PeerMedian => Median(PeerSeconds);

    /// <summary>The median of the rounds' ratios: a disturbance of the machine hits both sides of a round alike.</summary>
    public double Ratio => Median([.. ClefSeconds.Zip(PeerSeconds, (clef, peer) => clef / peer)]);

    /// <summary>Runs rounds in turn, first one side and then the other, the order changing from round to round.</summary>
    public static Measurement Take(Comparison comparison, string name, int rounds, int threads, string python)
    {
        using WorkerProcess clef = WorkerProcess.Clef(comparison, name, threads);
        clef.AwaitReady();
        using WorkerProcess peer = WorkerProcess.Peer(comparison, name, threads, python);
        peer.AwaitReady();
        double[] ours = new double[rounds], theirs = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            if (i % 2 == 0)
            {
                ours[i] = clef.Ask("go");
                theirs[i] = peer.Ask("go");
            }
            else
            {
                theirs[i] = peer.Ask("go");
                ours[i] = clef.Ask("go");
            }

            Console.Error.WriteLine(FormattableString.Invariant($"{comparison.Name} {name} round {i + 1} of {rounds}: clef {ours[i]:F4} s, peer {theirs[i]:F4} s"));
        }

        return new(name, ours, theirs, clef.Ask("memory"), peer.Ask("memory"));
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
