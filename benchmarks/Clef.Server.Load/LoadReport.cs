using System.Globalization;
using System.Text;
using Clef.Server.Audit;

namespace Clef.Server.Load;

/// <summary>What came of a load: the figures, what was lost, and how the memory went.</summary>
internal sealed record LoadReport(
    int Clients, TimeSpan Took, int Kills, int Seed, Figures Figures, int Accepted, IReadOnlyDictionary<string, int> Ends, int Lost, AuditCheck Audit,
    int Unaudited,
    IReadOnlyList<(double Seconds, double All, double Anonymous)> Memory, Complaints Complaints, int KeptUploads, int LostUploads)
{
    /// <summary>True where nothing was lost, everything was audited, no answer was 500 and the log has nothing that should not be in it.</summary>
    public bool IsAsPromised => Lost == 0 && LostUploads == 0 && Complaints.Count == 0 && Unaudited == 0 && Audit.Problems.Count == 0
        && Figures.Count(o => o == "500") == 0;

    /// <summary>The report as Markdown.</summary>
    public string Write(string command, string commit)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# The service under a mixed load: {Clients} clients, {Took.TotalMinutes:0.#} minutes, {Kills} kills\n");
        string cores = Environment.ProcessorCount == 1 ? "1 core" : $"{Environment.ProcessorCount} cores";
        Line($"`dotnet run -c Release --project benchmarks/Clef.Server.Load -- {command}`, commit {commit}, {cores}, which service and clients share;");
        Line($"seed {Seed}.\n");
        Line($"The model is the small ECG encoder with random weights; the recordings are simulated (30 s and 60 s of ECG, 30 min of 19-channel EEG). The");
        Line($"service keeps every job (`--kept-jobs 1000000`), is killed outright (SIGKILL) and started again; what is under way then, and what is tried");
        Line($"before it is ready again, counts as \"connection lost\". A full line of jobs answers 429.\n");
        text.Append(Figures.Table()).Append('\n');
        IEnumerable<string> ends = Ends.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key} {e.Value:N0}"));
        Line($"Jobs accepted: {Accepted:N0}; {string.Join(", ", ends)}; lost {Lost}. Uploads accepted and left there: {KeptUploads:N0}; lost {LostUploads}.");
        string intact = Audit.Problems.Count == 0 ? "intact" : "NOT INTACT: " + Audit.Problems[0].Text;
        Line($"Audit log: {Audit.Head.Sequence:N0} lines, {intact}; predictions done but not audited: {Unaudited}.");
        Line($"Answers of 500: {Figures.Count(o => o == "500")}; lines of the service's log above the level of information: {Complaints.Count}.\n");
        foreach (string complaint in Complaints.Kept)
        {
            Line($"```\n{complaint}\n```\n");
        }

        Line($"Resident memory that is no file's, by twelfths of the time, MB (median, most):\n");
        text.Append("| from, s | median | most | all resident, most |\n|---:|---:|---:|---:|\n");
        foreach ((double Seconds, double All, double Anonymous)[] part in Memory.Chunk(Math.Max(1, (Memory.Count + 11) / 12)))
        {
            double[] sorted = [.. part.Select(m => m.Anonymous).Order()];
            Line($"| {part[0].Seconds:0} | {sorted[sorted.Length / 2]:0} | {sorted[^1]:0} | {part.Max(m => m.All):0} |");
        }

        return text.ToString();
    }
}
