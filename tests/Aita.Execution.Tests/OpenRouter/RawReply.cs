using System.Text;

namespace Aita.Execution.Tests;

/// <summary>What the server does when a request has come in.</summary>
internal sealed record RawReply(byte[] Bytes, bool Close = false, bool Reset = false, bool Hang = false)
{
    public static RawReply Json(string body, int status = 200, params string[] headers) => Of(status, "application/json", body, headers);

    public static RawReply Of(int status, string type, string body, params string[] headers)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder($"HTTP/1.1 {status} Status\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n");
        foreach (var header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        return new RawReply([.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. bytes]);
    }

    public static RawReply Sse(string events, bool close = true) => new(
        Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{events}"), Close: close, Hang: !close);
}
