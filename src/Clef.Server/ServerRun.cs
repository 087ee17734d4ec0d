using Clef.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Clef.Server;

/// <summary>Runs a service from its start to its stop.</summary>
public static class ServerRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Serves until it is asked to stop; requests under way are then given some seconds to end.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="started">Told the address once requests are taken.</param>
    /// <param name="stop">Asks it to stop.</param>
    /// <exception cref="ClefException">The options are wrong, or the address is taken.</exception>
    public static async Task Run(ServeOptions options, Action<string> started, CancellationToken stop)
    {
        await using WebApplication app = ClefServer.Create(options);
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new ClefException("serve", "--listen", options.Listen, "an address that is free", e);
        }

        started(AddressOf(app));
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
        }

        using var patience = new CancellationTokenSource(Patience);
        await app.StopAsync(patience.Token);
    }

    /// <summary>Where a started service listens.</summary>
    public static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
