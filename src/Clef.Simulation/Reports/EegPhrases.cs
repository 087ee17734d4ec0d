using Clef.Simulation.Eeg;
using static Clef.Simulation.Eeg.EegFinding;

namespace Clef.Simulation.Reports;

/// <summary>
/// The sentences of simulated EEG reports: for each finding, ways to describe it and ways to sum it up. Placeholders: {side} {region} {hz} {often} {grade} {n}.
/// </summary>
internal static class EegPhrases
{
    internal static IReadOnlyDictionary<EegFinding, (string[] Describe, string[] Conclude)> Of { get; } = new Dictionary<EegFinding, (string[], string[])>
    {
        [PosteriorRhythm] = (["The posterior dominant rhythm is {hz} Hz, reactive to eye opening.", "A posterior dominant rhythm of {hz} Hz is seen with the eyes closed.", "PDR: {hz} Hz, attenuates with eye opening.", "Well-formed alpha rhythm at {hz} Hz over the occipital regions."], []),
        [SlowPosteriorRhythm] = (["The posterior dominant rhythm is slow at {hz} Hz.", "The PDR reaches only {hz} Hz, which is slow for age."], ["Slowing of the posterior dominant rhythm.", "Slow background rhythm."]),
        [LowVoltage] = (["The background is of low voltage throughout.", "Amplitudes remain below 20 uV in all derivations."], ["Low voltage record."]),
        [ExcessBeta] = (["There is excess beta activity, maximal over the frontal regions.", "Diffuse low amplitude fast activity is prominent, likely a medication effect."], ["Excess beta activity, likely due to medication.", "Diffuse beta activity."]),
        [GeneralisedSlowing] = (["There is {grade} generalized slowing of the background in the theta-delta range.", "Continuous {grade} diffuse polymorphic slowing is present.", "The background consists of {grade} diffuse theta and delta slowing."], ["{grade} generalized slowing, consistent with a {grade} diffuse encephalopathy.", "{grade} diffuse slowing suggests encephalopathy of nonspecific cause."]),
        [FocalSlowing] = (["Intermittent polymorphic delta slowing is seen over the {side} {region} region.", "There is focal slowing in the {side} {region} area.", "{side} {region} theta-delta slowing is noted, {often}."], ["Focal slowing, {side} {region}, suggests underlying structural dysfunction.", "{side} {region} focal slowing."]),
        [Breach] = (["Higher amplitude and sharper activity over the {side} {region} region is consistent with a breach rhythm.", "A breach effect is seen on the {side} over the {region} region."], ["Breach rhythm, {side} {region}, consistent with prior craniotomy."]),
        [FocalSpikes] = (["{often} sharp waves are seen over the {side} {region} region.", "{often} spike and wave discharges arise from the {side} {region} region.", "Epileptiform discharges, {often}, maximal over the {side} {region} area with phase reversal."], ["{side} {region} epileptiform discharges, which confer an increased risk of focal seizures.", "Sharp waves, {side} {region}."]),
        [GeneralisedSpikeWave] = (["{often} generalized spike and wave discharges at {hz} Hz are recorded, lasting up to several seconds.", "Bursts of bifrontally predominant {hz} Hz generalized spike-wave are seen, {often}."], ["Generalized spike and wave discharges, consistent with a generalized epilepsy.", "Generalized epileptiform discharges."]),
        [Polyspikes] = (["Some discharges have a polyspike component.", "Generalized polyspike and wave discharges are present."], ["Polyspike and wave discharges."]),
        [FocalSeizure] = (["{n} focal electrographic seizure(s) arise from the {side} {region} region, beginning with low amplitude fast activity that evolves to rhythmic theta and then delta.", "During the recording {n} seizure(s) with {side} {region} onset are captured."], ["{n} electrographic seizure(s) of {side} {region} onset.", "Focal seizures from the {side} {region} region."]),
        [AbsenceSeizure] = (["Prolonged runs of generalized spike-wave are accompanied by staring and unresponsiveness.", "{n} absence seizure(s) with {hz} Hz generalized spike and wave are recorded."], ["Absence seizures recorded."]),
        [StatusEpilepticus] = (["The seizures recur without return to baseline and meet criteria for electrographic status epilepticus."], ["Electrographic status epilepticus.", "Findings meet criteria for nonconvulsive status epilepticus."]),
        [Lpd] = (["Lateralized periodic discharges (LPDs) are seen over the {side} {region} region at {hz} Hz.", "There are {side} sided periodic discharges at {hz} Hz, maximal {region}."], ["LPDs, {side} {region}, at {hz} Hz: increased seizure risk.", "{side} lateralized periodic discharges."]),
        [Gpd] = (["Generalized periodic discharges (GPDs) at {hz} Hz are present for part of the record.", "GPDs are seen at a frequency of {hz} Hz."], ["Generalized periodic discharges at {hz} Hz."]),
        [Lrda] = (["Lateralized rhythmic delta activity at {hz} Hz is seen in runs over the {side} {region} region.", "{often} {side} LRDA at {hz} Hz."], ["{side} lateralized rhythmic delta activity."]),
        [Grda] = (["Generalized rhythmic delta activity at {hz} Hz appears in runs, frontally predominant.", "GRDA at {hz} Hz is noted intermittently."], ["Generalized rhythmic delta activity."]),
        [TriphasicWaves] = (["Generalized periodic discharges with triphasic morphology and an anterior-posterior lag are seen at {hz} Hz.", "Triphasic waves at {hz} Hz are present."], ["Triphasic waves, as seen in toxic-metabolic encephalopathy."]),
        [BurstSuppression] = (["The record shows a burst suppression pattern, with bursts of mixed frequencies and suppression below 10 uV.", "Burst-suppression is present throughout."], ["Burst suppression pattern.", "Burst suppression, indicating severe encephalopathy or the effect of anesthetic agents."]),
        [Drowsiness] = (["Drowsiness is recorded, with attenuation of the alpha rhythm and slow roving eye movements."], []),
        [Sleep] = (["Stage II sleep is attained.", "The patient falls asleep during the study.", "N2 sleep was recorded."], []),
        [VertexWaves] = (["Vertex waves are seen.", "Vertex sharp transients appear symmetrically."], []),
        [SleepSpindles] = (["Sleep spindles are symmetric and synchronous.", "Symmetric sleep spindles are present."], []),
        [KComplexes] = (["K complexes are present."], []),
        [Posts] = (["POSTS are noted.", "Positive occipital sharp transients of sleep are seen, a normal finding."], []),
        [SlowWaveSleep] = (["Slow wave sleep is reached."], []),
        [Wickets] = (["Wicket waves are seen over the temporal regions in drowsiness, a benign variant.", "Left more than right temporal wicket spikes, a normal variant."], []),
        [MuRhythm] = (["A mu rhythm is noted centrally.", "Arciform central mu rhythm is present."], []),
        [PhoticDriving] = (["Photic stimulation produces a symmetric driving response.", "Photic driving is present."], []),
        [PhotoparoxysmalResponse] = (["Photic stimulation elicits a photoparoxysmal response.", "Generalized discharges outlast the flash during photic stimulation (photoparoxysmal response)."], ["Photoparoxysmal response."]),
        [HyperventilationSlowing] = (["Hyperventilation produces a physiologic build-up of slow activity.", "Symmetric slowing with hyperventilation."], []),
        [BlinkArtefact] = (["Eye blink artifact is present."], []),
        [MuscleArtefact] = (["Muscle artifact obscures portions of the record.", "Myogenic artifact is noted over the temporal leads."], []),
        [MovementArtefact] = (["Movement artifact is present at times."], []),
        [ElectrodeArtefact] = (["Electrode artifact is seen intermittently.", "Some electrode pop artifact."], []),
        [MainsArtefact] = (["Line noise is present in one or more channels."], []),
        [EcgArtefact] = (["EKG artifact is noted."], []),
    };

    /// <summary>Sentences that deny what is absent, and the findings that each denies.</summary>
    internal static IReadOnlyList<(EegFinding[] Denied, string[] Sentences)> Negations { get; } =
    [
        ([FocalSpikes, GeneralisedSpikeWave, Polyspikes, Lpd, Gpd], ["No epileptiform discharges were seen.", "There are no definite epileptiform abnormalities.", "No clear spikes or sharp waves.", "Epileptiform activity: none."]),
        ([FocalSeizure, AbsenceSeizure, StatusEpilepticus], ["No electrographic seizures were recorded.", "No seizures were captured.", "There were no clinical or electrographic seizures."]),
        ([FocalSlowing], ["No focal slowing.", "There was no consistent focal asymmetry.", "No focal or lateralizing features."]),
        ([Lpd, Gpd, Lrda, Grda], ["No periodic or rhythmic patterns.", "No rhythmic or periodic discharges."]),
        ([TriphasicWaves], ["No triphasic waves are seen."]),
        ([PhotoparoxysmalResponse], ["Photic stimulation did not produce any abnormal response.", "No photoparoxysmal response."]),
        ([Sleep], ["Sleep was not recorded.", "The patient did not sleep."]),
    ];

    internal static string[] Irrelevances { get; } =
    [
        "The study was performed with the standard 10-20 electrode placement.", "Video was reviewed.", "Comparison: none available.", "The technologist noted that the patient was cooperative.",
        "No prior study for comparison.", "Impedances were below 10 kOhm at the start.", "A single channel of EKG shows a regular rhythm.", "Clinical correlation is recommended.",
        "The previous study reportedly showed seizures; it was not available for review.", "A normal EEG does not exclude epilepsy.", "Family history of seizures is noted.",
    ];
}
