using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats;

/// <summary>The three XML formats on built files, and what XML may not do.</summary>
public class XmlFormatsTests
{
    private static readonly short[] Wave = [.. Enumerable.Range(0, 120).Select(i => (short)(200 * Math.Sin(i * 0.3)))];

    private static Recording Open(string text) => RecordingFile.Open(new MemoryFolder().With("a.xml", System.Text.Encoding.UTF8.GetBytes(text)), "a.xml");

    [Fact]
    public void Annotated_ecg_scales_digits_and_places_annotations()
    {
        using Recording recording = Open(XmlBuilders.AnnotatedEcg(("I", "1 2\n3 -4"), ("AVR", "5 6 7 100000"), ("V1", "1 x 3 2.5")));
        recording.Format.ShouldBe("HL7 aECG");
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate)).ShouldBe([("I", "uV", 250.0), ("aVR", "uV", 250.0), ("V1", "uV", 250.0)]);
        recording.ReadAll(0).ShouldBe([12, 14, 16, 2]);
        recording.ReadAll(1).ShouldBe([20, 22, 24, 200010]);
        recording.ReadAll(2).ShouldBe([12, float.NaN, 16, 15]);
        recording.Start.ShouldBe(new DateTime(2024, 3, 1, 12, 0, 0));
        recording.Subject.ShouldBe(new Subject("S-ä", null, "F", new DateOnly(1970, 1, 31), null, null));
        Annotation annotation = recording.Annotations.ShouldHaveSingleItem();
        (annotation.Text, annotation.Channel).ShouldBe(("MDC_ECG_WAVC: MDC_ECG_WAVC_QRSWAVE", "aVR"));
        annotation.OnsetSeconds.ShouldBe(1.5);
        annotation.DurationSeconds!.Value.ShouldBe(0.1, 1e-9);
        recording.Remarks.Select(r => r.Code).ShouldBe(["sample-unreadable"]);
    }

    [Fact]
    public void Annotated_ecg_of_one_sample_and_of_none()
    {
        using Recording one = Open(XmlBuilders.AnnotatedEcg(("I", "7")));
        one.ReadAll(0).ShouldBe([24]);
        using Recording empty = Open(XmlBuilders.AnnotatedEcg(("I", "")));
        empty.DurationSeconds.ShouldBe(0);
        Should.Throw<ClefException>(() => Open(XmlBuilders.AnnotatedEcg())).Field.ShouldBe("sequenceSet");
    }

    [Fact]
    public void Muse_derives_the_limb_leads_and_reads_facts()
    {
        using Recording recording = Open(XmlBuilders.Muse("<HighPassFilter>16</HighPassFilter>", ("I", [100, 200]), ("II", [300, -50]), ("V1", [7, 8])));
        recording.Channels.Select(c => c.Label).ShouldBe(["I", "II", "III", "aVR", "aVL", "aVF", "V1"]);
        float[][] expected = [[100, 200], [300, -50], [200, -250], [-200, -75], [-50, 225], [250, -150], [7, 8]];
        for (int c = 0; c < expected.Length; c++)
        {
            recording.ReadAll(c).Zip(expected[c]).ShouldAllBe(p => Math.Abs(p.First - (p.Second * 4.88)) < 1e-3);
        }

        recording.Subject.ShouldBe(new Subject("P1", "Döe", "F", new DateOnly(1970, 1, 31), 1.5, null));
        recording.Start.ShouldBe(new DateTime(2024, 3, 1, 12, 0, 1));
        recording.Channels[0].Prefilter.ShouldBe("HP:0.16Hz");
        recording.Annotations.Select(a => a.Text).ShouldBe(["Sinus rhythm"]);
        recording.Remarks.Select(r => r.Code).ShouldBe(["doctype-ignored", "limb-leads-derived"]);
    }

    [Fact]
    public void Philips_reads_plain_and_compressed_leads()
    {
        byte[] plain = [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes(((short[])[1, 2, 3, 4, 5, 6]).AsSpan())];
        using Recording two = Open(XmlBuilders.Philips("1.04", "leadlabels=\"I II\" numberofleads=\"2\"", plain, 6, 2));
        two.ReadAll(0).ShouldBe([5, 10, 15]);
        two.ReadAll(1).ShouldBe([20, 25, 30]);

        // Compressed leads III to aVF hold what they differ from the sum of the leads that they follow from: here nothing.
        short[] none = new short[120], half = [.. Wave.Select(s => (short)(s / 2))];
        short[][] stored = [half, Wave, none, none, none, none, Wave, half, Wave, half, Wave, half];
        using Recording twelve = Open(XmlBuilders.Philips("1.03", "compressflag=\"True\" compressmethod=\"XLI\"", XmlBuilders.Xli(stored), 240, 12));
        twelve.Channels.Select(c => c.Label).ShouldBe(["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]);
        twelve.ReadAll(1).ShouldBe(Wave.Select(s => s * 5f));
        twelve.ReadAll(2).ShouldBe(Wave.Zip(half, (ii, i) => (ii - i) * 5f));
        twelve.ReadAll(11).ShouldBe(half.Select(s => s * 5f));
        twelve.Remarks.ShouldBeEmpty();
        twelve.Start.ShouldBe(new DateTime(2024, 3, 1, 12, 0, 1));
    }

    [Theory]
    [InlineData("2.0", "", "documentversion")]
    [InlineData("1.03", "compressmethod=\"ZIP\"", "compression")]
    [InlineData("1.03", "numberofleads=\"900\"", "numberofleads")]
    public void Philips_refuses_what_it_does_not_know(string version, string attributes, string field) =>
        Should.Throw<ClefException>(() => Open(XmlBuilders.Philips(version, attributes, new byte[24], 6, 2))).Field.ShouldBe(field);

    [Fact]
    public void Entities_are_never_resolved_and_depth_is_bounded()
    {
        string muse = XmlBuilders.Muse("", ("I", Wave));
        string bomb = muse.Replace("<!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">", "<!DOCTYPE RestingECG [<!ENTITY a \"x\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>");
        Should.Throw<ClefException>(() => Open(bomb.Replace("<PatientID>P1", "<PatientID>&a;"))).Field.ShouldBe("XML");
        Should.Throw<ClefException>(() => Open(bomb.Replace("<PatientID>P1", "<PatientID>&f;"))).Field.ShouldBe("XML");
        string deep = string.Concat(Enumerable.Repeat("<b>", 500)) + string.Concat(Enumerable.Repeat("</b>", 500));
        Should.Throw<ClefException>(() => Open(muse.Replace("<TestDemographics>", deep + "<TestDemographics>"))).Message.ShouldContain("levels");
        Should.Throw<ClefException>(() => Open(muse.Replace("<TestDemographics>", string.Concat(Enumerable.Repeat("<b/>", 50_000)) + "<TestDemographics>"))).Field.ShouldBe("XML");
    }
}
