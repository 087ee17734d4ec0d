using System.Globalization;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;

namespace Clef.Tensors.Tests.Memory;

public class TrainingTests
{
    [Fact]
    public void Memory_stays_flat_over_a_thousand_steps()
    {
        RandomState.Seed(1);
        using Network network = new();
        using var optimizer = new AdamW(network.NamedParameters());
        using Tensor x = Tensor.Randn([4, 3, 256]);
        // The allocator's pools and the just-in-time compiler settle in the first steps.
        Train(network, optimizer, x, 200);
        long before = Resident();
        Train(network, optimizer, x, 1000);
        long after = Resident();
        ((double)after / before).ShouldBeInRange(0, 1.05, $"{before >> 20} MB before, {after >> 20} MB after");
        TensorScope.Current.ShouldBeNull();
    }

    [Fact]
    public void A_step_over_2048_tokens_stays_under_two_gigabytes()
    {
        RandomState.Seed(2);
        using var network = new Sequential([.. Enumerable.Range(0, 6).Select(_ => new TransformerBlock(256, 8))]);
        using var optimizer = new AdamW(network.NamedParameters());
        using (new TensorScope())
        {
            Tensor tokens = Tensor.Randn([2, 2048, 256]);
            network.Forward(tokens).Square().Mean().Backward();
            optimizer.Step();
        }

        // VmHWM: the high-water mark of resident memory, in kB. All scores of one layer alone would be 268 MB, and a plain graph keeps several.
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        long kilobytes = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        kilobytes.ShouldBeLessThan(2_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_seed_gives_the_same_bytes(int threads)
    {
        int former = TensorRuntime.Threads;
        try
        {
            TensorRuntime.Threads = threads;
            float[] first = Weights(), second = Weights();
            second.ShouldBe(first);
            first.ShouldAllBe(v => float.IsFinite(v));
        }
        finally
        {
            TensorRuntime.Threads = former;
        }

        static float[] Weights()
        {
            RandomState.Seed(42);
            using Network network = new();
            using var optimizer = new AdamW(network.NamedParameters());
            using Tensor x = Tensor.Randn([8, 3, 512]);
            Train(network, optimizer, x, 6);
            return [.. network.Parameters().SelectMany(p => p.ToArray<float>())];
        }
    }

    private static void Train(Network network, AdamW optimizer, Tensor x, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            using var scope = new TensorScope();
            optimizer.ZeroGrad();
            network.Forward(x).Square().Mean().Backward();
            GradientClipping.ByNorm(network.Parameters(), 1);
            optimizer.Step();
        }
    }

    private static long Resident()
    {
        GC.Collect();
        string pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    /// <summary>A little of everything: convolution, norms, dropout, attention, embedding of positions.</summary>
    private sealed class Network : Layer
    {
        private readonly Conv1d _conv;
        private readonly BatchNorm _norm;
        private readonly Embedding _positions;
        private readonly TransformerBlock _block;
        private readonly Linear _head;

        public Network()
        {
            _conv = Register("conv", new Conv1d(3, 32, 8, stride: 4));
            _norm = Register("norm", new BatchNorm(32));
            _positions = Register("positions", new Embedding(512, 32));
            _block = Register("block", new TransformerBlock(32, 4, dropout: 0.1));
            _head = Register("head", new Linear(32, 5));
        }

        public override Tensor Forward(Tensor input)
        {
            // (batch, channel, time) to (batch, token, width)
            Tensor tokens = _norm.Forward(_conv.Forward(input)).Silu().Transpose(1, 2);
            tokens += _positions.Forward(Tensor.Arange(tokens.Size(1)));
            return _head.Forward(_block.Forward(tokens).Mean(1));
        }
    }
}
