using System.Net.Sockets;

namespace Aita.Execution;

/// <summary>
/// Opens connections as the platform does by itself, and remembers how long the fastest took: little more than one round trip to the server. One to a
/// proxy says nothing of the server behind it. Thread-safe.
/// </summary>
internal sealed class Connector(TimeProvider time)
{
    private long _fastest = long.MaxValue;

    /// <summary>What the fastest connection to the server took to open; null before the first.</summary>
    public TimeSpan? Fastest => Interlocked.Read(ref _fastest) is < long.MaxValue and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var started = time.GetTimestamp();
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            if (string.Equals(context.DnsEndPoint.Host, context.InitialRequestMessage.RequestUri?.IdnHost, StringComparison.OrdinalIgnoreCase))
            {
                Remember(time.GetElapsedTime(started).Ticks);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Remember(long ticks)
    {
        var fastest = Interlocked.Read(ref _fastest);
        while (ticks < fastest && Interlocked.CompareExchange(ref _fastest, ticks, fastest) is var seen && seen != fastest)
        {
            fastest = seen;
        }
    }
}
