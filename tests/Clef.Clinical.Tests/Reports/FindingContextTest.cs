using Clef.Clinical.Reports.Findings;
using static Clef.Clinical.Reports.Findings.FindingStatus;

namespace Clef.Clinical.Tests.Reports;

/// <summary>Scope of negation, doubt, history and comparison: one sentence, one finding, one answer.</summary>
public class FindingContextTest
{
    private static readonly FindingExtractor Extractor = new(FindingVocabulary.Default);

    [Theory]
    [InlineData("There are left temporal spikes.", "spikes", Present)]
    [InlineData("There are no spikes.", "spikes", Absent)]
    [InlineData("No spikes, sharp waves or seizures were seen.", "seizure", Absent)]
    [InlineData("No asymmetry or epileptiform activity was present during drowsiness or sleep.", "sleep", Present)]
    [InlineData("No asymmetry or epileptiform activity was present during drowsiness or sleep.", "epileptiform-discharges", Absent)]
    [InlineData("No seizures, but frequent right frontal sharp waves.", "sharp-waves", Present)]
    [InlineData("No seizures were recorded and the background shows generalized slowing.", "generalized-slowing", Present)]
    [InlineData("Spikes were not seen.", "spikes", Absent)]
    [InlineData("The background is slow, and epileptiform discharges were not observed.", "generalized-slowing", Present)]
    [InlineData("Epileptiform discharges: none", "epileptiform-discharges", Absent)]
    [InlineData("Seizures: 2 left temporal seizures", "focal-seizure", Present)]
    [InlineData("Seizures:\nNone.", "seizure", Absent)]
    [InlineData("Possible left temporal sharp waves.", "sharp-waves", Possible)]
    [InlineData("A seizure cannot be excluded.", "seizure", Possible)]
    [InlineData("Possible left temporal sharp waves and generalized slowing.", "generalized-slowing", Present)]
    [InlineData("The patient has a history of seizures.", "seizure", NotMentioned)]
    [InlineData("INDICATION: rule out status epilepticus", "status-epilepticus", NotMentioned)]
    [InlineData("The prior EEG showed left temporal spikes.", "spikes", NotMentioned)]
    [InlineData("Compared with the prior EEG, the left temporal spikes are no longer seen.", "spikes", Absent)]
    [InlineData("Compared with the prior EEG of May 2020, generalized slowing is unchanged.", "generalized-slowing", Present)]
    [InlineData("The GPDs have resolved.", "gpd", Absent)]
    [InlineData("Spikes seen on the prior study are again seen.", "spikes", Present)]
    [InlineData("No significant change in the GPDs.", "gpd", Present)]
    [InlineData("Continue antiseizure medication and seizure precautions.", "seizure", NotMentioned)]
    [InlineData("This does not exclude a seizure disorder.", "seizure", NotMentioned)]
    [InlineData("Triphasic waves rather than epileptiform discharges.", "epileptiform-discharges", Absent)]
    [InlineData("Triphasic waves rather than epileptiform discharges.", "triphasic-waves", Present)]
    [InlineData("Hyperventilation was not performed.", "hyperventilation-performed", Absent)]
    [InlineData("Photic stimulation did not produce driving.", "photic-driving", Absent)]
    [InlineData("Photic stimulation did not produce driving.", "photic-performed", Present)]
    [InlineData("A 45-year-old man with generalized seizures. EEG normal.", "seizure", NotMentioned)]
    [InlineData("With the exception of vertex waves, no sharp activity.", "vertex-waves", Present)]
    [InlineData("Abnormal EEG because of left temporal spikes.", "spikes", Present)]
    [InlineData("Abnormal EEG because of left temporal spikes.", "abnormal-eeg", Present)]
    [InlineData("The recording is not normal because of right frontal sharp waves.", "sharp-waves", Present)]
    [InlineData("Abnormal owing to generalized periodic discharges at 1 Hz.", "gpd", Present)]
    [InlineData("Abnormal on account of two left frontal seizures.", "focal-seizure", Present)]
    [InlineData("The asymmetry is there because of a left breach rhythm.", "breach", Present)]
    [InlineData("Abnormal because of possible right temporal spikes.", "spikes", Possible)]
    [InlineData("No sleep was reached because of frequent seizures.", "seizure", Present)]
    [InlineData("Monitoring was started because of seizures.", "seizure", NotMentioned)]
    [InlineData("The EEG was abnormal and was repeated because of seizures.", "seizure", NotMentioned)]
    [InlineData("Photic stimulation was omitted because of status epilepticus.", "status-epilepticus", NotMentioned)]
    [InlineData("EEG requested because of seizures.", "seizure", NotMentioned)]
    [InlineData("Drowsiness shows attenuation of the alpha rhythm and slow roving eye movements.", "slow-posterior-rhythm", NotMentioned)]
    [InlineData("The alpha rhythm is mildly slow.", "slow-posterior-rhythm", Present)]
    [InlineData("Frequent spike and wave discharges; these discharges and sharp waves arise from the left temporal region.", "focal-epileptiform", Present)]
    [InlineData("There was symmetric slowing with hyperventilation.", "hyperventilation-slowing", Present)]
    public void OneSentence(string report, string finding, FindingStatus status) => Extractor.Extract(report)[finding].Status.ShouldBe(status);

    [Theory]
    [InlineData("Wicket spikes over the left temporal region in drowsiness.", "spikes")]
    [InlineData("Wicket spikes over the left temporal region in drowsiness.", "focal-epileptiform")]
    [InlineData("Vertex sharp waves were seen.", "sharp-waves")]
    [InlineData("Positive occipital sharp transients of sleep.", "sharp-waves")]
    [InlineData("Posterior slow waves of youth are present.", "generalized-slowing")]
    [InlineData("14 and 6 Hz positive spikes.", "epileptiform-discharges")]
    [InlineData("Generalized periodic epileptiform discharges.", "generalized-epileptiform")]
    [InlineData("Psychogenic nonepileptic seizures were recorded.", "seizure")]
    [InlineData("The EEG is abnormal.", "normal-eeg")]
    public void NamesCoverTheWordsWithinThem(string report, string finding) => Extractor.Extract(report)[finding].Status.ShouldBe(NotMentioned);

    [Theory]
    [InlineData("The posterior dominant rhythm is 9 to 10 Hz.", 9, 10)]
    [InlineData("PDR: 8.5 Hz", 8.5, 8.5)]
    [InlineData("an alpha rhythm of nine to ten hertz", 9, 10)]
    [InlineData("There is a 7.5-8 cps posterior rhythm", 7.5, 8)]
    public void PosteriorRhythmHasItsFrequency(string report, double low, double high) =>
        Extractor.Extract(report)["posterior-dominant-rhythm"].Frequency.ShouldBe(new FrequencyRange(low, high));

    [Theory]
    [InlineData("Left temporal slowing and right frontal sharp waves.", "focal-slowing", "left temporal")]
    [InlineData("Left temporal slowing and right frontal sharp waves.", "sharp-waves", "right frontal")]
    [InlineData("Spikes at F8 and T4.", "spikes", "right temporal")]
    [InlineData("Sharp waves over the left frontotemporal region.", "sharp-waves", "left frontal temporal")]
    [InlineData("LPDs over the right hemisphere.", "lpd", "right")]
    [InlineData("Bitemporal slowing.", "focal-slowing", "bilateral temporal")]
    public void FindingsHaveTheirPlace(string report, string finding, string place) => Extractor.Extract(report)[finding].Location!.ToString().ShouldBe(place);
}
