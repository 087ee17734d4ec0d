using Clef.Core;
using Clef.Signals.Recordings;
using Clef.Simulation.Writing;

namespace Clef.Simulation.Tests.Writing;

public sealed class CohortFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"clef-simulated-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");

    private static SimulatedCohort Small(int count = 3, ulong seed = 5) => new(count, seed) { EegSeconds = 20 };

    [Fact]
    public void The_files_are_the_signals_in_memory_and_carry_no_labels()
    {
        SimulatedCohort cohort = Small();
        CohortFolder.Write(cohort, Modality.Both, _folder, 2);
        using Recording eeg = RecordingFile.Open(Path.Combine(_folder, "recordings", "sim-000002-eeg.edf"));
        eeg.Annotations.ShouldBeEmpty();
        eeg.Channels.Count.ShouldBe(19);
        float[] x = eeg.ReadAll(4), made = cohort.Eeg(cohort.Patient(1)).Signals[4];
        x.Zip(made).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 0.06f); // half a step of 0.1 microvolt
        using Recording ecg = RecordingFile.Open(Path.Combine(_folder, "recordings", "sim-000003-ecg.hea"));
        float[] v = ecg.ReadAll(7), beat = cohort.Ecg(cohort.Patient(2)).Signals[7];
        v.Zip(beat).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 0.0006f);
        File.ReadAllText(Path.Combine(_folder, "metadata.csv")).ShouldContain("simulated");
        File.ReadAllText(Path.Combine(_folder, "README.txt")).ShouldContain("SIMULATED");
        File.ReadAllLines(Path.Combine(_folder, "metadata.csv")).Length.ShouldBe(7);
    }

    [Fact]
    public void A_stopped_run_resumes_to_the_same_bytes_whatever_the_threads()
    {
        CohortFolder.Write(Small(), Modality.Both, _folder, 3);
        Dictionary<string, byte[]> whole = Bytes();
        File.Delete(Path.Combine(_folder, "recordings", "sim-000002-eeg.edf"));
        File.Delete(Path.Combine(_folder, "reports.csv"));
        CohortFolder.Write(Small(), Modality.Both, _folder, 1);
        Dictionary<string, byte[]> again = Bytes();
        again.Keys.Order().ShouldBe(whole.Keys.Order());
        foreach ((string name, byte[] bytes) in whole)
        {
            again[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);
        }

        Dictionary<string, byte[]> Bytes() => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(_folder, f), File.ReadAllBytes);
    }

    [Fact]
    public void The_folder_of_another_cohort_is_refused()
    {
        CohortFolder.Write(Small(1), Modality.Ecg, _folder, 1);
        Should.Throw<ClefException>(() => CohortFolder.Write(Small(1, 6), Modality.Ecg, _folder, 1)).Message.ShouldContain("seed");
        Should.Throw<ClefException>(() => new SimulatedCohort(0, 1));
        Should.Throw<ClefException>(() => new SimulatedCohort(1, 1) { EegSeconds = -3 }).Message.ShouldContain("EEG seconds");
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, true);
        }
    }
}
