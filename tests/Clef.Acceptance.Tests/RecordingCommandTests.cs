using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary><c>clef info</c>, <c>clef convert</c> and <c>clef plot</c> on real recordings, each as a process of its own.</summary>
public sealed class RecordingCommandTests : IDisposable
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-recordings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Shared(string name) => Path.Combine(SharedData.Recordings!, name);

    private string Out(string name) => Path.Combine(_folder, name);

    private static JsonElement Info(string file)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("info", file, "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        return json.RootElement.Clone();
    }

    private string Extract(string archive, string entry)
    {
        string path = Out(Path.GetFileName(entry));
        using ZipArchive zip = ZipFile.OpenRead(Shared(archive));
        zip.GetEntry(entry)!.ExtractToFile(path);
        return path;
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void Info_shows_what_an_EDF_within_an_archive_holds()
    {
        JsonElement info = Info(Shared("eeg-eegmat.zip/edf/Subject02_2.edf"));
        info.GetProperty("format").GetString()!.ShouldStartWith("EDF");
        info.GetProperty("durationSeconds").GetDouble().ShouldBe(62);
        JsonElement[] channels = [.. info.GetProperty("channels").EnumerateArray()];
        channels.Length.ShouldBe(21);
        channels[0].GetProperty("label").GetString().ShouldBe("EEG Fp1");
        channels.ShouldAllBe(c => c.GetProperty("sampleRate").GetDouble() == 500 && c.GetProperty("samples").GetInt64() == 31_000);
    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void Info_names_the_facts_of_the_person_and_shows_them_on_demand_only()
    {
        string file = Shared("ecg-mitdb.zip/100.hea");
        EcgCommandLine.Outcome hidden = EcgCommandLine.Run("info", file), shown = EcgCommandLine.Run("info", file, "--subject");
        (hidden.ExitCode, shown.ExitCode).ShouldBe((0, 0));
        hidden.Output.ShouldContain("stated");
        hidden.Output.ShouldNotContain("Aldomet"); // a drug that the header of record 100 names
        shown.Output.ShouldContain("Aldomet");
        hidden.Output.ShouldContain("MLII");
        hidden.Output.ShouldContain("360 Hz");
    }

    /// <summary>Writes a WFDB record of format 16 at 200 units a millivolt.</summary>
    private string Record(string name, string signals, int channels, int samples, Func<int, short> value)
    {
        var data = new short[samples];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = value(i);
        }

        File.WriteAllBytes(Out(name + ".dat"), System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.AsSpan()).ToArray());
        File.WriteAllText(Out(name + ".hea"), $"{name} {channels} 250 {(channels == 0 ? 0 : samples / channels)}\n{signals}");
        return Out(name + ".hea");
    }

    [Fact]
    public void Info_is_written_for_people_in_these_words()
    {
        string one = Record("one", "one.dat 16 200(0)/mV 16 0 0 0 0 I\n# <age>: 61  <sex>: F\n", 1, 250 * 605, i => (short)(i % 250 == 100 ? 200 : 0));
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("info", one, "--quality-seconds", "0");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ReplaceLineEndings("\n").ShouldBe($"""
            {one}
              format       WFDB
              start        not stated
              duration     605 s (00:10:05)
              subject      sex stated, age stated
              annotations  0
              gaps         0
              channels     1
                I  mV  250 Hz  151250 samples  -163.84 to 163.84

            """.ReplaceLineEndings("\n"));
        string days = Out("days.hea");
        File.WriteAllText(days, "days/2 1 1 180001\ndays_layout 0\n~ 180001\n");
        File.WriteAllText(Out("days_layout.hea"), "days_layout 1 1 0\n~ 0 200(0)/mV 16 0 0 0 0 I\n");
        outcome = EcgCommandLine.Run("info", days, "--quality-seconds", "0", "--subject");
        outcome.Output.ShouldContain("  duration     180001 s (2 d 02:00:01)");
        outcome.Output.ShouldContain("  gaps         1, 180001 s in all");
        outcome.Output.ShouldContain("  subject      nothing stated");
    }

    [Fact]
    public void Degenerate_recordings_go_through_every_verb()
    {
        string[] labels = [.. Enumerable.Range(0, 500).Select(i => $"ch{i}")];
        (string File, int Channels, string Said)[] recordings =
        [
            (Record("flat", "flat.dat 16 200(0)/mV 16 0 0 0 0 I\n", 1, 2500, _ => 7), 1, "flat 100%"),
            (Record("missing", "missing.dat 16 200(0)/mV 16 0 0 0 0 I\n", 1, 2500, _ => short.MinValue), 1, "missing 100%"),
            (Record("single", "single.dat 16 200(0)/mV 16 0 0 0 0 I\n", 1, 1, _ => 5), 1, "1 sample"),
            (Record("mixed", "mixed.dat 16x4 200(0)/mV 16 0 0 0 0 I\nmixed.dat 16 200(0)/mV 16 0 0 0 0 II\n", 2, 5000, i => (short)(i % 100)), 2, "1000 Hz"),
            (Record("many", string.Concat(labels.Select(l => $"many.dat 16 2(0)/uV 16 0 0 0 0 {l}\n")), 500, 500 * 500, i => (short)(i % 77)), 500, "ch499"),
            (Record("none", "", 0, 0, _ => 0), 0, "channels     0"),
        ];
        foreach ((string file, int channels, string said) in recordings)
        {
            EcgCommandLine.Outcome info = EcgCommandLine.Run("info", file);
            info.ExitCode.ShouldBe(0, info.Error);
            info.Output.ShouldContain(said);
            EcgCommandLine.Outcome convert = EcgCommandLine.Run("convert", file, Out("copy.edf"), "--force");
            convert.ExitCode.ShouldBe(0, convert.Error);
            convert.Output.ShouldContain(channels == 1 ? "1 channel," : $"{channels} channels,");
            Info(Out("copy.edf")).GetProperty("channels").GetArrayLength().ShouldBe(channels, file);
            EcgCommandLine.Outcome plot = EcgCommandLine.Run("plot", file, "--out", Out("page.svg"));
            if (channels == 0)
            {
                Failed(plot);
                continue;
            }

            plot.ExitCode.ShouldBe(0, plot.Error);
            XDocument.Load(Out("page.svg")).Root!.Descendants(Svg + "path").Count().ShouldBeGreaterThanOrEqualTo(channels);
            File.ReadAllText(Out("page.svg")).ShouldNotContain("NaN");
        }
    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void Conversion_leaves_out_the_person_the_date_and_on_demand_the_annotations()
    {
        string source = Shared("ecg-mitdb.zip/100.hea");
        EcgCommandLine.Run("convert", source, Out("full.hea")).ExitCode.ShouldBe(0);
        File.WriteAllText(Out("dated.hea"), File.ReadAllText(Out("full.hea")).Replace("full 2 360 650000", "dated 2 360 650000 10:11:12 13/02/1979").Replace("full.dat", "dated.dat"));
        File.Move(Out("full.dat"), Out("dated.dat"));
        File.Move(Out("full.atr"), Out("dated.atr"));
        (string[] Switches, bool Person, bool Date, int Marks)[] cases =
        [
            ([], true, true, 2274),
            (["--no-subject"], false, false, 2274),
            (["--no-subject", "--keep-dates"], false, true, 2274),
            (["--no-subject", "--no-annotations"], false, false, 0),
            (["--no-annotations"], true, true, 0),
        ];
        foreach ((string[] switches, bool person, bool date, int marks) in cases)
        {
            EcgCommandLine.Outcome outcome = EcgCommandLine.Run(["convert", Out("dated.hea"), Out("out.hea"), "--force", .. switches]);
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            string header = File.ReadAllText(Out("out.hea"));
            header.Contains("Aldomet").ShouldBe(person); // a drug that the header of record 100 names
            header.Contains("1979").ShouldBe(date);
            Info(Out("out.hea")).GetProperty("annotations").GetProperty("count").GetInt32().ShouldBe(marks);
            outcome.Output.Contains("left out     sex, age, notes").ShouldBe(!person);
            outcome.Output.Contains("; date and time of the recording").ShouldBe(!date);
            outcome.Output.Contains("the texts of 2274 annotations").ShouldBe(!person && marks > 0);
            File.Exists(Out("out.atr")).ShouldBe(marks > 0); // those of the record that was there before are gone too
        }

    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void Conversion_resamples_and_says_so()
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("convert", Shared("ecg-mitdb.zip/100.hea"), Out("r.hea"), "--rate", "250");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldContain("clef: rate-changed: MLII, V5: resampled from 360 to 250 Hz");
        JsonElement info = Info(Out("r.hea"));
        info.GetProperty("channels").EnumerateArray().ShouldAllBe(c => c.GetProperty("sampleRate").GetDouble() == 250 && c.GetProperty("samples").GetInt64() == 451_389);
        info.GetProperty("annotations").GetProperty("count").GetInt32().ShouldBe(2274);
        EcgCommandLine.Run("convert", Shared("ecg-mitdb.zip/100.hea"), Out("w.hea"), "--rate", "0").ExitCode.ShouldBe(2);
    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void A_record_converted_to_EDF_and_back_to_WFDB_keeps_samples_and_beats()
    {
        foreach (string name in (string[])["a.edf", "a.bdf", "a.hea"])
        {
            EcgCommandLine.Outcome outcome = EcgCommandLine.Run("convert", Shared("ecg-mitdb.zip/100.hea"), Out(name));
            outcome.ExitCode.ShouldBe(0, outcome.Error);
        }

        EcgCommandLine.Run("convert", Out("a.edf"), Out("b.hea")).ExitCode.ShouldBe(0);

        // The last record of the EDF is filled up; what is read from it is not.
        new FileInfo(Out("a.dat")).Length.ShouldBe(2 * 2 * 650_000);
        File.ReadAllBytes(Out("b.dat")).AsSpan().SequenceEqual(File.ReadAllBytes(Out("a.dat"))).ShouldBeTrue();
        File.ReadAllBytes(Out("b.atr")).ShouldBe(File.ReadAllBytes(Out("a.atr")));
        File.ReadAllText(Out("a.hea")).ShouldContain("a.dat 16 200(1024)/mV "); // the gain of record 100
        File.ReadAllText(Out("b.hea")).ShouldContain("b.dat 16 200(1024)/mV ");
        Info(Shared("ecg-mitdb.zip/100.hea")).GetProperty("annotations").GetProperty("count").GetInt32().ShouldBe(2274); // 2,273 beats, one rhythm
        foreach (string name in (string[])["a.edf", "a.bdf", "a.hea", "b.hea"])
        {
            JsonElement copy = Info(Out(name));
            JsonElement kinds = copy.GetProperty("annotations").GetProperty("kinds");
            kinds.GetProperty("N").GetInt32().ShouldBe(2239, name);
            kinds.GetProperty("A").GetInt32().ShouldBe(33, name);
            kinds.GetProperty("V").GetInt32().ShouldBe(1, name);
            copy.GetProperty("annotations").GetProperty("count").GetInt32().ShouldBe(2274, name);
            copy.GetProperty("channels").EnumerateArray().Select(c => c.GetProperty("label").GetString()).ShouldBe(["MLII", "V5"], name);
        }
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void An_ECG_is_drawn_on_its_paper_to_scale()
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("plot", Shared("ecg-ludb.zip/data/1.hea"), "--seconds", "10", "--out", Out("ecg.svg"));
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        XElement page = XDocument.Load(Out("ecg.svg")).Root!;
        page.Attribute("width")!.Value.ShouldEndWith("mm");
        string[] texts = [.. page.Descendants(Svg + "text").Select(t => t.Value)];
        texts.ShouldContain(t => t.Contains("25 mm/s, 10 mm/mV"));
        string[] leads = ["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"];
        texts.Select(t => t.ToUpperInvariant()).Where(leads.Contains).ShouldBe(leads);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void An_EEG_is_drawn_in_the_longitudinal_bipolar_montage()
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(
            "plot", Shared("eeg-eegmat.zip/edf/Subject02_2.edf"), "--from", "5", "--montage", "longitudinal-bipolar", "--out", Out("eeg.svg"));
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        XElement page = XDocument.Load(Out("eeg.svg")).Root!;
        string[] pairs = [.. page.Descendants(Svg + "text").Select(t => t.Value).Where(t => t.Contains('-') && !t.Contains("montage"))];
        pairs.Length.ShouldBe(18); // four chains of four and the midline's two
        pairs.ShouldContain("Fp1-F7");
        page.Descendants(Svg + "path").Count(p => p.Attribute("d")!.Value.Length > 1000).ShouldBe(18);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void An_EEG_is_drawn_in_every_other_montage()
    {
        foreach ((string montage, int traces, string one) in ((string, int, string)[])
            [("as-recorded", 21, "EEG Fp1"), ("average-reference", 19, "Cz-AVG"), ("transverse-bipolar", 14, "C3-Cz"), ("laplacian", 19, "Cz-LAP")])
        {
            EcgCommandLine.Outcome outcome = EcgCommandLine.Run("plot", Shared("eeg-eegmat.zip/edf/Subject02_2.edf"), "--as", "eeg", "--montage", montage, "--out", Out("eeg.svg"));
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            XElement page = XDocument.Load(Out("eeg.svg")).Root!;
            page.Descendants(Svg + "path").Count(p => p.Attribute("d")!.Value.Length > 1000).ShouldBe(traces, montage);
            page.Descendants(Svg + "text").Select(t => t.Value).ShouldContain(one, montage);
        }
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void A_file_of_a_BIDS_folder_has_what_its_sidecars_say()
    {
        string folder = Path.Combine(_folder, "set", "sub-02", "eeg");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "sub-02_task-sums_eeg.edf");
        File.Move(Extract("eeg-eegmat.zip", "edf/Subject02_2.edf"), file);
        File.WriteAllText(Out("set/dataset_description.json"), """{"Name":"built","BIDSVersion":"1.9.0"}""");
        File.WriteAllText(Out("set/participants.tsv"), "participant_id\tage\tsex\nsub-02\t21\tF\n");
        File.WriteAllText(Path.Combine(folder, "sub-02_task-sums_events.tsv"), "onset\tduration\ttrial_type\n5\t60\tcounting\n");
        JsonElement info = Info(file);
        info.GetProperty("format").GetString()!.ShouldStartWith("BIDS-EEG (EDF");
        info.GetProperty("subject").EnumerateObject().Select(p => p.Name).ShouldContain("age");
        info.GetProperty("annotations").GetProperty("kinds").GetProperty("counting").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("info")]
    [InlineData("convert")]
    [InlineData("plot")]
    public void A_file_that_is_not_there_fails_and_leaves_nothing(string verb) =>
        Fails(Out("absent.edf"), verb, "absent.edf");

    [Theory]
    [InlineData("info")]
    [InlineData("convert")]
    [InlineData("plot")]
    public void A_letter_is_no_recording(string verb)
    {
        File.WriteAllText(Out("letter.txt"), "Dear colleague,\n\nthank you for referring this patient.\n");
        Fails(Out("letter.txt"), verb, "letter.txt");
        File.Move(Out("letter.txt"), Out("letter.edf"));
        Fails(Out("letter.edf"), verb, "letter.edf");
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void A_header_that_was_cut_short_fails()
    {
        string file = Extract("eeg-eegmat.zip", "edf/Subject02_2.edf");
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(3000); // within the descriptions of 22 signals, which take 22 x 256 bytes after the first 256
        }

        foreach (string verb in (string[])["info", "convert", "plot"])
        {
            Fails(file, verb, "Subject02_2.edf");
        }
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void An_EDF_that_was_cut_within_its_data_is_read_with_a_remark()
    {
        string file = Extract("eeg-eegmat.zip", "edf/Subject02_2.edf");
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length / 2);
        }

        JsonElement info = Info(file);
        info.GetProperty("durationSeconds").GetDouble().ShouldBeInRange(30, 31);
        info.GetProperty("remarks").EnumerateArray().Select(r => r.GetProperty("code").GetString()).ShouldContain("record-count-wrong");
    }

    [Theory]
    [InlineData("info", "a.edf", "--fast")]
    [InlineData("info", "a.edf", "--quality-seconds", "some")]
    [InlineData("info", "a.edf", "--quality-seconds", "-1")]
    [InlineData("convert", "a.edf", "b.edf", "--rate", "fast")]
    [InlineData("convert", "a.edf", "b.edf", "--keep-dates")]
    [InlineData("ecg", "embed", "a.edf", "--model", "m", "--out", "o.csv", "--batch", "many")]
    [InlineData("convert", "a.edf", "b.edf", "--bits", "12")]
    [InlineData("convert", "a.edf")]
    [InlineData("plot", "a.edf")]
    [InlineData("plot", "a.edf", "--out", "b.svg", "--montage", "sideways")]
    [InlineData("plot", "a.edf", "--out", "b.svg", "--seconds", "ten")]
    public void A_wrong_option_is_wrong_usage(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain("clef: ");
        outcome.Output.ShouldBeEmpty();
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void What_cannot_be_written_fails_and_leaves_nothing_behind()
    {
        string source = Shared("ecg-ludb.zip/data/1.hea");
        File.WriteAllText(Out("file"), "not a folder");
        foreach (string target in (string[])["file/a.edf", "file/a.hea", "file/a.csv", "a.doc"])
        {
            Failed(EcgCommandLine.Run("convert", source, Out(target)));
        }

        Failed(EcgCommandLine.Run("plot", source, "--out", Out("file/a.svg")));
        Failed(EcgCommandLine.Run("plot", source, "--seconds", "1e9", "--out", Out("a.svg")));
        Failed(EcgCommandLine.Run("plot", source, "--from", "10", "--out", Out("a.svg"))); // the record ends there
        Failed(EcgCommandLine.Run("plot", source, "--from=-1", "--out", Out("a.svg")));
        Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).ShouldBe(["file"]);
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void An_existing_file_is_replaced_on_demand_only()
    {
        string source = Shared("ecg-ludb.zip/data/1.hea");
        File.WriteAllText(Out("a.edf"), "mine");
        Failed(EcgCommandLine.Run("convert", source, Out("a.edf")));
        File.ReadAllText(Out("a.edf")).ShouldBe("mine");
        EcgCommandLine.Run("convert", source, Out("a.edf"), "--force").ExitCode.ShouldBe(0);
        Info(Out("a.edf")).GetProperty("channels").GetArrayLength().ShouldBe(12);
    }

    private void Fails(string file, string verb, string named)
    {
        string[] before = Directory.GetFileSystemEntries(_folder);
        string[] rest = verb switch { "convert" => [Out("out.edf")], "plot" => ["--out", Out("out.svg")], _ => [] };
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run([verb, file, .. rest]);
        Failed(outcome);
        outcome.Error.ShouldContain(named);
        Directory.GetFileSystemEntries(_folder).ShouldBe(before, ignoreOrder: true);
    }

    private static void Failed(EcgCommandLine.Outcome outcome)
    {
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldStartWith("clef: ");
        outcome.Error.ShouldNotContain("   at "); // no stack of calls
        outcome.Output.ShouldBeEmpty();
    }
}
