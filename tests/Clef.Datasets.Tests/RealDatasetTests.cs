using Clef.Core;
using Clef.Core.Sources;
using Clef.Testing;
using Shouldly;

namespace Clef.Datasets.Tests;

/// <summary>Adapters tried on the real extracts; the counts were taken from the files themselves.</summary>
public class RealDatasetTests
{
    [RecordingsFact("ecg-cinc2017.zip")]
    public void CinC2017()
    {
        TaskCheck rhythm = Check("cinc2017", "ecg-cinc2017.zip", "rhythm");
        rhythm.Items.ShouldBe(5079);
        rhythm.Classes.Sum(c => c.Value).ShouldBe(5079);
        rhythm.Classes.Select(c => c.Key).ShouldBe(["N", "A", "O", "~"]);
        TaskCheck af = Check("cinc2017", "ecg-cinc2017.zip", "af");
        af.Items.ShouldBe(5079 - rhythm.Classes[3].Value);
        af.Classes[1].Value.ShouldBe(rhythm.Classes[1].Value);
    }

    [RecordingsFact("ecg-cinc2011.zip")]
    public void CinC2011() => Check("cinc2011", "ecg-cinc2011.zip", "quality").Items.ShouldBe(509);

    [RecordingsFact("ecg-ludb.zip")]
    public void Ludb()
    {
        Check("ludb", "ecg-ludb.zip", "rhythm").Items.ShouldBe(136);
        TaskCheck diagnosis = Check("ludb", "ecg-ludb.zip", "diagnosis");
        diagnosis.Classes.ShouldContain(c => c.Key == "Left ventricular hypertrophy" && c.Value > 10);
        diagnosis.Classes.ShouldAllBe(c => !c.Key.Contains(':', StringComparison.Ordinal));
        TaskCheck age = Check("ludb", "ecg-ludb.zip", "age");
        (age.Items + age.LeftOut.Values.Sum()).ShouldBe(136);
    }

    [RecordingsFact("ecg-ecgid.zip")]
    public void EcgId()
    {
        TaskCheck sex = Check("ecg-id", "ecg-ecgid.zip", "sex");
        (sex.Items, sex.Patients).ShouldBe((223, 58));
        Check("ecg-id", "ecg-ecgid.zip", "age").Items.ShouldBe(223);
    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void MitBih()
    {
        TaskCheck beat = Check("mit-bih", "ecg-mitdb.zip", "beat");
        beat.Items.ShouldBeGreaterThan(20_000);
        beat.Splits.Keys.ShouldBe(["test", "train"]);
        beat.Classes.ShouldContain(c => c.Key == "V" && c.Value > 500);
    }

    [RecordingsFact("ecg-afpdb.zip")]
    public void Afpdb()
    {
        TaskCheck paf = Check("afpdb", "ecg-afpdb.zip", "paf");
        paf.Items.ShouldBe(24);
        paf.Patients.ShouldBeLessThan(24);
        paf.Corrected["pairs"].ShouldBe(24);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void EegMat()
    {
        TaskCheck arithmetic = Check("eegmat", "eeg-eegmat.zip", "arithmetic");
        arithmetic.Classes.ShouldBe([new("0", 10), new("1", 10)]);
        Check("eegmat", "eeg-eegmat.zip", "performance").Items.ShouldBe(10);
    }

    [RecordingsFact("eeg-adhd-children.zip")]
    public void AdhdChildren() => Check("adhd-children", "eeg-adhd-children.zip", "adhd").Items.ShouldBe(67);

    [RecordingsFact("eeg-iiic.zip")]
    public void Iiic()
    {
        TaskCheck pattern = Check("iiic", "eeg-iiic.zip", "pattern");
        pattern.Classes.ShouldAllBe(c => c.Value == 2);
        pattern.Classes.Count.ShouldBe(6);
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void AnotherDatasetsFolderIsRefusedByName()
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"));
        foreach (string name in (string[])["ptb-xl", "tuab", "icentia11k", "mit-bih", "music"])
        {
            Dataset dataset = DatasetCatalogue.Find(name);
            Should.Throw<ClefException>(() => dataset.Read(folder, dataset.Tasks[0].Name)).Message.ShouldContain(dataset.Title);
        }

        Should.Throw<ClefException>(() => DatasetCatalogue.Find("ludb").Read(folder, "colour")).Message.ShouldContain("rhythm");
    }

    [Fact]
    public void TheCatalogueIsWhole()
    {
        DatasetCatalogue.All.Count.ShouldBe(24);
        DatasetCatalogue.All.Select(d => d.Name).ShouldBeUnique();
        DatasetCatalogue.All.ShouldAllBe(d => d.Tasks.Count > 0 && d.Layout.Count > 0 && d.Title.Length > 0 && d.Licence.Length > 0 && Uri.IsWellFormedUriString(d.Source, UriKind.Absolute));
        DatasetCatalogue.All.ShouldAllBe(d => d.Root == null || (d.Access == DatasetAccess.Open && d.Root.AbsoluteUri.EndsWith('/')));
        Should.Throw<ClefException>(() => DatasetCatalogue.Find("x")).Message.ShouldContain("ptb-xl");
    }

    private static TaskCheck Check(string name, string file, string task)
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, file));
        TaskCheck check = DatasetCheck.Run(DatasetCatalogue.Find(name), folder, task);
        check.Problems.ShouldBeEmpty();
        return check;
    }
}
