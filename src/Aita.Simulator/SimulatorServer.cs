using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Aita.Simulator;

/// <summary>
/// A simulated provider on 127.0.0.1 that speaks OpenRouter's dialect of the chat completions API. Its answers are invented and say so.
/// It runs on Kestrel alone, without a host, so it installs no signal handler, reads no configuration and logs nothing. Thread-safe.
/// </summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly Simulation _simulation;
    private readonly SemaphoreSlim _stopped = new(0);
    private int _disposed;

    private SimulatorServer(KestrelServer kestrel, Simulation simulation, Uri baseUrl)
    {
        _kestrel = kestrel;
        _simulation = simulation;
        BaseUrl = baseUrl;
        Completion = WaitUntilStoppedAsync();
    }

    /// <summary>The base address for clients, for example <c>http://127.0.0.1:41233/api/v1</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>What the server has seen so far.</summary>
    public TrafficLog Traffic => _simulation.Traffic;

    /// <summary>Ends when the server has been disposed of.</summary>
    public Task Completion { get; }

    /// <summary>Starts a server; it answers when the task has ended.</summary>
    /// <param name="options">What it does; null = answers every request at once and well.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every problem.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions? options = null, CancellationToken ct = default)
    {
        options ??= new SimulatorOptions();
        SimulatorOptions.Validate(options);
        var kestrelOptions = new KestrelServerOptions { AddServerHeader = false };
        kestrelOptions.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
        kestrelOptions.Limits.MaxRequestBodySize = null;
        kestrelOptions.Limits.MinRequestBodyDataRate = null;
        kestrelOptions.Limits.MinResponseDataRate = null;
        kestrelOptions.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var kestrel = new KestrelServer(Options.Create(kestrelOptions), transport, NullLoggerFactory.Instance);
        var simulation = new Simulation(options);
        try
        {
            await kestrel.StartAsync(new SimulatorApplication(simulation), ct);
            string address = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return new SimulatorServer(kestrel, simulation, new Uri($"{address}/api/v1"));
        }
        catch
        {
            kestrel.Dispose();
            simulation.Dispose();
            throw;
        }
    }

    /// <summary>Stops at once: requests in flight are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await WaitUntilStoppedAsync();
            return;
        }

        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
        _simulation.Dispose();
        _stopped.Release();
    }

    private async Task WaitUntilStoppedAsync()
    {
        await _stopped.WaitAsync();
        _stopped.Release();
    }
}
