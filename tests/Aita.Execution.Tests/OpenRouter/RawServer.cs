using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aita.Execution.Tests;

/// <summary>A server on a socket that plays exact bytes, so that answers no real server would send can be tested.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<RawExchange, RawReply> _answer;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _clientLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RawServer(Func<RawExchange, RawReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public RawServer(RawReply reply)
        : this(_ => reply)
    {
    }

    /// <summary>Ends when the first client has connected.</summary>
    public Task Connected => _connected.Task;

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/api/v1";

    public List<RawExchange> Requests { get; } = [];

    public RawExchange Last
    {
        get
        {
            lock (Requests)
            {
                return Requests[^1];
            }
        }
    }

    /// <summary>Ends when the client has closed a connection that hangs.</summary>
    public Task ClientLeft => _clientLeft.Task;

    /// <summary>Ends when the first request has come in.</summary>
    public Task Asked => _asked.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
                _connected.TrySetResult();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                while (await ReadAsync(socket) is { } request)
                {
                    lock (Requests)
                    {
                        Requests.Add(request);
                    }

                    _asked.TrySetResult();
                    var reply = _answer(request);
                    await socket.SendAsync(reply.Bytes, _stop.Token);
                    if (reply.Hang)
                    {
                        if (await socket.ReceiveAsync(new byte[1], _stop.Token) == 0)
                        {
                            _clientLeft.TrySetResult();
                        }

                        return;
                    }

                    if (reply.Reset)
                    {
                        socket.LingerState = new LingerOption(enable: true, seconds: 0);
                        return;
                    }

                    if (reply.Close)
                    {
                        socket.Shutdown(SocketShutdown.Send);
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                _clientLeft.TrySetResult();
            }
        }
    }

    private async Task<RawExchange?> ReadAsync(Socket socket)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var headEnd = -1;
        var length = 0;
        while (headEnd < 0 || bytes.Length < headEnd + length)
        {
            var count = await socket.ReceiveAsync(buffer, _stop.Token);
            if (count == 0)
            {
                return null;
            }

            bytes.Write(buffer.AsSpan(0, count));
            if (headEnd < 0 && bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                headEnd = end + 4;
                var head = new RawExchange(Encoding.ASCII.GetString(bytes.GetBuffer(), 0, headEnd), []);
                length = int.Parse(head.Header("Content-Length") ?? "0");
            }
        }

        var all = bytes.ToArray();
        return new RawExchange(Encoding.ASCII.GetString(all, 0, headEnd), all[headEnd..]);
    }
}
