using System.Globalization;
using Clef.Tensors.Distributed;

namespace Clef.Tensors.Tests.Distributed;

/// <summary>The entry point of this assembly when a test starts it as one process of a group; the test runner never calls it.</summary>
public static class WorkerProgram
{
    /// <summary>Runs one scenario and prints its numbers.</summary>
    public static int Main(string[] arguments)
    {
        try
        {
            double seconds = arguments.Length > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 60;
            using ProcessGroup group = ProcessGroup.FromEnvironment(timeout: TimeSpan.FromSeconds(seconds));
            using var scope = new TensorScope();
            switch (arguments[0])
            {
                case "collectives":
                    Collectives(group);
                    break;
                case "desert" when group.Rank == 1:
                    // Ends without a word: the others must notice.
                    group.Barrier();
                    Environment.Exit(0);
                    break;
                case "desert":
                    group.Barrier();
                    group.AllReduce(Tensor.Ones(4));
                    break;
                case "sleep" when group.Rank == 1:
                    Thread.Sleep(TimeSpan.FromSeconds(seconds * 4));
                    break;
                case "sleep":
                    group.AllReduce(Tensor.Ones(4));
                    break;
                default:
                    return 2;
            }

            return 0;
        }
        catch (TensorException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Collectives(ProcessGroup group)
    {
        float rank = group.Rank;
        Tensor sum = Tensor.From<float>([rank + 1, 10 * rank]);
        group.AllReduce(sum);
        Print("sum", sum);
        Tensor mean = Tensor.From<float>([rank, 4]);
        group.AllReduce(mean, ReduceOperation.Mean);
        Print("mean", mean);
        Tensor max = Tensor.From<long>([group.Rank, -group.Rank]);
        group.AllReduce(max, ReduceOperation.Max);
        Print("max", max);
        Tensor sent = Tensor.From<float>([rank + 7]);
        group.Broadcast(sent, root: 1);
        Print("broadcast", sent);
        Print("gather", group.AllGather(Tensor.From<float>([rank, rank + 0.5f], 1, 2)));

        // Each process weighs row r by (own rank + 1)(r + 1): the gradient of row r is the sum over processes, 3 (r + 1).
        Tensor own = Tensor.From<float>([rank], 1, 1);
        own.RequiresGrad = true;
        Tensor all = group.AllGather(own);
        (all * Tensor.From<float>([1, 2], 2, 1) * (rank + 1)).Sum().Backward();
        Print("gradient", own.Grad!);

        Tensor a = Tensor.Zeros(2), b = Tensor.Zeros(1);
        a.RequiresGrad = b.RequiresGrad = true;
        a.Grad = Tensor.From<float>([rank, 2]);
        group.AverageGradients([a, b]);
        Print("averaged", a.Grad!);
        Print("absent", b.Grad!);
        group.Barrier();
    }

    private static void Print(string name, Tensor tensor)
    {
        using Tensor wide = tensor.To(DType.Float64);
        Console.WriteLine($"{name} {string.Join(' ', wide.ToArray<double>().Select(v => v.ToString(CultureInfo.InvariantCulture)))}");
    }
}
