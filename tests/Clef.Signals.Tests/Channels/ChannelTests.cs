using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Channels;

public class ChannelTests
{
    [Theory]
    [InlineData("EEG Fp1-REF", "Fp1", "REF")]
    [InlineData("FP1-LE", "Fp1", "LE")]
    [InlineData("EEG T3-LE", "T7", "LE")]
    [InlineData("T7", "T7", null)]
    [InlineData("EEG T5", "P7", null)]
    [InlineData("Fc5.", "FC5", null)]
    [InlineData("Cz..", "Cz", null)]
    [InlineData("EEG-Pz", "Pz", null)]
    [InlineData("POL O1", "O1", null)]
    [InlineData("fp2-a1", "Fp2", "A1")]
    [InlineData("C3-A1+A2", "C3", "LE")]
    [InlineData("EEG FP1-AVG", "Fp1", "AR")]
    public void Electrodes_are_known_in_every_spelling(string label, string name, string? against)
    {
        ChannelLabel parsed = ChannelLabel.Parse(label);
        parsed.Kind.ShouldBe(SignalKind.Eeg);
        parsed.Name.ShouldBe(name);
        parsed.Against.ShouldBe(against);
        parsed.IsBipolar.ShouldBeFalse();
    }

    [Theory]
    [InlineData("FP1-F7", "Fp1-F7")]
    [InlineData("EEG T3-T5", "T7-P7")]
    [InlineData("T8-P8-0", "T8-P8")]
    public void Pairs_are_known(string label, string name)
    {
        ChannelLabel parsed = ChannelLabel.Parse(label);
        parsed.IsBipolar.ShouldBeTrue();
        parsed.FullName.ShouldBe(name);
    }

    [Theory]
    [InlineData("MLII", "II")]
    [InlineData("ECG I", "I")]
    [InlineData("ECG I filtered", "I")]
    [InlineData("AVR", "aVR")]
    [InlineData("Lead III", "III")]
    [InlineData("v6", "V6")]
    [InlineData("ECG", "ECG")]
    [InlineData("EKG", "ECG")]
    [InlineData("ECG ECG", "ECG")]
    public void Leads_are_known(string label, string name)
    {
        ChannelLabel parsed = ChannelLabel.Parse(label);
        parsed.Kind.ShouldBe(SignalKind.Ecg);
        parsed.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("EEG A2-A1", SignalKind.Reference)]
    [InlineData("M1", SignalKind.Reference)]
    [InlineData("Resp", SignalKind.Other)]
    [InlineData("", SignalKind.Other)]
    [InlineData("-", SignalKind.Other)]
    [InlineData("EEG ", SignalKind.Other)]
    [InlineData("Fp1-Nonsense", SignalKind.Other)]
    [InlineData("\0\0", SignalKind.Other)]
    public void Others_are_told_apart(string label, SignalKind kind) => ChannelLabel.Parse(label).Kind.ShouldBe(kind);

    [Theory]
    [InlineData("uV", 1)]
    [InlineData("\u00b5V", 1)]
    [InlineData("\u03bcV", 1)]
    [InlineData(" mV ", 1000)]
    [InlineData("MV", 1000)]
    [InlineData("V", 1e6)]
    [InlineData("millivolts", 1000)]
    public void Units_are_known(string unit, double microvolts) => VoltageUnit.Microvolts(unit).ShouldBe(microvolts);

    [Theory]
    [InlineData("")]
    [InlineData("mmHg")]
    [InlineData("adu")]
    public void Other_units_have_no_factor(string unit) => VoltageUnit.Microvolts(unit).ShouldBeNull();

    [Fact]
    public void A_match_says_which_came_from_where()
    {
        Channel[] channels =
        [
            new("EEG Fp1-REF", "mV", 200, 10), new("EEG T3-REF", "uV", 200, 10), new("EEG T3-REF", "uV", 200, 10), new("EEG F7-REF", "mV", 200, 10),
            new("EEG O1-REF", "", 200, 10),
        ];
        IReadOnlyList<ChannelMatch> matches =
            ChannelSelection.Match(channels, new ChannelRequirement(SignalKind.Eeg, ["Fp1", "T7", "Cz", "Fp1-F7", "O1"], "uV"));
        matches[0].Sources.ShouldBe([new ChannelSource(0, "EEG Fp1-REF", 1000)]);
        matches[1].Sources[0].Index.ShouldBe(1);
        matches[1].Note.ShouldContain("2 times");
        matches[2].IsMissing.ShouldBeTrue();
        matches[3].Sources.Select(s => (s.Index, s.Factor)).ShouldBe([(0, 1000), (3, -1000)]);
        matches[4].UnitFactor.ShouldBeNull();
        matches[4].Note.ShouldContain("unknown");
    }

    [Theory]
    [InlineData("ECG I", 0)]
    [InlineData("ECG I filtered", 1)]
    [InlineData("ECG1", 2)]
    [InlineData("I", 0)]
    public void A_lead_may_be_asked_for_by_its_name_or_exactly_as_recorded(string name, int index)
    {
        Channel[] channels = [new("ECG I", "mV", 500, 10), new("ECG I filtered", "mV", 500, 10), new("ECG1", "mV", 500, 10)];
        ChannelSelection.Match(channels, new ChannelRequirement(SignalKind.Ecg, [name], "mV"))[0].Sources[0].Index.ShouldBe(index);
        Should.Throw<ClefException>(() => ChannelSelection.Match(channels, new ChannelRequirement(SignalKind.Ecg, ["ECG7"], "mV")));
    }

    [Fact]
    public void An_unknown_requirement_is_refused_and_no_channel_is_no_error()
    {
        Should.Throw<ClefException>(() => ChannelSelection.Match([], new ChannelRequirement(SignalKind.Eeg, ["Q9"], "uV")));
        Should.Throw<ClefException>(() => ChannelSelection.Match([], new ChannelRequirement(SignalKind.Eeg, ["Cz"], "furlong")));
        ChannelSelection.Match([], new ChannelRequirement(SignalKind.Eeg, ["Cz"], "uV"))[0].IsMissing.ShouldBeTrue();
    }
}
