using System.Net;
using System.Net.Sockets;
using Clef.Core;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Tests.Encoder;
using Clef.Eeg.Text;
using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tests.Alignment;

/// <summary>Two ranks with half a batch each have the loss and, averaged, the gradient of one rank with the whole batch. The ranks are threads with a group each.</summary>
public sealed class SharedBatchTests
{
    private const int Batch = 6;

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Two_ranks_align_as_one_with_the_joint_batch(double soft)
    {
        using var scope = new TensorScope();
        var objectives = new AlignmentObjectives { SoftTargets = soft };
        using var alone = new Model(objectives, null);
        AlignmentSample[] samples = Samples();
        double joint = alone.Backward(samples);
        float[][] wanted = alone.Gradients();

        (double Loss, float[][] Gradients)[] ranks = InTwo((rank, group) =>
        {
            using var model = new Model(objectives, group);
            double loss = model.Backward(samples[(rank * Batch / 2)..((rank + 1) * Batch / 2)]);
            group.AverageGradients(model.Parameters());
            return (loss, model.Gradients());
        });
        // Contrast is over all samples on both; reconstruction is each rank's own, as many tokens on either.
        ranks.Average(r => r.Loss).ShouldBe(joint, 1e-4);
        foreach ((_, float[][] gradients) in ranks)
        {
            gradients.Zip(wanted).ShouldAllBe(p => p.First.Zip(p.Second, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
        }
    }

    [Fact]
    public void Two_ranks_reconstruct_as_one_with_the_joint_batch()
    {
        using var scope = new TensorScope();
        var objectives = new AlignmentObjectives { Text = 0, Profile = 0 };
        using var alone = new Model(objectives, null);
        AlignmentSample[] samples = Samples();
        double joint = alone.Reconstruct(samples);
        float[][] wanted = alone.Gradients();
        (double Loss, float[][] Gradients)[] ranks = InTwo((rank, group) =>
        {
            using var model = new Model(objectives, group);
            double loss = model.Reconstruct(samples[(rank * Batch / 2)..((rank + 1) * Batch / 2)]);
            group.AverageGradients(model.Parameters());
            return (loss, model.Gradients());
        });
        ranks.Average(r => r.Loss).ShouldBe(joint, 1e-5);
        ranks[0].Gradients.Zip(wanted).ShouldAllBe(p => p.First.Zip(p.Second, (a, b) => Math.Abs(a - b)).Max() < 1e-5);
    }

    private static (double, float[][])[] InTwo(Func<int, ProcessGroup, (double, float[][])> work)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Task<(double, float[][])>[] ranks = [.. Enumerable.Range(0, 2).Select(rank => Task.Factory.StartNew(() =>
        {
            using var scope = new TensorScope();
            using var group = new ProcessGroup(new MeetingPoint("127.0.0.1", port, rank, 2), timeout: TimeSpan.FromMinutes(1));
            return work(rank, group);
        }, TaskCreationOptions.LongRunning))];
        return Task.WhenAll(ranks).GetAwaiter().GetResult();
    }

    /// <summary>Sessions of one length, half of each hidden, so that every one has as many tokens to predict; two are of one patient, one has no report.</summary>
    private static AlignmentSample[] Samples()
    {
        var random = new CounterRandom(4);
        var law = new MaskLaw { Mean = 0.5, Deviation = 0, Most = 0.5 };
        return [.. Enumerable.Range(0, Batch).Select(i => new AlignmentSample(
            law.Apply(SessionEncoderTests.Sequence(i, 8), random), i == 2 ? [] : [2, 4 + i, 11, 3], new ProfileSet([0, 1, 2], [10 + i, 20]), i == 5 ? 0 : i))];
    }

    private sealed class Model : IDisposable
    {
        private static readonly Lock Making = new();
        private readonly SessionEncoder _encoder;
        private readonly MaskedDecoder _decoder;
        private readonly AlignmentNetwork _network;
        private readonly AlignmentTraining _training;

        public Model(AlignmentObjectives objectives, ProcessGroup? group)
        {
            lock (Making) // one generator of random numbers for all threads
            {
                RandomState.Seed(3);
                _encoder = new SessionEncoder(SessionEncoderTests.Small);
                _decoder = new MaskedDecoder(SessionEncoderTests.Small);
                BranchSizes branch = new() { Width = 16, Depth = 1, Heads = 2, Length = 12 };
                _network = new AlignmentNetwork(new AlignmentConfig { Width = 16, Text = branch, Profile = branch }, 16, 30, 40, frozen: null);
            }

            _training = new AlignmentTraining(_encoder, _decoder, _network, objectives, 0, group);
        }

        public double Backward(AlignmentSample[] samples)
        {
            Tensor loss = _training.Loss(samples, new Dictionary<string, double>());
            loss.Backward();
            return loss.ToDouble();
        }

        public double Reconstruct(AlignmentSample[] samples)
        {
            Tensor loss = new MaskedReconstruction(_encoder, _decoder).Loss([.. samples.Select(s => s.Tokens)], new Dictionary<string, double>());
            loss.Backward();
            return loss.ToDouble();
        }

        public IEnumerable<Tensor> Parameters() => new Module[] { _encoder, _decoder, _network }.SelectMany(m => m.Parameters());

        public float[][] Gradients() => [.. Parameters().Select(p => p.Grad?.ToArray<float>() ?? new float[p.ElementCount])];

        public void Dispose()
        {
            _encoder.Dispose();
            _decoder.Dispose();
            _network.Dispose();
        }
    }
}
