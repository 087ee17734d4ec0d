namespace Clef.Tensors;

/// <summary>
/// Lets a computation of many operations be broken off from outside. While one is open on a thread, the first operation whose result would belong to a
/// <see cref="TensorScope"/> after the token is cancelled throws <see cref="OperationCanceledException"/>; what the open scopes own is freed as they close. A
/// single operation, and the backward pass of a whole graph, are not interrupted.
/// </summary>
/// <remarks>
/// <code>
/// using (new BreakOff(stop))
/// {
///     vectors = network.Forward(batch);   // ends between two operations once stop is cancelled
/// }
/// </code>
/// Belongs to the thread that opened it: do not await inside one.
/// </remarks>
public sealed class BreakOff : IDisposable
{
    [ThreadStatic]
    private static CancellationToken s_stop;

    private readonly CancellationToken _before;

    /// <summary>Opens one; inside another, its token counts until it is disposed.</summary>
    public BreakOff(CancellationToken stop)
    {
        _before = s_stop;
        s_stop = stop;
    }

    internal static void Check() => s_stop.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public void Dispose() => s_stop = _before;
}
