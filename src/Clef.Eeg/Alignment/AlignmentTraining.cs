using Clef.Eeg.Encoder;
using Clef.Learning.Contrastive;
using Clef.Learning.Data;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Alignment;

/// <summary>One session with what is known of it.</summary>
/// <param name="Tokens">The session, part of it hidden.</param>
/// <param name="Pieces">The pieces of its report; empty where there is none.</param>
/// <param name="Record">Its patient's record.</param>
/// <param name="Patient">The patient's number.</param>
public sealed record AlignmentSample(MaskedSequence Tokens, int[] Pieces, ProfileSet Record, long Patient);

/// <summary>
/// The alignment's loss: w1 reconstruction + w2 (session, report) + w3 (session, record), the latter two symmetric InfoNCE over all processes' samples. A session
/// may have a report, a record, both or neither; two sessions of one patient are never negatives of each other.
/// </summary>
public sealed class AlignmentTraining(
    SessionEncoder encoder, MaskedDecoder decoder, AlignmentNetwork network, AlignmentObjectives objectives, int textPadding, ProcessGroup? group = null) : ITrainable<AlignmentSample>
{
    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Module)> Parts => [("encoder", encoder), ("decoder", decoder), ("alignment", network)];

    /// <inheritdoc/>
    public Tensor Loss(LoadedBatch<AlignmentSample> batch, IDictionary<string, double> report) => Loss(batch.Items, report);

    /// <summary>The loss of samples.</summary>
    public Tensor Loss(IReadOnlyList<AlignmentSample> samples, IDictionary<string, double> report)
    {
        EncodedSessions encoded = encoder.Forward(TokenBatch.Kept([.. samples.Select(s => s.Tokens)], encoder.MaskCode));
        Tensor loss = encoded.Session.Sum() * 0;
        if (objectives.Reconstruction > 0)
        {
            loss += Reconstruction(encoded.Tokens, samples, report) * objectives.Reconstruction;
        }

        bool[] aligned = [.. samples.Select(s => s.Tokens.Rate <= objectives.AlignUpTo)];
        if (objectives.Text > 0)
        {
            int[][] pieces = [.. samples.Select((s, i) => aligned[i] ? s.Pieces : [])], filled = [.. pieces.Select(p => p.Length > 0 ? p : [textPadding])];
            (Tensor reports, Tensor? features) = network.Reports(filled, textPadding);
            features = objectives.SoftTargets > 0 ? features : null; // only soft targets ask for them, and only then are they exchanged
            loss += Contrast("text", network.SessionForText(encoded.Session), reports, pieces, features, samples, report) * objectives.Text;
        }

        if (objectives.Profile > 0)
        {
            int[][] codes = [.. samples.Select((s, i) => aligned[i] ? s.Record.Codes : [])];
            Tensor records = network.Records([.. samples.Select(s => s.Record.Person.Length + s.Record.Codes.Length > 0 ? [.. s.Record.Person, .. s.Record.Codes] : (int[])[0])]);
            loss += Contrast("profile", network.SessionForProfile(encoded.Session), records, codes, null, samples, report) * objectives.Profile;
        }

        return loss;
    }

    /// <inheritdoc/>
    public void AfterStep()
    {
    }

    private Tensor Reconstruction(Tensor tokens, IReadOnlyList<AlignmentSample> samples, IDictionary<string, double> report)
    {
        // Of samples that are masked too little, nothing is to be predicted.
        MaskedSequence[] masked = [.. samples.Select(s => s.Tokens.Rate >= objectives.ReconstructFrom ? s.Tokens : s.Tokens with { Masked = [] })];
        return MaskedReconstruction.Predict(decoder, tokens, masked, objectives.Smoothing, report);
    }

    private Tensor Contrast(string name, Tensor sessions, Tensor partners, int[][] sets, Tensor? features, IReadOnlyList<AlignmentSample> samples, IDictionary<string, double> report)
    {
        long[] patients = [.. samples.Select(s => s.Patient)];
        bool[] present = [.. sets.Select(s => s.Length > 0)];
        if (group is not null)
        {
            sessions = group.AllGather(sessions);
            partners = group.AllGather(partners);
            patients = group.AllGather(Tensor.From(patients, patients.Length)).ToArray<long>();
            present = [.. group.AllGather(Tensor.From(present.Select(p => p ? 1L : 0).ToArray(), present.Length)).ToArray<long>().Select(p => p != 0)];
            features = features is null ? null : group.AllGather(features);
            sets = objectives.SoftTargets > 0 && features is null ? GatherSets(group, sets) : sets;
        }

        report[$"{name}_present"] = present.Count(p => p);
        Tensor loss = objectives.SoftTargets > 0
            ? SoftInfoNce.Loss(sessions, partners, present, features is null ? Likeness.Dice(sets) : Likeness.Cosine(features), patients, objectives.SoftTargets, objectives.Scale)
            : SymmetricInfoNce.Loss(sessions, partners, present, patients, objectives.Scale);
        report[name] = loss.ToDouble();
        return loss;
    }

    /// <summary>The sets of all processes, exchanged as rows filled up with -1.</summary>
    private static int[][] GatherSets(ProcessGroup group, int[][] sets)
    {
        Tensor longest = Tensor.From<long>([sets.Max(s => s.Length)], 1);
        group.AllReduce(longest, ReduceOperation.Max);
        int length = (int)Math.Max(1, longest.ToInt64());
        long[] rows = [.. sets.SelectMany(s => Enumerable.Range(0, length).Select(k => k < s.Length ? (long)s[k] : -1))];
        return [.. group.AllGather(Tensor.From(rows, sets.Length, length)).ToArray<long>().Chunk(length).Select(row => row.Where(v => v >= 0).Select(v => (int)v).ToArray())];
    }
}
