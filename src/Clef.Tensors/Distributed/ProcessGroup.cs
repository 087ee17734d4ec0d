using Clef.Tensors.Native;

namespace Clef.Tensors.Distributed;

/// <summary>
/// Processes that train together, each with its rank. Every process makes the same calls in the same order. A process that ends, or
/// does not answer in time, is an error at all others.
/// </summary>
public sealed class ProcessGroup : IDisposable
{
    private nint _group;

    /// <summary>Meets the other processes.</summary>
    /// <param name="meeting">Who and where.</param>
    /// <param name="backend"><c>gloo</c> for processors; <c>nccl</c> for GPUs, where the native library was built with it.</param>
    /// <param name="timeout">How long any call waits for the others; half an hour where not given.</param>
    /// <exception cref="TensorException">The others did not come.</exception>
    public ProcessGroup(MeetingPoint meeting, string backend = "gloo", TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(meeting);
        (Rank, Size) = (meeting.Rank, meeting.Size);
        long milliseconds = (long)(timeout ?? TimeSpan.FromMinutes(30)).TotalMilliseconds;
        _group = NativeMethods.GroupCreate(backend, meeting.Host, meeting.Port, Rank, Size, milliseconds);
        if (_group == 0)
        {
            throw NativeMethods.Error();
        }
    }

    /// <summary>Closes the connections if nobody did.</summary>
    ~ProcessGroup() => NativeMethods.GroupFree(_group);

    /// <summary>This process's number, from 0.</summary>
    public int Rank { get; }

    /// <summary>The number of processes.</summary>
    public int Size { get; }

    private nint Group
    {
        get
        {
            ObjectDisposedException.ThrowIf(_group == 0, this);
            return _group;
        }
    }

    /// <summary>Meets the processes that the environment tells of (see <see cref="MeetingPoint.FromEnvironment"/>).</summary>
    public static ProcessGroup FromEnvironment(string backend = "gloo", TimeSpan? timeout = null) => new(MeetingPoint.FromEnvironment(), backend, timeout);

    /// <summary>Replaces a tensor's elements by their sum, mean, greatest or least over all processes.</summary>
    public void AllReduce(Tensor tensor, ReduceOperation operation = ReduceOperation.Sum)
    {
        int native = operation switch { ReduceOperation.Max => 1, ReduceOperation.Min => 2, _ => 0 };
        Check(NativeMethods.GroupAllReduce(Group, tensor.Handle, native), tensor);
        if (operation == ReduceOperation.Mean)
        {
            using GradientMode.Restore mode = GradientMode.Disable();
            tensor.MultiplyInPlace(1.0 / Size);
        }
    }

    /// <summary>Gives every process the tensor of one, in place.</summary>
    public void Broadcast(Tensor tensor, int root = 0) => Check(NativeMethods.GroupBroadcast(Group, tensor.Handle, root), tensor);

    /// <summary>
    /// The tensors of all processes, of one shape, joined along the first axis in the order of ranks: (n, ...) to (size n, ...).
    /// The gradient of a process's rows is the sum of the gradients of them on all processes; the group must live until the backward pass is over.
    /// </summary>
    public Tensor AllGather(Tensor tensor)
    {
        Tensor gathered = Tensor.Own(NativeMethods.GroupAllGather(Group, tensor.Handle), tensor);
        GC.KeepAlive(this);
        return gathered;
    }

    /// <summary>Waits until every process has come here.</summary>
    public void Barrier() => Check(NativeMethods.GroupBarrier(Group), null);

    /// <summary>Gives every process the weights and buffers of rank 0, so that all start alike.</summary>
    public void Synchronize(Modules.Module module)
    {
        foreach (Tensor tensor in module.StateDict().Values)
        {
            Broadcast(tensor);
        }
    }

    /// <summary>Replaces every gradient by its mean over all processes, in one exchange. Parameters without a gradient count as zero.</summary>
    public void AverageGradients(IEnumerable<Tensor> parameters)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        foreach (IGrouping<(DType, Device), Tensor> kind in parameters.GroupBy(p => (p.DType, p.Device)))
        {
            Tensor[] all = [.. kind];
            Tensor[] gradients = [.. all.Select(p => (p.Grad ?? Tensor.Zeros(p.Shape, p.DType, p.Device)).Reshape(-1))];
            Tensor flat = Tensor.Concatenate(gradients);
            AllReduce(flat, ReduceOperation.Mean);
            long start = 0;
            foreach (Tensor parameter in all)
            {
                long count = parameter.ElementCount;
                parameter.Grad = flat.Slice(0, start, start + count).Clone().Reshape(parameter.Shape);
                start += count;
            }
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        NativeMethods.GroupFree(_group);
        _group = 0;
        GC.SuppressFinalize(this);
    }

    private void Check(int status, Tensor? tensor)
    {
        GC.KeepAlive(tensor);
        GC.KeepAlive(this);
        NativeMethods.Check(status);
    }
}

/// <summary>What becomes of the elements of all processes.</summary>
public enum ReduceOperation
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>The least.</summary>
    Min,
}
