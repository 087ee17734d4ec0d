using System.Diagnostics.Metrics;
using Clef.Server.Health;
using Clef.Server.Models;
using Clef.Tensors;
using Microsoft.Extensions.DependencyInjection;

namespace Clef.Server.Tests;

/// <summary>A model's thread: a cancellation reaches the computation that is under way, and nobody else's.</summary>
public sealed class MicroBatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SemaphoreSlim _begun = new(0), _ended = new(0);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_pass_under_way_is_broken_off_once_all_of_its_items_are_cancelled()
    {
        using MicroBatcher<int, int> batcher = Batcher();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();

        // One pass holds the thread, so that the two behind it go into the next one together.
        using var before = new CancellationTokenSource();
        Task<int> held = batcher.Run(0, before.Token);
        await Begun();
        Task<int> one = batcher.Run(0, first.Token), two = batcher.Run(0, second.Token);
        await before.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(held);
        (await _ended.WaitAsync(Patience)).ShouldBeTrue();
        await Begun();

        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(one); // who cancelled is told at once
        (await _ended.WaitAsync(TimeSpan.FromMilliseconds(200))).ShouldBeFalse(); // and the other's computation goes on
        await second.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(two);
        (await _ended.WaitAsync(Patience)).ShouldBeTrue();

        (await batcher.Run(5, CancellationToken.None)).ShouldBe(6); // the thread is free
    }

    [Fact]
    public async Task Work_that_is_done_alone_is_broken_off_too()
    {
        using MicroBatcher<int, int> batcher = Batcher();
        using var stop = new CancellationTokenSource();
        Task<int> alone = batcher.Alone(() => Endless(), stop.Token);
        await Begun();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(alone);
        (await _ended.WaitAsync(Patience)).ShouldBeTrue();
        (await batcher.Run(5, CancellationToken.None)).ShouldBe(6);
    }

    private async Task Begun() => (await _begun.WaitAsync(Patience)).ShouldBeTrue();

    private MicroBatcher<int, int> Batcher() =>
        new("test", 4, items => [.. items.Select(i => i == 0 ? Endless() : i + 1)], new ServerMetrics(_services.GetRequiredService<IMeterFactory>()));

    /// <summary>Operation after operation, as a network that never ends.</summary>
    private int Endless()
    {
        _begun.Release();
        try
        {
            while (true)
            {
                using var scope = new TensorScope();
                _ = Tensor.Ones(8) + 1;
            }
        }
        finally
        {
            _ended.Release();
        }
    }
}
