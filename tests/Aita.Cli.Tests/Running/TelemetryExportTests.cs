using System.Collections.Concurrent;
using System.Net;
using Aita.Cli.Tests.Commands;

namespace Aita.Cli.Tests.Running;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Batch_WithOtlp_SendsMetricsAndTracesBeforeItEnds()
    {
        await using var world = await CliWorld.StartAsync();
        world.Write("in.jsonl", BatchCommandTests.Short(0));
        var received = new ConcurrentBag<string>();
        var (collector, address) = StartOnFreePort();
        using var ending = collector;
        var collecting = CollectAsync(collector, received);

        var result = await world.RunAsync("batch", "in.jsonl", "-o", "out.jsonl", "--otlp", address);
        collector.Stop();
        await collecting;

        Assert.Equal(0, result.Code);
        Assert.Contains("/v1/metrics", received);
        Assert.Contains("/v1/traces", received);
    }

    private static (HttpListener Listener, string Address) StartOnFreePort()
    {
        for (var port = 24_318; ; port++)
        {
            var listener = new HttpListener();
            try
            {
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return (listener, $"http://127.0.0.1:{port}");
            }
            catch (HttpListenerException) when (port < 24_400)
            {
                listener.Close(); // the port is taken: the next one
            }
        }
    }

    private static async Task CollectAsync(HttpListener listener, ConcurrentBag<string> received)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                received.Add(context.Request.Url!.AbsolutePath);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
        {
            // stopped
        }
    }
}
