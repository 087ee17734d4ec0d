using Clef.Clinical.Records;
using Clef.Core;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Tests.Encoder;
using Clef.Eeg.Text;
using Clef.Learning.Contrastive;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tests.Alignment;

public sealed class AlignmentTests : IDisposable
{
    private readonly TensorScope _scope = new();
    private readonly SessionEncoder _encoder;
    private readonly MaskedDecoder _decoder;
    private readonly AlignmentNetwork _network;

    public AlignmentTests()
    {
        RandomState.Seed(3);
        _encoder = new SessionEncoder(SessionEncoderTests.Small);
        _decoder = new MaskedDecoder(SessionEncoderTests.Small);
        BranchSizes branch = new() { Width = 16, Depth = 1, Heads = 2, Length = 12 };
        _network = new AlignmentNetwork(new AlignmentConfig { Width = 16, Text = branch, Profile = branch }, 16, 30, 40, frozen: null);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _network.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void A_profile_is_a_set_and_unknown_codes_are_left_out()
    {
        PatientProfile seen = new("p", 4, "F", "White", ["G40", "I63"], ["N03AX14"]);
        ProfileVocabulary vocabulary = ProfileVocabulary.Of([seen]);
        ProfileSet set = vocabulary.Of(seen with { Diagnoses = ["I63", "Z99"], Sex = null, AgeDecade = null });
        set.Person.Select(t => vocabulary.Tokens[t]).ShouldBe(["age:", "sex:", "race:White"]);
        set.Codes.Select(t => vocabulary.Tokens[t]).ShouldBe(["diagnosis:I63", "medication:N03AX14"]);
        vocabulary.Of(seen with { Diagnoses = ["Z99"], Medications = [] }).Counts.ShouldBeFalse();

        _network.Evaluate();
        float[] a = _network.Records([[1, 5, 30, 31]]).ToArray<float>(), b = _network.Records([[31, 30, 1, 5], [2, 3, 4, 5, 6, 7]]).Select(0, 0).ToArray<float>();
        a.Zip(b).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
    }

    [Fact]
    public void Soft_targets_of_share_zero_are_the_hard_loss()
    {
        Tensor a = Tensor.Randn([5, 8]), b = Tensor.Randn([5, 8]);
        int[][] sets = [[1, 2], [3], [], [1, 2], [4]];
        long[] patients = [0, 1, 2, 3, 1];
        double soft = SoftInfoNce.Loss(a, b, [true, true, false, true, true], Likeness.Dice(sets), patients, 0, 5).ToDouble();
        soft.ShouldBe(SymmetricInfoNce.Loss(a, b, [true, true, false, true, true], patients, 5).ToDouble(), 1e-5);
        Likeness.Dice([[1, 2, 3], [2, 3, 4, 5]])[0, 1].ShouldBe(4.0 / 7, 1e-12);
        Likeness.Dice([[], []])[0, 1].ShouldBe(0);
        double[,] cosines = Likeness.Cosine(Tensor.From<float>([1, 0, 1, 1, -1, 0], 3, 2));
        (cosines[0, 0], cosines[0, 2]).ShouldBe((1, 0));
        cosines[1, 0].ShouldBe(Math.Sqrt(0.5), 1e-6);
    }

    [Fact]
    public void Soft_targets_are_met_where_cosines_equal_them()
    {
        // Two samples with the same set: the target is even between them, and so is the softmax of two equal vectors.
        Tensor same = Tensor.Ones(2, 4);
        SoftInfoNce.Loss(same, same, [true, true], Likeness.Dice([[1, 2], [1, 2]]), [0, 1], 1, 3).ToDouble().ShouldBe(0, 1e-6);
        SoftInfoNce.Loss(same, same, [true, true], Likeness.Dice([[1], [2]]), [0, 1], 1, 3).ToDouble().ShouldBe(Math.Log(2), 1e-6);
    }

    [Fact]
    public void What_is_missing_takes_no_part()
    {
        AlignmentTraining training = Training(new AlignmentObjectives { Reconstruction = 0 });
        AlignmentSample[] samples = Samples(6);
        samples[2] = samples[2] with { Pieces = [] };
        samples[4] = samples[4] with { Record = ProfileSet.None };
        samples[5] = samples[5] with { Pieces = [], Record = ProfileSet.None };
        var report = new Dictionary<string, double>();
        training.Loss(samples, report).ToDouble().ShouldBeGreaterThan(0);
        (report["text_present"], report["profile_present"]).ShouldBe((4, 4));
        AlignmentSample[] none = [.. samples.Select(s => s with { Pieces = [], Record = ProfileSet.None })];
        training.Loss(none, report).ToDouble().ShouldBe(0);
    }

    [Fact]
    public void The_mask_rate_gates_each_part()
    {
        AlignmentSample[] samples = Samples(4);
        var report = new Dictionary<string, double>();
        Training(new AlignmentObjectives { AlignUpTo = 0.3, ReconstructFrom = 1.1 }).Loss(samples, report).ToDouble().ShouldBe(0);
        (report["text_present"], report["profile_present"]).ShouldBe((0, 0));
        report.ContainsKey("reconstruction").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void The_gradient_is_that_of_finite_differences(double soft)
    {
        foreach (Module module in new Module[] { _encoder, _decoder, _network })
        {
            module.ConvertTo(DType.Float64);
        }

        AlignmentTraining training = Training(new AlignmentObjectives { Scale = 3, SoftTargets = soft });
        AlignmentSample[] samples = Samples(4);
        samples[1] = samples[1] with { Pieces = [] };
        samples[3] = samples[3] with { Patient = 0 };
        training.Loss(samples, new Dictionary<string, double>()).Backward();
        foreach ((Module module, string name) in new (Module, string)[] { (_network, "session_to_text.weight"), (_network, "text.places"), (_network, "profile.tokens.weight"), (_encoder, "last_norm.weight") })
        {
            Tensor parameter = module.NamedParameters().Single(p => p.Name == name).Tensor;
            Gradients.Check(parameter, () => training.Loss(samples, new Dictionary<string, double>()).ToDouble(), [0, 5, 11]);
        }
    }

    [Fact]
    public void Training_brings_each_session_to_its_report_and_record()
    {
        AlignmentTraining training = Training(new AlignmentObjectives { Reconstruction = 0 });
        using var optimiser = new Clef.Tensors.Optimisation.AdamW(
            new Module[] { _encoder, _network }.SelectMany((m, i) => m.NamedParameters($"{i}.")), 5e-3, weightDecay: 0);
        AlignmentSample[] samples = [.. Samples(4).Select(s => s with { Tokens = MaskLaw.None.Apply(s.Tokens.Sequence, new CounterRandom(1)) })];
        for (int step = 0; step < 40; step++)
        {
            using var scope = new TensorScope();
            optimiser.ZeroGrad();
            training.Loss(samples, new Dictionary<string, double>()).Backward();
            optimiser.Step();
        }

        Tensor sessions = _encoder.Forward(TokenBatch.Of([.. samples.Select(s => s.Tokens.Sequence)])).Session;
        Tensor texts = _network.Reports([.. samples.Select(s => s.Pieces)], 0).Vectors.Normalize(-1);
        _network.SessionForText(sessions).Normalize(-1).MatMul(texts.Transpose(0, 1)).ArgMax(1).ToArray<long>().ShouldBe([0, 1, 2, 3]);
    }

    private AlignmentTraining Training(AlignmentObjectives objectives) => new(_encoder, _decoder, _network, objectives, textPadding: 0);

    private static AlignmentSample[] Samples(int count)
    {
        var random = new CounterRandom(8);
        return [.. Enumerable.Range(0, count).Select(i => new AlignmentSample(
            new MaskLaw().Apply(SessionEncoderTests.Sequence(i, 12 - i), random), [2, 5 + i, 20 - i, 3], new ProfileSet([1, 11, 15], [20 + i, 30 - i]), i))];
    }
}
